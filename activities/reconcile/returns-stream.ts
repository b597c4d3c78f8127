/**
 * Returns inspected in ShipBob ↔ booked in NetSuite. The trap: an inspection goes on for days and its postings lie on
 * several, so all that is completed since the range began is read, and what is being worked on.
 */
import { returnPostingName } from '../../mappings/netsuite-shipbob/customer-return/plan.ts';
import {
  RETURN_RULES,
  rowOfListedReturn,
  rowOfReturn,
  rowOfReturnPosting,
} from '../../mappings/netsuite-shipbob/reconcile/returns.ts';
import { wantedSku } from '../../mappings/netsuite-shipbob/stock/items.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { readPostings } from '../netsuite-shipbob/postings.ts';
import { readStockItems } from '../netsuite-shipbob/stock-target.ts';
import { shipBobSettings } from './charges-stream.ts';
import type { ReconcileStream, SecondLook, SidePage } from './contract.ts';
import { startOf } from './days.ts';

const PAGE = 200;

export const returnsStream: ReconcileStream = {
  name: 'returns',
  sync: 'customerReturn',
  source: 'shipbob',
  target: 'netsuite',
  isOn: (open) => shipBobSettings(open).syncs.customerReturn.enabled,
  async readSource(open, window, cursor = 'completed'): Promise<SidePage> {
    const [list = 'completed', at] = cursor.split(' ');
    const filter =
      list === 'open'
        ? { statuses: ['Processing' as const] }
        : { statuses: ['Completed' as const], completedFrom: startOf(window) };
    const page = await (await open.shipBob()).listReturns(filter, at);
    const rows = page.rows.flatMap((found) => rowOfReturn(found, contextOf(open)));
    const next = page.next === undefined ? (list === 'open' ? undefined : 'open') : `${list} ${page.next}`;
    return { rows, ...(next === undefined ? {} : { next }) };
  },
  async readTarget(open, window, cursor): Promise<SidePage> {
    const types = ['itemReceipt' as const, 'inventoryAdjustment' as const];
    const page = { pageSize: PAGE, ...(cursor === undefined ? {} : { after: cursor }) };
    const query = { since: startOf(window), types, lines: true };
    const { rows, next } = await (await open.netSuite()).listTransactionsChanged(query, page);
    const { externalIdPrefix } = contextOf(open).settings;
    return {
      rows: rows.flatMap((row) => rowOfListedReturn(row, externalIdPrefix)),
      ...(next === undefined ? {} : { next }),
    };
  },
  rules: () => RETURN_RULES,
  look,
};

function contextOf(open: OpenConnection) {
  const { timeZone, skuAliases, syncs } = shipBobSettings(open);
  return { timeZone, skuAliases, settings: syncs.customerReturn };
}

/** The return and its postings as they are now; what its record waits for is known already. */
async function look(open: OpenConnection, id: string): Promise<SecondLook> {
  const context = contextOf(open);
  const api = await open.netSuite();
  const found = await (await open.shipBob()).getReturn(id);
  const skus = (found?.items ?? []).flatMap(({ sku }) =>
    sku === undefined ? [] : [wantedSku(sku, context.skuAliases)],
  );
  const items = await readStockItems(api, [...new Set(skus)]);
  const postings = await readPostings(api, (number) =>
    returnPostingName(context.settings.externalIdPrefix, id, number),
  );
  const booked = postings.map((posting) => rowOfReturnPosting(posting, id, items));
  return { rows: [...(found === undefined ? [] : rowOfReturn(found, context)), ...booked], verdicts: {} };
}
