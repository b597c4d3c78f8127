/**
 * Purchase orders of NetSuite ↔ receiving orders announced to ShipBob. The trap: NetSuite lists by change, ShipBob by
 * status; a receiving order that was completed long before the range is only found by its number, in the second look.
 */
import type { ReceivingOrder } from '../../connectors/shipbob/types.ts';
import {
  numbersOf,
  PURCHASE_ORDER_RULES,
  purchaseOrderOf,
  rowsOfAnnounced,
  rowsOfPurchaseOrder,
} from '../../mappings/netsuite-shipbob/reconcile/purchase-orders.ts';
import { numbersToLookFor } from '../../mappings/netsuite-shipbob/replenishment/demand.ts';
import { replenishmentRules } from '../../mappings/netsuite-shipbob/replenishment/rules.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { readPurchaseOrder } from '../netsuite-shipbob/purchase-order.ts';
import { OPEN_RECEIVING } from '../netsuite-shipbob/receiving-stream.ts';
import { shipBobSettings } from './charges-stream.ts';
import type { ReconcileStream, SecondLook, SidePage } from './contract.ts';
import { startOf } from './days.ts';

const PAGE = 200;

export const purchaseOrdersStream: ReconcileStream = {
  name: 'purchaseOrders',
  sync: 'replenishment',
  source: 'netsuite',
  target: 'shipbob',
  isOn: (open) => shipBobSettings(open).syncs.replenishment.enabled,
  async readSource(open, window, cursor): Promise<SidePage> {
    const { rules, timeZone } = contextOf(open);
    const query = { since: startOf(window), locationIds: Object.keys(rules.centres) };
    const page = { pageSize: PAGE, ...(cursor === undefined ? {} : { after: cursor }) };
    const { rows, next } = await (await open.netSuite()).readPurchaseOrdersChanged(query, page);
    return {
      rows: rows.flatMap((row) => rowsOfPurchaseOrder(purchaseOrderOf(row), rules, timeZone)),
      ...(next === undefined ? {} : { next }),
    };
  },
  async readTarget(open, window, cursor = 'open'): Promise<SidePage> {
    const [list = 'open', at] = cursor.split(' ');
    const filter =
      list === 'open'
        ? { statuses: ['Awaiting' as const, ...OPEN_RECEIVING] }
        : { statuses: ['Completed' as const], completedFrom: startOf(window) };
    const page = await (await open.shipBob()).listReceivingOrders(filter, at);
    const next = page.next === undefined ? (list === 'open' ? 'completed' : undefined) : `${list} ${page.next}`;
    return { rows: page.rows.flatMap(rowsOfAnnounced), ...(next === undefined ? {} : { next }) };
  },
  rules: () => PURCHASE_ORDER_RULES,
  look,
};

function contextOf(open: OpenConnection) {
  const settings = shipBobSettings(open);
  const sync = settings.syncs.replenishment;
  return { rules: replenishmentRules(sync, settings), timeZone: settings.timeZone, sync };
}

/** The purchase order and all receiving orders under its numbers, as they are now. */
async function look(open: OpenConnection, id: string): Promise<SecondLook | undefined> {
  const { rules, timeZone, sync } = contextOf(open);
  const po = await readPurchaseOrder(await open.netSuite(), id, sync);
  // What ShipBob has of an order that is gone stays as the list told it.
  if (po === undefined) return undefined;
  const api = await open.shipBob();
  const sources = rowsOfPurchaseOrder(po, rules, timeZone);
  const numbers = new Set([...numbersToLookFor(po, [], rules), ...sources.map(({ key }) => key)]);
  const found: ReceivingOrder[] = [];
  for (const number of numbers) {
    // Ten numbers fit on one page.
    const { rows } = await api.listReceivingOrders({ purchaseOrderNumbers: numbersOf(number) });
    found.push(...rows);
  }
  const unique = [...new Map(found.map((order) => [order.id, order])).values()];
  return { rows: [...sources, ...unique.flatMap(rowsOfAnnounced)], verdicts: {} };
}
