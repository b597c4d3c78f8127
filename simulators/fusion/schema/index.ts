// All resources by their path name and base: `fscm` or `crm`.
// Trap: `accounts` is the sales account of CRM, not the customer account of Receivables.
import * as customers from './customers.ts';
import * as inventory from './inventory.ts';
import * as ledger from './ledger.ts';
import * as parties from './parties.ts';
import * as receipts from './receipts.ts';
import * as receivables from './receivables.ts';
import type { Shape } from './shape.ts';

const { accounts, ...receivablesCustomers } = customers;

export type Base = 'fscm' | 'crm';

/** Shapes of one base by resource name. */
export const SHAPES: Readonly<Record<Base, Readonly<Record<string, Shape>>>> = {
  fscm: { ...receivables, ...receipts, ...receivablesCustomers, ...inventory, ...ledger },
  crm: { ...parties, accounts },
};
