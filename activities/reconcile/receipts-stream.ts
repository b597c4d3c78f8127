/**
 * Stowed in ShipBob ↔ booked in NetSuite. The trap: a receiving order goes on for days and its postings lie on several, so
 * all that is completed since the range began is read, and what is still open.
 */

import { postingName } from '../../mappings/netsuite-shipbob/receiving-order/plan.ts';
import {
  RECEIPT_RULES,
  rowOfListed,
  rowOfPosting,
  rowOfReceiving,
} from '../../mappings/netsuite-shipbob/reconcile/receipts.ts';
import { wantedSku } from '../../mappings/netsuite-shipbob/stock/items.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { readPostings } from '../netsuite-shipbob/postings.ts';
import { OPEN_RECEIVING } from '../netsuite-shipbob/receiving-stream.ts';
import { readStockItems } from '../netsuite-shipbob/stock-target.ts';
import { shipBobSettings } from './charges-stream.ts';
import type { ReconcileStream, SecondLook, SidePage } from './contract.ts';
import { startOf } from './days.ts';

const PAGE = 200;
const LISTS = ['completed', 'open'] as const;

export const receiptsStream: ReconcileStream = {
  name: 'receipts',
  sync: 'receivingOrder',
  source: 'shipbob',
  target: 'netsuite',
  isOn: (open) => shipBobSettings(open).syncs.receivingOrder.enabled,
  async readSource(open, window, cursor): Promise<SidePage> {
    const [list = LISTS[0], ...rest] = (cursor ?? '').split(' ').filter((part) => part !== '');
    const filter =
      list === 'open'
        ? { statuses: OPEN_RECEIVING }
        : { statuses: ['Completed' as const], completedFrom: startOf(window) };
    const page = await (await open.shipBob()).listReceivingOrders(filter, rest[0]);
    const rows = page.rows.map((order) => rowOfReceiving(order, contextOf(open)));
    // What is posted only at the end is not missed before.
    const hasMore = list === 'completed' && shipBobSettings(open).syncs.receivingOrder.post === 'asStowed';
    const next = page.next === undefined ? (hasMore ? 'open' : undefined) : `${list} ${page.next}`;
    return { rows, ...(next === undefined ? {} : { next }) };
  },
  async readTarget(open, window, cursor): Promise<SidePage> {
    const types = ['itemReceipt' as const, 'inventoryAdjustment' as const];
    const page = { pageSize: PAGE, ...(cursor === undefined ? {} : { after: cursor }) };
    const query = { since: startOf(window), types, lines: true };
    const { rows, next } = await (await open.netSuite()).listTransactionsChanged(query, page);
    return { rows: rows.flatMap((row) => rowOfListed(row, contextOf(open))), ...(next === undefined ? {} : { next }) };
  },
  rules: () => RECEIPT_RULES,
  look,
};

function contextOf(open: OpenConnection) {
  const { timeZone, skuAliases, syncs } = shipBobSettings(open);
  return { timeZone, skuAliases, externalIdPrefix: syncs.receivingOrder.externalIdPrefix };
}

/** The receiving order and its postings as they are now; what its record waits for is known already. */
async function look(open: OpenConnection, id: string): Promise<SecondLook> {
  const { skuAliases, externalIdPrefix } = contextOf(open);
  const api = await open.netSuite();
  const order = await (await open.shipBob()).getReceivingOrder(id);
  const skus = (order?.items ?? []).flatMap(({ sku }) => (sku === undefined ? [] : [wantedSku(sku, skuAliases)]));
  const items = await readStockItems(api, [...new Set(skus)]);
  const postings = await readPostings(api, (number) => postingName(externalIdPrefix, id, number));
  const booked = postings.map((posting) => rowOfPosting(posting, id, items));
  return { rows: [...(order === undefined ? [] : [rowOfReceiving(order, contextOf(open))]), ...booked], verdicts: {} };
}
