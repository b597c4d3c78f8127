/**
 * Orders that were shipped in ShipStation ↔ invoices less credit memos of Fusion, to the cent.
 * The trap: Fusion lists invoices by day and source, so each source of the channels is asked for each day; and a
 * transaction of ours that names a shipment outside the range leads to no order, which only the second look can tell.
 */
import { planReceivables } from '../../mappings/fusion-shipstation/receivables/plan.ts';
import type { Frame } from '../../mappings/fusion-shipstation/receivables/types.ts';
import { INVOICE_RULES, rowOfSold, rowOfTransaction } from '../../mappings/fusion-shipstation/reconcile/invoices.ts';
import { verdictOf } from '../../mappings/shared/reconcile/explain.ts';
import type { ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { readSold } from '../fusion-shipstation/order-source.ts';
import { frameOf, lookAtBills } from '../fusion-shipstation/receivables-plan.ts';
import type { ReconcileStream, ReconcileWindow, SecondLook, SidePage } from './contract.ts';
import { fusionSettings } from './fusion-inventory-stream.ts';
import { shippedBook } from './shipped-book.ts';
import { dayAfter, rowsFrom } from './shipped-rows.ts';

const SYNC = 'receivablesPosting';

export const fusionInvoicesStream: ReconcileStream = {
  name: 'invoices',
  sync: SYNC,
  source: 'shipstation',
  target: 'fusion',
  isOn: (open) => fusionSettings(open).syncs.receivablesPosting.enabled,
  async readSource(open, window, cursor): Promise<SidePage> {
    const book = await shippedBook(await open.shipStation(), window, cursor === undefined);
    const frame = frameFor(open, '-');
    return rowsFrom([...book.views.values()], cursor, (sold) => rowOfSold(sold, frame));
  },
  readTarget,
  sums: true,
  rules: () => INVOICE_RULES,
  recordNumber: (key) => /:(\d+)$/.exec(key)?.[1],
  look,
};

const frameFor = (open: OpenConnection, recordKey: string): Frame =>
  frameOf(fusionSettings(open), { connection: open.row.id, sync: SYNC, recordKey });

/** One day, one kind and one transaction source after the other. */
type Place = { day: string; kind: 'invoice' | 'credit memo'; source: string };

function placesOf(open: OpenConnection, { read }: ReconcileWindow): Place[] {
  const { channels, syncs } = fusionSettings(open);
  const { source, creditMemo } = syncs.receivablesPosting;
  const own = [...new Set([source, ...Object.values(channels).flatMap((channel) => channel.source ?? [])])];
  const days: string[] = [];
  for (let day = read.from; day <= read.to; day = dayAfter(day)) days.push(day);
  return days.flatMap((day) => [
    ...own.map((one): Place => ({ day, kind: 'invoice', source: one })),
    ...(creditMemo.source === undefined ? own : [creditMemo.source]).map(
      (one): Place => ({ day, kind: 'credit memo', source: one }),
    ),
  ]);
}

/** Cursors: the number of the place, then Fusion's own. */
async function readTarget(open: OpenConnection, window: ReconcileWindow, cursor = '0'): Promise<SidePage> {
  const places = placesOf(open, window);
  const [number = '0', ...rest] = cursor.split(' ');
  const at = Number(number);
  const place = places[at];
  if (place === undefined) return { rows: [] };
  const api = await open.fusion();
  const { business, syncs } = fusionSettings(open);
  const filter = { businessUnit: business.businessUnit, source: place.source, day: place.day };
  const own = rest.length === 0 ? undefined : rest.join(' ');
  const read = place.kind === 'invoice' ? api.invoicesOfDay : api.creditMemosOfDay;
  const page = await read(filter, own);
  const { orderOf } = await shippedBook(await open.shipStation(), window, false);
  const rows = page.rows.flatMap((row) =>
    rowOfTransaction(row, place.kind, syncs.receivablesPosting.prefix, (id) => orderOf.get(id)),
  );
  const next = page.next === undefined ? String(at + 1) : `${at} ${page.next}`;
  return { rows, ...(page.next === undefined && at + 1 >= places.length ? {} : { next }) };
}

/** The order, everything of ours that names it, and what the sync would do about it now. */
async function look(open: OpenConnection, orderId: string): Promise<SecondLook | undefined> {
  const sold = await readSold(await open.shipStation(), orderId);
  // What Fusion has of an order that is gone stays as the list told it.
  if (sold === undefined) return undefined;
  const frame = frameFor(open, orderId);
  const { bills, target } = await lookAtBills(await open.fusion(), sold, frame);
  const rows: ReconcileRow[] = rowOfSold(sold, frame);
  for (const bill of bills) {
    const crossReference = `${frame.settings.prefix}:${bill.id}`;
    const invoices = (target.invoices[bill.id] ?? []).map((one) => ({ ...one, crossReference }));
    const memos = (target.creditMemos[bill.id] ?? []).map((one) => ({
      ...one,
      crossReference: `${crossReference}/void`,
    }));
    rows.push(
      ...invoices.flatMap((row) => rowOfTransaction(row, 'invoice', frame.settings.prefix, () => orderId)),
      ...memos.flatMap((row) => rowOfTransaction(row, 'credit memo', frame.settings.prefix, () => orderId)),
    );
  }
  const plan = planReceivables({ sold, bills, target, frame, billTo: { account: 'not asked' } });
  return { rows, verdicts: { [orderId]: verdictOf(plan) } };
}
