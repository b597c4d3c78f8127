/**
 * ShipBob's charges ↔ its shipments: charges without orders and orders without charges. Both sides are ShipBob's own.
 * The trap: orders are listed by the day they were made, and may ship weeks later; and a fee may come months after that.
 */
import { DateTime } from 'luxon';
import {
  CHARGED_ORDER_RULES,
  rowOfCharge,
  rowsOfOrder,
  sayChargedLate,
  sayUncharged,
} from '../../mappings/netsuite-shipbob/reconcile/charged-orders.ts';
import type { Finding } from '../../mappings/shared/reconcile/types.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { shipBobSettings } from './charges-stream.ts';
import type { ReconcileStream, ReconcileWindow, SidePage } from './contract.ts';

/** So long before its shipping an order may have been made. */
const OPEN_DAYS = 30;

export const chargedOrdersStream: ReconcileStream = {
  name: 'chargedOrders',
  sync: 'warehouseCharges',
  source: 'shipbob',
  target: 'shipbob',
  isOn: (open) => shipBobSettings(open).syncs.warehouseCharges.enabled,
  async readSource(open, { read }, cursor): Promise<SidePage> {
    const page = await (await open.shipBob()).findTransactions(read, cursor);
    return { rows: page.rows.flatMap(rowOfCharge), ...(page.next === undefined ? {} : { next: page.next }) };
  },
  async readTarget(open, window, cursor): Promise<SidePage> {
    const page = await (await open.shipBob()).listOrders(madeBefore(window), cursor);
    const rows = page.rows.flatMap((order) => rowsOfOrder(order, window.zone));
    return { rows, ...(page.next === undefined ? {} : { next: page.next }) };
  },
  rules: () => CHARGED_ORDER_RULES,
  explain: async (_store, open, found) => (found.what === 'missing' ? chargedLate(open, found) : sayUncharged(found)),
};

/** A charge without a shipment in the list: the shipment is asked for by its id. */
async function chargedLate(open: OpenConnection, found: Finding): Promise<Finding> {
  const shipment = await (await open.shipBob()).getShipment(found.key);
  return shipment === undefined ? found : sayChargedLate(found, shipment);
}

/** Orders that may have shipped in the range. */
export function madeBefore({ read, zone }: ReconcileWindow): { createdFrom: string; createdTo: string } {
  const at = (day: string, days: number) =>
    DateTime.fromISO(day, { zone }).plus({ days }).toUTC().toISO() ?? `${day}T00:00:00.000Z`;
  return { createdFrom: at(read.from, -OPEN_DAYS), createdTo: at(read.to, 1) };
}
