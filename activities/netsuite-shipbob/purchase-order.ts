/**
 * A purchase order as NetSuite has it, and where changed ones are found.
 * The trap: a record tells items by id only, and what ShipBob knows is their name, so items are read with it.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { RecordView, ViewValue } from '../../connectors/netsuite/record-types.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import { purchaseOrderState, sourceOf } from '../../mappings/netsuite-shipbob/replenishment/plan.ts';
import { replenishmentRules } from '../../mappings/netsuite-shipbob/replenishment/rules.ts';
import type { PoLine, PurchaseOrder } from '../../mappings/netsuite-shipbob/replenishment/types.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ReplenishmentSettings } from '../../settings/replenishment.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import type { SyncSource } from '../sync-sources.ts';

export const REPLENISHMENT = 'replenishment';
const PAGE = 200;
const IDS_AT_ONCE = 1000;

/** Which links of our store belong to a purchase order. */
export const ownerOf = (id: string): string => `purchaseOrder/${id}`;

export const replenishmentSource: SyncSource = {
  overlapMs: ({ settings }) =>
    settings.pair === 'netsuite-shipbob' ? (durationMs(settings.syncs.replenishment.sweep.overlap) ?? 0) : 0,
  async readPage(open, _stream, window, cursor) {
    const { settings } = open;
    if (settings.pair !== 'netsuite-shipbob') return { rows: [], read: 0 };
    const locationIds = Object.keys(replenishmentRules(settings.syncs.replenishment, settings).centres);
    const query = { since: window.from, until: window.to, locationIds };
    const api = await open.netSuite();
    const page = await api.readPurchaseOrdersChanged(query, { pageSize: PAGE, ...(cursor ? { after: cursor } : {}) });
    const rows = page.rows.map((row) => ({
      key: row.id,
      source: sourceOf(row),
      state: purchaseOrderState(row),
      at: row.modifiedAt ?? '',
    }));
    return { rows, read: page.rows.length, ...(page.next === undefined ? {} : { next: page.next }) };
  },
};

/** `absent`: why there is nothing to do. A purchase order that is gone is told with the status `deleted` while we know it. */
export async function observePurchaseOrder(
  deps: ActivityDeps,
  request: RecordScope,
): Promise<{ po?: PurchaseOrder; absent?: string }> {
  const { settings, netSuite } = await deps.connections.open(request.connection, 'netsuite-shipbob');
  const id = request.recordKey;
  const api = await netSuite();
  const po = await readPurchaseOrder(api, id, settings.syncs.replenishment);
  if (po !== undefined) return { po };
  const { connection } = request;
  const links = await deps.store.links.find({ connection, sync: REPLENISHMENT, sourceOwner: ownerOf(id) });
  if (links.length === 0) return { absent: 'NetSuite has no such purchase order' };
  const [number = id] = links.map(({ targetOwner }) => targetOwner.replace(/^number\//, ''));
  return { po: { id, tranId: number, status: 'deleted', tracking: [], lines: [] } };
}

/** undefined when NetSuite has it no more. */
export async function readPurchaseOrder(
  api: NetSuite,
  id: string,
  settings: ReplenishmentSettings,
): Promise<PurchaseOrder | undefined> {
  const view = await api.readRecord('purchaseOrder', { id }, { sublists: ['item'] });
  return view === undefined ? undefined : orderOf(api, id, view, settings);
}

async function orderOf(
  api: NetSuite,
  id: string,
  view: RecordView,
  settings: ReplenishmentSettings,
): Promise<PurchaseOrder> {
  const text = (field: string | undefined) => (field === undefined ? undefined : valueAt(view, field));
  const { arrival, boxes, writeBack } = settings;
  const headLocation = text('location.id');
  const raw = linesOf(view);
  const items = await itemsOf(api, raw);
  const modified = text('lastModifiedDate');
  return {
    id,
    tranId: text('tranId') ?? id,
    status: letterOf(text('status.id') ?? text('orderStatus.id')),
    ...given('tranDate', text('tranDate')),
    ...given('arrivalOn', text(arrival.from === 'none' ? undefined : headerField(arrival.from))?.slice(0, 10)),
    ...given('memo', text('memo')),
    ...given('linkField', text(writeBack.field)),
    ...given('modifiedAt', modified === undefined ? undefined : new Date(modified).toISOString()),
    tracking: (text(boxes.trackingField) ?? '')
      .split(/[,;\n]/)
      .map((number) => number.trim())
      .filter((number) => number !== ''),
    lines: raw.map((line) => lineOf(line, items, headLocation, settings)),
  };
}

/** Lines tell `expectedReceiptDate`; the header's own day stands in for those that do not. */
const headerField = (from: string): string => (from === 'expectedReceiptDate' ? 'dueDate' : from);

/** NetSuite writes `B`, `PurchOrd:B`, or a label. */
function letterOf(status: string | undefined): string {
  const last = status?.split(':').at(-1)?.trim() ?? '';
  return /^[A-Za-z]$/.test(last) ? last.toUpperCase() : (LETTERS[last.toLowerCase()] ?? last);
}

const LETTERS: Record<string, string> = {
  'pending supervisor approval': 'A',
  'pending approval': 'A',
  'pending receipt': 'B',
  'rejected by supervisor': 'C',
  rejected: 'C',
  'partially received': 'D',
  'pending billing/partially received': 'E',
  'pending bill': 'F',
  'pending billing': 'F',
  'fully billed': 'G',
  closed: 'H',
};

type RawLine = { [key: string]: ViewValue };

function linesOf(view: RecordView): RawLine[] {
  const { item } = view;
  const items = isObject(item) ? item.items : undefined;
  return Array.isArray(items) ? items.filter(isObject) : [];
}

const isObject = (value: ViewValue | undefined): value is RawLine =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Items = Map<string, { name: string; type?: string }>;

async function itemsOf(api: NetSuite, lines: RawLine[]): Promise<Items> {
  const ids = [...new Set(lines.flatMap((line) => valueAt(line, 'item.id') ?? []))];
  const items: Items = new Map();
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    for (const { id, itemId, itemType } of await api.readItems(ids.slice(at, at + IDS_AT_ONCE))) {
      const name = itemId.split(' : ').at(-1) ?? itemId;
      items.set(id, { name, ...given('type', itemType) });
    }
  }
  return items;
}

function lineOf(
  line: RawLine,
  items: Items,
  headLocation: string | undefined,
  { lots }: ReplenishmentSettings,
): PoLine {
  const text = (field: string | undefined) => (field === undefined ? undefined : valueAt(line, field));
  const itemId = text('item.id') ?? '';
  const item = items.get(itemId);
  return {
    line: Number(text('line') ?? '0'),
    itemId,
    sku: item?.name ?? itemId,
    quantity: text('quantity') ?? '0',
    received: text('quantityReceived') ?? '0',
    isClosed: text('isClosed') === 'true',
    ...given('itemType', item?.type ?? text('itemType.id')),
    ...given('locationId', text('location.id') ?? headLocation),
    ...given('expectedOn', text('expectedReceiptDate')?.slice(0, 10)),
    ...given('lotNumber', text(lots.number)),
    ...given('lotDate', text(lots.date)),
  };
}

const given = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
