// Fills the account with records from a short description; references may be ids, external ids or names.
// Trap: seeded lines may carry their own line numbers; without them the account's gap rule decides.
import { storeRecord } from '../orders/lifecycle.ts';
import { applyStockMoves } from '../orders/stock-effects.ts';
import { strictContext } from '../records/context.ts';
import { applyPatch } from '../records/merge.ts';
import { parseBody } from '../records/parse.ts';
import { schemaOf, spaceOf } from '../schema/registry.ts';
import { idOfExternal, type Line, newRecord, type Rec, spaceMap, type World } from '../world.ts';

export type SeedReference = string | number;

export interface SeedItem {
  id?: SeedReference;
  externalId?: string;
  itemId: string;
  /** Record type, default inventoryItem. */
  type?: string;
  upcCode?: string;
  basePrice?: number;
  isInactive?: boolean;
  useBins?: boolean;
  isFulfillable?: boolean;
  members?: { item: SeedReference; quantity: number }[];
  stock?: { location: SeedReference; quantity: number }[];
}

export interface SeedLine {
  line?: number;
  item: SeedReference;
  quantity?: number;
  rate?: number;
  location?: SeedReference;
  isClosed?: boolean;
  description?: string;
}

export interface SeedOrder {
  id?: SeedReference;
  externalId?: string;
  tranId?: string;
  entity?: SeedReference;
  otherRefNum?: string;
  orderStatus?: 'A' | 'B';
  tranDate?: string;
  memo?: string;
  email?: string;
  location?: SeedReference;
  shipMethod?: SeedReference;
  /** Sets every line's number gap for this order only. */
  lineNumbers?: 'step' | 'gaps';
  lines: SeedLine[];
}

interface SeedMaster {
  id?: SeedReference;
  externalId?: string;
  name?: string;
  [field: string]: unknown;
}

export interface Seed {
  locations?: SeedMaster[];
  shipItems?: SeedMaster[];
  customers?: SeedMaster[];
  vendors?: SeedMaster[];
  items?: SeedItem[];
  salesOrders?: SeedOrder[];
  /** Any other record: type with a REST-shaped body. */
  records?: { type: string; id?: SeedReference; body: Record<string, unknown> }[];
}

export interface SeedResult {
  [list: string]: {
    id: string;
    externalId?: string;
    tranId?: string;
    lines?: { line: number; item: string; quantity: number }[];
  }[];
}

const NAME_FIELDS = ['itemId', 'entityId', 'name', 'companyName', 'tranId'];

/** Id for an id, external id or name in a space; throws when nothing fits. */
export function resolveSeed(world: World, space: string, reference: SeedReference): string {
  const text = String(reference);
  const map = spaceMap(world, space);
  const known = map.has(text) ? text : idOfExternal(world, space, text);
  if (known !== undefined) return known;
  for (const rec of map.values()) if (NAME_FIELDS.some((field) => rec.body[field] === text)) return rec.id;
  throw new Error(`seed: no ${space} ${text}`);
}

/** Stores one record from a REST-shaped body, with an id of one's choice. */
export function seedRecord(world: World, type: string, id: SeedReference | undefined, body: object): Rec {
  const schema = schemaOf(type);
  const text = id === undefined ? undefined : String(id);
  const previous = text === undefined ? undefined : spaceMap(world, spaceOf(schema.name)).get(text);
  const patch = parseBody(strictContext(world), schema, body);
  const draft = newRecord(world, schema.name, text);
  if (schema.family === 'entity' && world.switches.oneWorld) draft.body.subsidiary = '1';
  applyPatch(draft, patch, []);
  storeRecord(world, draft, previous);
  return draft;
}

function seedItem(world: World, item: SeedItem): Rec {
  const { id, type, members, stock, ...body } = item;
  const memberLines = members?.map((member) => ({
    item: { id: resolveSeed(world, 'item', member.item) },
    quantity: member.quantity,
  }));
  const full = memberLines === undefined ? body : { ...body, member: { items: memberLines } };
  const rec = seedRecord(world, type ?? (members === undefined ? 'inventoryItem' : 'kitItem'), id, full);
  if (stock !== undefined) {
    const moves = stock.map((entry) => ({
      item: rec.id,
      location: resolveSeed(world, 'location', entry.location),
      quantity: entry.quantity,
    }));
    applyStockMoves(world, `seed-${rec.id}`, moves);
  }
  return rec;
}

function orderLine(world: World, line: SeedLine): Record<string, unknown> {
  const out: Record<string, unknown> = { ...line, item: { id: resolveSeed(world, 'item', line.item) } };
  if (line.location !== undefined) out.location = { id: resolveSeed(world, 'location', line.location) };
  if (line.rate !== undefined) out.price = { id: '-1' };
  return out;
}

/** Stores a sales order; approved (B) unless told otherwise. */
function seedOrder(world: World, order: SeedOrder): Rec {
  const { id, entity, location, shipMethod, lines, lineNumbers, ...body } = order;
  const customer = entity ?? [...spaceMap(world, 'entity').values()].find((rec) => rec.type === 'customer')?.id;
  if (customer === undefined) throw new Error('seed: an order needs a customer');
  const full: Record<string, unknown> = {
    orderStatus: 'B',
    ...body,
    entity: { id: resolveSeed(world, 'entity', customer) },
    item: { items: lines.map((line) => orderLine(world, line)) },
  };
  if (location !== undefined) full.location = { id: resolveSeed(world, 'location', location) };
  if (shipMethod !== undefined) full.shipMethod = { id: resolveSeed(world, 'shipItem', shipMethod) };
  const before = world.switches.lineNumbers;
  world.switches.lineNumbers = lineNumbers ?? before;
  try {
    return seedRecord(world, 'salesOrder', id, full);
  } finally {
    world.switches.lineNumbers = before;
  }
}

function summary(rec: Rec): SeedResult[string][number] {
  const out: SeedResult[string][number] = { id: rec.id };
  if (typeof rec.body.externalId === 'string') out.externalId = rec.body.externalId;
  if (typeof rec.body.tranId === 'string') out.tranId = rec.body.tranId;
  const lines: Line[] | undefined = rec.lists.item;
  if (lines !== undefined) {
    out.lines = lines.map((line) => ({
      line: Number(line.line),
      item: String(line.item),
      quantity: Number(line.quantity),
    }));
  }
  return out;
}

/** Stores everything of a seed and answers the ids in the order given. */
export function applySeed(world: World, seed: Seed): SeedResult {
  const master = (type: string, list: SeedMaster[] | undefined) =>
    (list ?? []).map(({ id, ...body }) => summary(seedRecord(world, type, id, body)));
  return {
    locations: master('location', seed.locations),
    shipItems: master('shipItem', seed.shipItems),
    customers: master('customer', seed.customers),
    vendors: master('vendor', seed.vendors),
    items: (seed.items ?? []).map((item) => summary(seedItem(world, item))),
    salesOrders: (seed.salesOrders ?? []).map((order) => summary(seedOrder(world, order))),
    records: (seed.records ?? []).map(({ type, id, body }) => summary(seedRecord(world, type, id, body))),
  };
}
