// The pod as it stands when it starts: one ledger, one business unit, accounts, sources, types, one warehouse.
// Trap: no customers and no items; those are seeded by whoever needs them.
import type { Seed } from './seed.ts';

export const BASICS: Seed = {
  ledgers: [{ name: 'Vision Operations (USA)', currency: 'USD' }],
  businessUnits: [{ name: 'Vision Operations', legalEntity: 'Vision Operations Inc' }],
  currencies: [
    { code: 'USD', name: 'US Dollar' },
    { code: 'EUR', name: 'Euro' },
    { code: 'GBP', name: 'Pound Sterling' },
    { code: 'CAD', name: 'Canadian Dollar' },
    { code: 'JPY', name: 'Yen', decimals: 0 },
  ],
  rates: [
    { from: 'EUR', to: 'USD', rate: '1.1', type: 'Corporate' },
    { from: 'CAD', to: 'USD', rate: '0.73', type: 'Corporate' },
  ],
  accounts: [
    { combination: '01-000-1110-0000-000', type: 'A' },
    { combination: '01-000-1210-0000-000', type: 'A' },
    { combination: '01-000-1410-0000-000', type: 'A' },
    { combination: '01-000-2210-0000-000', type: 'L' },
    { combination: '01-000-4110-0000-000', type: 'R' },
    { combination: '01-000-4210-0000-000', type: 'R' },
    { combination: '01-000-4900-0000-000', type: 'R' },
    ...['01-000-5110-0000-000', '01-100-5110-0000-000', '01-200-5110-0000-000', '01-300-5110-0000-000'],
    ...['01-000-5190-0000-000'],
  ],
  sources: [
    { name: 'ShipStation', numbering: 'manual' },
    { name: 'POS Import', numbering: 'manual' },
    { name: 'Manual', numbering: 'automatic' },
    { name: 'ShipStation Auto', numbering: 'automatic' },
  ],
  types: [{ name: 'Invoice' }, { name: 'POS Invoice' }, { name: 'Credit Memo', kind: 'CM' }],
  terms: [
    { name: 'IMMEDIATE', days: 0 },
    { name: '30 Net', days: 30 },
  ],
  memoLines: [
    { name: 'Order Discount', revenueAccount: '01-000-4900-0000-000' },
    { name: 'Shipping', revenueAccount: '01-000-4210-0000-000' },
    { name: 'Rounding' },
  ],
  taxCodes: [
    { code: 'STANDARD', rate: '8.25' },
    { code: 'VAT20', rate: '20', regime: 'GB VAT' },
    { code: 'EXEMPT', rate: '0' },
  ],
  receiptMethods: [{ name: 'Card Settlements' }, { name: 'Manual' }],
  organizations: [
    { code: 'V1', name: 'Vision Master' },
    { code: 'SEA', name: 'Seattle' },
  ],
  subinventories: [
    { organization: 'SEA', name: 'Stores' },
    { organization: 'SEA', name: 'Returns' },
  ],
  transactionTypes: [
    { name: 'Miscellaneous Issue', direction: 'issue' },
    { name: 'Miscellaneous Receipt', direction: 'receipt' },
    { name: 'Account Alias Issue', direction: 'issue', offset: 'alias' },
    { name: 'Account Alias Receipt', direction: 'receipt', offset: 'alias' },
    { name: 'Subinventory Transfer', direction: 'transfer', offset: 'none' },
  ],
  aliases: [{ name: 'SHIPPING COGS', organization: 'SEA', account: '01-000-5110-0000-000' }],
};
