// Customer accounts and sites as Receivables shows them, with what is open; read-only.
// Trap: the site finder refuses to run without a criterion, and AccountNumber is not the party number.
import type Big from 'big.js';
import type { CustomerAccount, Site } from '../domain/model.ts';
import { amount, type Item, num, text, total } from '../domain/values.ts';
import { stampOf, type World } from '../domain/world.ts';
import { invalid } from '../http/refusal.ts';
import type { Resource } from '../http/resource.ts';
import type { FinderCall } from '../query/params.ts';
import { byAttributes } from '../query/select.ts';

const TUNING = ['TransactionLimitByDays', 'TransactionStatus'];

function criteria(finder: FinderCall): FinderCall {
  const kept = Object.entries(finder.variables).filter(([name, value]) => !TUNING.includes(name) && value !== '');
  return { name: finder.name, variables: Object.fromEntries(kept) };
}

const accountRow = (row: CustomerAccount): Item => ({
  ...{ AccountId: row.id, AccountNumber: row.number, CustomerId: row.partyId, CustomerName: row.name },
  ...{ TaxRegistrationNumber: row.taxRegistration, TaxpayerIdentificationNumber: row.taxpayerId },
  ...{ CreatedBy: row.createdBy, CreationDate: stampOf(row.createdMs) },
  ...{ LastUpdatedBy: row.createdBy, LastUpdateDate: stampOf(row.updatedMs) },
});

const openOf = (rows: Item[]): Big => total(rows.map((row) => amount(row, 'InvoiceBalanceAmount')));

const invoicesOf = (world: World, number: string, site = '') =>
  world.invoices
    .all()
    .filter(
      (row) =>
        text(row, 'BillToCustomerNumber') === number &&
        text(row, 'InvoiceStatus') === 'Complete' &&
        (site === '' || text(row, 'BillToSite') === site),
    );

function schedules(invoices: Item[]): Item[] {
  return invoices.map((row) => ({
    ...{ InstallmentId: row.CustomerTransactionId ?? null, TransactionId: row.CustomerTransactionId ?? null },
    ...{
      InstallmentNumber: 1,
      TransactionNumber: row.TransactionNumber ?? null,
      TransactionDate: row.TransactionDate ?? null,
    },
    ...{ TransactionSourceName: row.TransactionSource ?? null, TransactionType: row.TransactionType ?? null },
    ...{ TotalOriginalAmount: row.EnteredAmount ?? 0, TotalBalanceAmount: row.InvoiceBalanceAmount ?? 0 },
    ...{
      TransactionClass: 'INV',
      BillToSiteNumber: row.BillToSite ?? null,
      EnteredCurrency: row.InvoiceCurrencyCode ?? null,
    },
    ...{ AccountingDate: row.AccountingDate ?? null, PaymentScheduleDueDate: row.DueDate ?? null },
  }));
}

const billSites = (row: CustomerAccount): Site[] =>
  row.sites.filter((site) => site.active && site.uses.some((use) => use.code === 'BILL_TO' && use.active));

const accountActivities: Resource = {
  ...{ base: 'fscm', name: 'receivablesCustomerAccountActivities' },
  rows: (world) =>
    world.customers
      .all()
      .filter((row) => row.active)
      .map(accountRow),
  derive(world, row) {
    const invoices = invoicesOf(world, text(row, 'AccountNumber'));
    const open = num(openOf(invoices));
    return {
      ...{ TotalOpenReceivablesForAccount: open, TotalTransactionsDueForAccount: open },
      transactionPaymentSchedules: schedules(invoices),
    };
  },
  find: ({ world }, finder) =>
    finder.name === 'PrimaryKey' ? undefined : byAttributes(accountActivities.rows(world), criteria(finder)),
};

const siteActivities: Resource = {
  ...{ base: 'fscm', name: 'receivablesCustomerAccountSiteActivities' },
  rows: (world) =>
    world.customers
      .all()
      .filter((row) => row.active)
      .flatMap((row) =>
        billSites(row).map((site) => ({
          ...accountRow(row),
          BillToSiteUseId: site.uses.find((use) => use.code === 'BILL_TO')?.id ?? null,
          ...{ BillToSiteNumber: site.number, BillToSiteAddress: site.address },
        })),
      ),
  derive(world, row) {
    const invoices = invoicesOf(world, text(row, 'AccountNumber'), text(row, 'BillToSiteNumber'));
    const open = num(openOf(invoices));
    return { TotalOpenReceivablesForSite: open, TotalTransactionsDueForSite: open };
  },
  find({ world }, finder) {
    if (finder.name === 'PrimaryKey') return undefined;
    const wanted = criteria(finder);
    if (Object.keys(wanted.variables).length === 0)
      throw invalid('AR_CUST_SITE_CRITERIA', 'Enter at least one search criterion.');
    return byAttributes(siteActivities.rows(world), wanted);
  },
};

const sitesList: Resource = {
  ...{ base: 'fscm', name: 'customerAccountSitesLOV' },
  rows: (world) =>
    world.customers
      .all()
      .filter((row) => row.active)
      .flatMap((row) =>
        row.sites.flatMap((site) =>
          site.uses.map((use) => ({
            ...{ SiteUseId: use.id, SiteUseCode: use.code, PrimaryFlag: use.primary ? 'Y' : 'N', SetId: site.setId },
            ...{
              AccountId: row.id,
              CustomerAccountId: row.id,
              AccountNumber: row.number,
              AccountDescription: row.name,
            },
            ...{
              CustomerId: row.partyId,
              PartyId: row.partyId,
              CustomerName: row.name,
              CustomerNumber: row.partyNumber,
            },
            ...{ SiteNumber: site.number, SiteName: site.name },
            BusinessUnitName: world.units.find((unit) => unit.setId === site.setId)?.name ?? null,
          })),
        ),
      ),
};

export const customerLists: Resource[] = [accountActivities, siteActivities, sitesList];
