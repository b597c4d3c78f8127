/**
 * What is missing in NetSuite for an invoice of ShipBob's: its bill or bill credit, the rest of a pair that was broken off,
 * or a correction where the invoice changed. Pure.
 * The trap: a bill that a person changed looks like an invoice that changed, so by default the difference is only shown.
 */
import type { Expectation, RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { WarehouseChargesSettings } from '../../../settings/warehouse-charges.ts';
import { inCurrency, isEqual, isMore, subtract } from '../../shared/money.ts';
import { expenseLines, type Line, linesOf } from './lines.ts';
import { bookedIn, correction, differencesByPlace, type WantedPaper, wantedPapers } from './papers.ts';
import { postingDay } from './posting-day.ts';
import { invoiceState } from './sum-up.ts';
import type { ChargesPlan, ChargesPlanInput, Paper, Problem } from './types.ts';

export function planWarehouseCharges(input: ChargesPlanInput): ChargesPlan {
  const { source, papers, settings } = input;
  const { invoice, reading } = source;
  const base = baseOf(input);
  if (settings.skipTypes.includes(invoice.type)) {
    return { ...base, notes: [`invoices of the type ${invoice.type} are not booked (skipTypes)`] };
  }
  if ('cause' in reading) return { ...base, problems: [reading] };
  if (papers.length > 0 && isEqual(bookedIn(papers), reading.owed)) {
    return { ...base, notes: [`booked: ${papers.map((paper) => paperWords(paper, invoice.currency)).join(', ')}`] };
  }
  if (source.lines.some(({ kind }) => kind === 'payment')) {
    const reason = `ShipBob's invoice ${invoice.id} (${invoice.type}) holds a payment among its charges; enter it by hand`;
    return { ...base, problems: [{ cause: 'payment-inside', reason }] };
  }
  const { lines, problems } = linesOf(source, settings);
  const all = [...settingProblems(input), ...problems];
  if (all.length > 0) return { ...base, problems: all };
  const wanted = wantedPapers(lines, invoice.id, settings);
  if (wanted.length === 0 && papers.length === 0) return { ...base, notes: ['it comes to nothing'] };
  const started = papers.every((paper) => wanted.some((one) => isSamePaper(one, paper)));
  const missing = wanted.filter((one) => !papers.some((paper) => isSamePaper(one, paper)));
  return started ? made(input, base, missing) : changed(input, base, { lines, owed: reading.owed });
}

const isSamePaper = (wanted: WantedPaper, paper: Paper): boolean =>
  wanted.externalId === paper.externalId && isEqual(wanted.total, paper.total);

function baseOf({ source: { invoice }, papers }: ChargesPlanInput): ChargesPlan {
  const tranIds = papers.flatMap(({ type, tranId }) => (tranId === undefined ? [] : [{ type, tranId }]));
  return {
    writes: [],
    problems: [],
    notes: [],
    numbers: [
      { kind: 'ShipBob invoice', value: invoice.id },
      ...tranIds.map(({ type, tranId }) => ({ kind: KINDS[type], value: tranId })),
    ],
    sources: [{ source: `invoice:${invoice.id}`, state: invoiceState(invoice) }],
  };
}

const KINDS = { vendorBill: 'vendor bill', vendorCredit: 'bill credit' } as const;

const paperWords = ({ type, tranId, id, total }: Paper, currency: string): string =>
  `${KINDS[type]} ${tranId ?? id} of ${inCurrency(total, currency)} ${currency}`;

function settingProblems({ source: { invoice }, settings }: ChargesPlanInput): Problem[] {
  const { vendor, vendorCurrency, currencies } = settings;
  const unset = (what: string): Problem => ({
    cause: 'setting-missing',
    reason: `ShipBob's invoice ${invoice.id} needs warehouseCharges.${what}`,
  });
  return [
    ...(vendor === undefined ? [unset('vendor: the NetSuite vendor that stands for ShipBob')] : []),
    ...(invoice.currency === vendorCurrency || currencies[invoice.currency] !== undefined
      ? []
      : [unset(`currencies.${invoice.currency}: NetSuite's id of that currency`)]),
  ];
}

function made(input: ChargesPlanInput, base: ChargesPlan, missing: WantedPaper[]): ChargesPlan {
  const { source, periods, settings } = input;
  const dated = postingDay(source.invoice, periods, settings.closedPeriod);
  if ('problem' in dated) return { ...base, problems: [dated.problem] };
  return { ...base, writes: missing.map((paper) => writeOf(input, paper, dated.day)) };
}

/** Posted already, and it comes to something else now. */
function changed(input: ChargesPlanInput, base: ChargesPlan, now: { lines: Line[]; owed: string }): ChargesPlan {
  const { source, papers, settings } = input;
  const { invoice } = source;
  const { owed, lines } = now;
  const fix =
    settings.changed === 'correct' ? correction(lines, papers, { invoiceId: invoice.id, owed, settings }) : undefined;
  if (fix !== undefined) return made(input, base, [fix]);
  const money = (amount: string) => inCurrency(amount, invoice.currency);
  const places = differencesByPlace(lines, papers).map(
    ({ place, amount }) => `account ${place.account} ${isMore(amount, '0') ? '+' : ''}${money(amount)}`,
  );
  const advice =
    settings.changed === 'correct'
      ? 'the lines in NetSuite do not explain it, so a person must look'
      : 'mend it in NetSuite, or set changed: correct';
  const reason = [
    `ShipBob's invoice ${invoice.id} comes to ${money(owed)} ${invoice.currency} and NetSuite holds ${money(bookedIn(papers))}`,
    `(${papers.map((paper) => paperWords(paper, invoice.currency)).join(', ')}),`,
    `a difference of ${money(subtract(owed, bookedIn(papers)))}${places.length === 0 ? '' : ` (${places.join(', ')})`}:`,
    advice,
  ].join(' ');
  return { ...base, problems: [{ cause: 'invoice-changed', reason }] };
}

function writeOf({ source, settings }: ChargesPlanInput, paper: WantedPaper, day: string): RecordWrite {
  const { invoice } = source;
  const { vendor = '' } = settings;
  const currencyId = currencyOf(invoice.currency, settings);
  const total = inCurrency(paper.total, invoice.currency);
  const late = day === invoice.date ? '' : `, dated ${day}`;
  const body: RecordBody = {
    entity: { id: vendor },
    tranId: paper.number,
    tranDate: day,
    memo: `ShipBob invoice ${invoice.id} (${invoice.type}) of ${invoice.date}`,
    expense: { items: expenseLines(paper.lines, paper.sign, settings) },
    ...headerOf(paper, settings),
    ...(currencyId === undefined ? {} : { currency: { id: currencyId } }),
  };
  const expect: Expectation[] = [
    { field: 'entity.id', value: vendor },
    { field: 'tranDate', value: day },
    { field: 'total', value: paper.total },
    { field: 'expense.items.length', value: String(paper.lines.length) },
    ...(currencyId === undefined ? [] : [{ field: 'currency.id', value: currencyId }]),
  ];
  return {
    kind: 'create',
    recordType: paper.type,
    externalId: paper.externalId,
    source: `invoice:${invoice.id}`,
    title: `${KINDS[paper.type]} of ${total} ${invoice.currency} for ShipBob invoice ${invoice.id} (${invoice.type}, ${invoice.date}${late})`,
    body,
    expect,
  };
}

const currencyOf = (currency: string, { currencies }: WarehouseChargesSettings): string | undefined =>
  currencies[currency];

function headerOf({ type }: WantedPaper, settings: WarehouseChargesSettings): RecordBody {
  const { subsidiary, payablesAccount, terms, approvalStatus, customForm } = settings;
  const isBill = type === 'vendorBill';
  return {
    ...(subsidiary === undefined ? {} : { subsidiary: { id: subsidiary } }),
    ...(payablesAccount === undefined ? {} : { account: { id: payablesAccount } }),
    ...(terms === undefined || !isBill ? {} : { terms: { id: terms } }),
    ...(approvalStatus === undefined || !isBill ? {} : { approvalStatus: { id: approvalStatus } }),
    ...(customForm === undefined || !isBill ? {} : { customForm: { id: customForm } }),
  };
}
