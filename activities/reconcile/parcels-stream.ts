/**
 * Parcels of ShipStation ↔ item fulfilments of NetSuite. The trap: ShipStation lists by the day a label was made, NetSuite
 * by the posting day; the margin of the window covers the days between.
 */
import { DateTime } from 'luxon';
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { Fulfillment, Item } from '../../connectors/netsuite/types.ts';
import { planOrderShipped } from '../../mappings/netsuite-shipstation/order-shipped/plan.ts';
import type { Plan, SourceView, Write } from '../../mappings/netsuite-shipstation/order-shipped/types.ts';
import {
  parcelId,
  parcelRules,
  postedOfRecord,
  rowOfMark,
  rowOfPosted,
  rowOfShipment,
} from '../../mappings/netsuite-shipstation/reconcile/parcels.ts';
import type { Verdict } from '../../mappings/shared/reconcile/explain.ts';
import type { ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { readOrderSource } from '../order-source.ts';
import { readOrderTarget } from '../order-target.ts';
import type { LedgerWrite, ReconcileStream, ReconcileWindow, SecondLook, SidePage } from './contract.ts';

type Settings = ConnectionOf<'netsuite-shipstation'>;

const PAGE = 500;

export const parcelsStream: ReconcileStream = {
  name: 'shipments',
  sync: 'orderShipped',
  source: 'shipstation',
  target: 'netsuite',
  readSource,
  async readTarget(open, window, cursor): Promise<SidePage> {
    const context = contextOf(open);
    const page = { pageSize: PAGE, ...(cursor === undefined ? {} : { after: cursor }) };
    const { rows, next } = await (await open.netSuite()).listPostedFulfillments(window.read, page);
    const posted = rows.map(({ goods, ...row }) => rowOfPosted({ ...row, goods }, context));
    return { rows: posted, ...(next === undefined ? {} : { next }) };
  },
  rules: (open) => parcelRules(settingsOf(open).syncs.orderShipped),
  recordNumber: (key) => (/_\d+$/.test(key) ? parcelId(key) : undefined),
  look,
  posted: postedBefore,
};

function settingsOf(open: OpenConnection): Settings {
  if (open.settings.pair !== 'netsuite-shipstation') throw new Error(`shipments of a ${open.settings.pair} connection`);
  return open.settings;
}

function contextOf(open: OpenConnection) {
  const settings = settingsOf(open);
  return { settings: settings.syncs.orderShipped, timeZone: settings.timeZone };
}

/** Cursors: `shipments:<page>`, then `fulfillments:<page>`. */
async function readSource(open: OpenConnection, window: ReconcileWindow, cursor = 'shipments:1'): Promise<SidePage> {
  const context = contextOf(open);
  const shipStation = await open.shipStation();
  const [list, number = '1'] = cursor.split(':');
  const page = Number(number);
  const created = instants(window);
  if (list === 'shipments') {
    const found = await shipStation.listShipments({ ...created, includeItems: true }, page);
    const rows = found.rows.flatMap((shipment) => rowOfShipment(shipment, context) ?? []);
    return { rows, next: found.hasMore ? `shipments:${page + 1}` : 'fulfillments:1' };
  }
  const found = await shipStation.listFulfillments(created, page);
  const rows = found.rows.map((mark) => rowOfMark(mark, context));
  return { rows, ...(found.hasMore ? { next: `fulfillments:${page + 1}` } : {}) };
}

function instants({ read, zone }: ReconcileWindow): { createdFrom: string; createdTo: string } {
  const at = (day: string, days: number) =>
    DateTime.fromISO(day, { zone }).plus({ days }).toUTC().toISO() ?? `${day}T00:00:00.000Z`;
  return { createdFrom: at(read.from, 0), createdTo: at(read.to, 1) };
}

/** Both sides of one ShipStation order, and what the sync would do about it now. */
async function look(open: OpenConnection, orderId: string, keys: string[]): Promise<SecondLook> {
  const settings = settingsOf(open);
  const context = contextOf(open);
  const netSuite = await open.netSuite();
  const source = await readOrderSource(await open.shipStation(), orderId, true);
  if (source !== undefined && isForeign(source, settings)) return { rows: [], verdicts: {} };
  const target =
    source === undefined ? undefined : await readOrderTarget(netSuite, source, settings.syncs.orderShipped);
  const known = target?.fulfillments ?? [];
  const named = await byName(netSuite, keys, known);
  const items = [...(target?.items ?? []), ...(await itemsOf(netSuite, named, target?.items ?? []))];
  const sourceRows = source === undefined ? [] : rowsOfOrder(source, context);
  const posted = [...known, ...named].map((one) => rowOfPosted(postedOfRecord(one, items), context));
  if (source === undefined || target === undefined) return { rows: posted, verdicts: {} };
  const plan = planOrderShipped({
    source,
    target,
    settings: context.settings,
    timeZone: settings.timeZone,
    heal: true,
  });
  return { rows: [...sourceRows, ...posted], verdicts: verdictsOf(plan, sourceRows) };
}

const isForeign = ({ order }: SourceView, { shipstation }: Settings): boolean =>
  shipstation.storeIds.length > 0 && order.storeId !== undefined && !shipstation.storeIds.includes(order.storeId);

function rowsOfOrder(source: SourceView, context: ReturnType<typeof contextOf>): ReconcileRow[] {
  const shipments = source.shipments.flatMap((shipment) => rowOfShipment(shipment, context) ?? []);
  return [...shipments, ...source.fulfillments.map((mark) => rowOfMark(mark, context))];
}

/** Fulfilments that bear the name of a parcel but belong to no sales order that was found. */
async function byName(netSuite: NetSuite, keys: string[], known: Fulfillment[]): Promise<Fulfillment[]> {
  const found: Fulfillment[] = [];
  for (const key of keys) {
    if (key.includes('/') || known.some((one) => one.externalId?.startsWith(key))) continue;
    const one = await netSuite.readFulfillment({ externalId: key });
    if (one !== undefined) found.push(one);
  }
  return found;
}

async function itemsOf(netSuite: NetSuite, fulfillments: Fulfillment[], known: Item[]): Promise<Item[]> {
  const ids = new Set(fulfillments.flatMap((one) => one.lines).flatMap(({ itemId }) => itemId ?? []));
  const unknown = [...ids].filter((id) => !known.some((item) => item.id === id));
  return unknown.length === 0 ? [] : netSuite.readItems(unknown);
}

function verdictsOf(plan: Plan, rows: ReconcileRow[]): Record<string, Verdict> {
  const words = plan.notes.join('; ');
  return Object.fromEntries(
    rows.map((row): [string, Verdict] => {
      const own = plan.problems.find(({ source }) => source === row.id || source === undefined);
      if (own !== undefined) return [row.key, { state: 'blocked', reason: own.reason }];
      const otherCauses = plan.problems.map(({ cause }) => cause);
      if (plan.writes.some(({ source }) => source === row.id)) return [row.key, { state: 'writes', otherCauses }];
      // Takings-back come alone; what they free is planned by the next look.
      if (plan.writes.some(isTakingBack)) return [row.key, { state: 'writes', otherCauses }];
      return [row.key, { state: 'nothing', reason: words === '' ? 'nothing is left to post' : words }];
    }),
  );
}

const isTakingBack = ({ kind }: Write): boolean => kind === 'remove' || kind === 'correct';

/** The last thing that we did under this name was to make it. */
function postedBefore(writes: LedgerWrite[], key: string): { ref: string; at: string } | undefined {
  let made: { ref: string; at: string } | undefined;
  let pending: LedgerWrite | undefined;
  for (const write of writes) {
    if (write.kind === 'intent') pending = nameOf(write.payload, key) ? write : undefined;
    else if (pending?.step === write.step) {
      made = write.step === 'create' ? { ref: write.targetRef ?? 'a fulfilment', at: write.at } : undefined;
      pending = undefined;
    }
  }
  return made;
}

/** Whether a planned write makes or removes what bears this name. */
function nameOf(payload: unknown, key: string): boolean {
  if (typeof payload !== 'object' || payload === null) return false;
  const draft = 'draft' in payload ? payload.draft : payload;
  if (typeof draft !== 'object' || draft === null || !('externalId' in draft)) return false;
  const { externalId } = draft;
  const step = 'kind' in payload ? payload.kind : undefined;
  if (step !== 'create' && step !== 'remove') return false;
  return typeof externalId === 'string' && (externalId === key || externalId.startsWith(`${key}_`));
}
