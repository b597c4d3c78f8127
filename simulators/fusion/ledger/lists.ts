// Lists of values: ledgers, business units, periods, accounts, currencies, rates, terms, receipt methods.
// Trap: accountingPeriodStatusLOV has one row per application; without ApplicationId the first row is any subledger's.
import { createHash } from 'node:crypto';
import { type Item, text } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import { invalid } from '../http/refusal.ts';
import type { Resource } from '../http/resource.ts';
import type { FinderCall } from '../query/params.ts';

const hash = (...parts: string[]) => createHash('sha1').update(parts.join('|')).digest('hex').toUpperCase();

const list = (name: string, rows: (world: World) => Item[], keys: readonly string[] = []): Resource => ({
  ...{ base: 'fscm', name, rows },
  ...(keys.length > 0 && { keyOf: (row: Item) => hash(...keys.map((key) => text(row, key))) }),
});

const ledgers = (world: World): Item[] =>
  world.ledgers.all().map((row) => ({
    ...{ LedgerId: row.id, Name: row.name, CurrencyCode: row.currency, ChartOfAccountsId: row.chartId },
    ...{
      PeriodSetName: row.periodSet,
      LedgerCategoryCode: 'PRIMARY',
      LedgerTypeCode: 'L',
      AccountedPeriodType: 'Month',
    },
  }));

const units = (world: World): Item[] =>
  world.units.all().map((row) => ({
    ...{ BusinessUnitId: row.id, BusinessUnitName: row.name, ActiveFlag: row.active, ProfitCenterFlag: true },
    ...{ PrimaryLedgerId: String(row.ledgerId), LegalEntityId: String(row.legalEntityId) },
  }));

const legalEntities = (world: World): Item[] => {
  const rows = world.units.all().map((row) => ({
    ...{
      LegalEntityId: row.legalEntityId,
      LegalEntityIdentifier: row.legalEntityIdentifier,
      Name: row.legalEntityName,
    },
  }));
  return rows.filter((row, at) => rows.findIndex((one) => one.LegalEntityId === row.LegalEntityId) === at);
};

const periodStatuses = (world: World): Item[] =>
  world.periods
    .all()
    .toSorted((a, b) => b.applicationId - a.applicationId)
    .map((row) => ({
      ...{
        PeriodNameId: row.name,
        ApplicationId: row.applicationId,
        LedgerId: row.ledgerId,
        ClosingStatus: row.status,
      },
      ...{ StartDate: row.start, EndDate: row.end, PeriodYear: row.year, PeriodNumber: row.number },
      ...{ EffectivePeriodNumber: row.year * 10_000 + row.number, AdjustmentPeriodFlag: 'N' },
    }));

const calendarPeriods = (world: World): Item[] => {
  const ledger = world.settings.ledger.applicationId;
  return world.periods
    .all()
    .filter((row) => row.applicationId === ledger)
    .map((row) => ({
      ...{ PeriodNameId: row.name, EnteredPeriodName: row.name, PeriodSetNameId: 'Accounting', PeriodType: 'Month' },
      ...{ StartDate: row.start, EndDate: row.end, PeriodYear: row.year, PeriodNumber: row.number },
      ...{ QuarterNumber: Math.ceil(row.number / 3), AdjustmentPeriodFlag: 'N' },
    }));
};

const combinations = (world: World): Item[] =>
  world.accounts.all().map((row) => {
    const segments = row.combination.split('-').map((value, at) => [`Segment${at + 1}`, value] as const);
    const chart = world.ledgers.get(row.ledgerId)?.chartId ?? null;
    return {
      ...{ _CODE_COMBINATION_ID: row.id, _CHART_OF_ACCOUNTS_ID: chart, AccountType: row.type },
      ...{ EnabledFlag: row.enabled ? 'Y' : 'N', DetailPostingAllowedFlag: row.posting ? 'Y' : 'N', SummaryFlag: 'N' },
      ...Object.fromEntries(segments),
    };
  });

const RATE_VARIABLES = ['fromCurrency', 'toCurrency', 'startDate', 'endDate'];

function rates(world: World, finder: FinderCall): Item[] {
  const missing = RATE_VARIABLES.filter((name) => !finder.variables[name]);
  if (missing.length > 0) throw invalid('GL-781535', `Enter a value for ${missing.join(', ')}.`);
  const { fromCurrency, toCurrency, startDate = '', endDate = '', userConversionType } = finder.variables;
  return world.rates
    .all()
    .filter((row) => row.from === fromCurrency && row.to === toCurrency)
    .filter((row) => userConversionType === undefined || row.type === userConversionType)
    .filter((row) => row.date === null || (row.date >= startDate && row.date <= endDate))
    .map((row) => ({
      ...{ FromCurrency: row.from, ToCurrency: row.to, ConversionType: row.type, UserConversionType: row.type },
      ...{ ConversionDate: row.date ?? startDate, ConversionRate: Number(row.rate) },
    }));
}

const CONVERSION_TYPES = ['Corporate', 'Spot', 'User'];

export const ledgerLists: Resource[] = [
  list('ledgersLOV', ledgers),
  list('finBusinessUnitsLOV', units),
  list('legalEntitiesLOV', legalEntities),
  list('chartOfAccountsLOV', (world) =>
    world.ledgers
      .all()
      .map((row) => ({ StructureInstanceId: row.chartId, Name: `${row.name} chart`, EnabledFlag: 'Y' })),
  ),
  list('accountCombinationsLOV', combinations),
  list('accountingPeriodStatusLOV', periodStatuses, ['PeriodNameId', 'ApplicationId', 'LedgerId']),
  list('accountingPeriodsLOV', calendarPeriods, ['PeriodNameId', 'PeriodSetNameId']),
  list('journalSourcesLOV', ({ settings }) =>
    settings.ledger.sources.map((name) => ({ JeSourceName: name, UserJeSourceName: name, JeSourceKey: name })),
  ),
  list('journalCategoriesLOV', ({ settings }) =>
    settings.ledger.categories.map((name) => ({ JeCategoryName: name, UserJeCategoryName: name, JeCategoryKey: name })),
  ),
  list(
    'currenciesLOV',
    (world) =>
      world.currencies.all().map((row) => ({
        ...{ CurrencyCode: row.code, Name: row.name, Precision: row.decimals, EnabledFlag: 'Y', CurrencyFlag: 'Y' },
      })),
    ['CurrencyCode'],
  ),
  list('currencyConversionTypesLOV', () =>
    CONVERSION_TYPES.map((name) => ({ ConversionType: name, UserConversionType: name })),
  ),
  {
    ...list('currencyRates', () => [], ['FromCurrency', 'ToCurrency', 'ConversionType', 'ConversionDate']),
    find: ({ world }, finder) => (finder.name === 'CurrencyRatesFinder' ? rates(world, finder) : undefined),
  },
  list('payablesPaymentTerms', (world) =>
    world.terms.all().map((row) => ({ termsId: row.id, name: row.name, enabledFlag: true, setId: 0 })),
  ),
  list('receiptMethods', (world) =>
    world.receiptMethods
      .all()
      .map((row) => ({ ReceiptMethodId: row.id, Name: row.name, ReceiptClass: row.receiptClass })),
  ),
  list('receivablesAdjustments', () => []),
];
