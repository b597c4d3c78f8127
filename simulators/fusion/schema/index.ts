// All resources by their path name and base: `fscm` or `crm`.
// Trap: `accounts` is the sales account of CRM, not the customer account of Receivables.
import {
  accounts,
  customerAccountSitesLOV,
  receivablesCustomerAccountActivities,
  receivablesCustomerAccountSiteActivities,
} from './customers.ts';
import {
  activeSubinventories,
  availableQuantityDetails,
  inventoryAccountAliases,
  inventoryCompletedTransactions,
  inventoryOnhandBalances,
  inventoryOrganizations,
  inventoryStagedTransactions,
  inventoryTransactionTypes,
  itemsV2,
  subinventories,
} from './inventory.ts';
import {
  accountCombinationsLOV,
  accountingPeriodStatusLOV,
  accountingPeriodsLOV,
  chartOfAccountsLOV,
  currenciesLOV,
  currencyConversionTypesLOV,
  currencyRates,
  erpintegrations,
  finBusinessUnitsLOV,
  journalBatches,
  journalCategoriesLOV,
  journalSourcesLOV,
  ledgersLOV,
  legalEntitiesLOV,
} from './ledger.ts';
import { hubOrganizations, hubPersons } from './parties.ts';
import { payablesPaymentTerms, receiptMethods, receivablesAdjustments, standardReceipts } from './receipts.ts';
import { receivablesCreditMemos, receivablesInvoices } from './receivables.ts';
import type { Shape } from './shape.ts';

export type Base = 'fscm' | 'crm';

/** Shapes of one base by resource name. */
export const SHAPES: Readonly<Record<Base, Readonly<Record<string, Shape>>>> = {
  fscm: {
    accountCombinationsLOV,
    accountingPeriodStatusLOV,
    accountingPeriodsLOV,
    activeSubinventories,
    availableQuantityDetails,
    chartOfAccountsLOV,
    currenciesLOV,
    currencyConversionTypesLOV,
    currencyRates,
    customerAccountSitesLOV,
    erpintegrations,
    finBusinessUnitsLOV,
    inventoryAccountAliases,
    inventoryCompletedTransactions,
    inventoryOnhandBalances,
    inventoryOrganizations,
    inventoryStagedTransactions,
    inventoryTransactionTypes,
    itemsV2,
    journalBatches,
    journalCategoriesLOV,
    journalSourcesLOV,
    ledgersLOV,
    legalEntitiesLOV,
    payablesPaymentTerms,
    receiptMethods,
    receivablesAdjustments,
    receivablesCreditMemos,
    receivablesCustomerAccountActivities,
    receivablesCustomerAccountSiteActivities,
    receivablesInvoices,
    standardReceipts,
    subinventories,
  },
  crm: { accounts, hubOrganizations, hubPersons },
};
