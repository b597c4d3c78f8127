// What people and schedules do in the pod besides the API: close periods, run jobs, enter twins, inactivate customers.
// Trap: everything here is by names and numbers as a user sees them, and throws an Error that says what is missing.

import Big from 'big.js';
import type { CustomerAccount } from '../domain/model.ts';
import { type Item, text } from '../domain/values.ts';
import { need, updated, type World } from '../domain/world.ts';
import { readPayload } from '../http/payload.ts';
import { runManager } from '../inventory/process.ts';
import { itemBy, move, organizationBy, setStock } from '../inventory/stock.ts';
import { createInvoice } from '../receivables/invoices.ts';
import { autoMatch } from '../receivables/receipts.ts';
import { SHAPES } from '../schema/index.ts';
import { type PeriodChange, setPeriod } from './periods.ts';

export interface StockChange {
  /** Organization code. */
  organization: string;
  item: string;
  subinventory: string;
  /** Added to what is there; or `onHand` sets it. */
  quantity?: number;
  onHand?: number;
  lot?: string;
}

export interface Admin {
  period(change: PeriodChange): number;
  /** Runs "Manage Inventory Transactions" once; answers how many rows it took. */
  runInventory(): number;
  autoMatch(receiptId?: string): number;
  /** Makes the next `times` online stock rows answer 408; they are worked off `afterMs` later. */
  slowOnline(times: number, afterMs: number): void;
  stock(change: StockChange): void;
  /** Inactivates (or activates) a customer account by its number. */
  customer(number: string, active: boolean): void;
  /** A user enters an invoice by hand; same checks as the API. */
  humanInvoice(body: Item, user?: string): Item;
  mergeCustomers(from: string, to: string): void;
  /** A user makes an invoice incomplete, or deletes it. */
  touchInvoice(number: string, what: 'incomplete' | 'delete'): void;
  /** A user deletes a row of the transaction interface. */
  deleteStaged(id: string): void;
}

const account = (world: World, number: string): CustomerAccount =>
  need(
    world.customers.find((row) => row.number === number),
    `customer account ${number}`,
  );

/** The people of a pod. */
export function createAdmin(world: World): Admin {
  return {
    period: (change) => setPeriod(world, change),
    runInventory: () => runManager(world),
    autoMatch: (receiptId) => autoMatch(world, receiptId),
    slowOnline(times, afterMs) {
      world.slowOnline = { times, afterMs };
    },
    stock({ organization, item, subinventory, quantity, onHand, lot = '' }) {
      const organizationId = need(
        organizationBy(world, '', organization, organization),
        `organization ${organization}`,
      ).id;
      const itemId = need(itemBy(world, '', item), `item ${item}`).id;
      const place = { organizationId, itemId, subinventory, locator: null, lot: lot === '' ? null : lot };
      if (onHand !== undefined) setStock(world, place, onHand);
      else move(world, place, new Big(quantity ?? 0));
    },
    customer: (number, active) =>
      void world.customers.patch(account(world, number).id, { active, updatedMs: world.clock.now() }),
    humanInvoice(body, user = 'jane.accountant') {
      const shape = need(SHAPES.fscm.receivablesInvoices, 'shape');
      const caller = world.caller;
      world.caller = user;
      try {
        return createInvoice(world, readPayload(shape, body, true));
      } finally {
        world.caller = caller;
      }
    },
    mergeCustomers(from, to) {
      const [old, kept] = [account(world, from), account(world, to)];
      world.customers.patch(kept.id, { sites: [...kept.sites, ...old.sites] });
      world.customers.patch(old.id, { active: false });
    },
    touchInvoice(number, what) {
      const row = need(
        world.invoices.find((one) => text(one, 'TransactionNumber') === number),
        `invoice ${number}`,
      );
      const id = text(row, 'CustomerTransactionId');
      if (what === 'delete') world.invoices.remove(id);
      else world.invoices.patch(id, { InvoiceStatus: 'Incomplete', ...updated(world) });
    },
    deleteStaged(id) {
      need(world.staged.get(id), `staged row ${id}`);
      world.staged.remove(id);
    },
  };
}
