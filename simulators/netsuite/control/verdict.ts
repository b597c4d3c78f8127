// What the account holds, for tests to judge: records by type with their totals, stock by item and location, and doubles.
// Trap: external ids are unique by rule, so doubles are found by what the records say: the shop's number, amounts, tracking.
import { plus } from '../decimal.ts';
import { schemaOf } from '../schema/registry.ts';
import { asNumber, asText, type Line, type Rec, spaceMap, type Value, type World } from '../world.ts';

export interface RecordSummary {
  id: string;
  type: string;
  externalId?: string;
  tranId?: string;
  status?: string;
  entity?: string;
  createdFrom?: string;
  otherRefNum?: string;
  memo?: string;
  tranDate?: string;
  currency?: string;
  subtotal?: number;
  discountTotal?: number;
  shippingCost?: number;
  taxTotal?: number;
  total?: number;
  amountPaid?: number;
  amountRemaining?: number;
  unapplied?: number;
  custom: Record<string, Value>;
  /** Lines of all sublists, as stored. */
  lists: Record<string, Line[]>;
}

export interface Double {
  type: string;
  /** What is the same: otherRefNum, email, apply, source or lines. */
  by: string;
  value: string;
  ids: string[];
}

export interface Verdict {
  counts: Record<string, number>;
  /** Sum of `total` by record type. */
  totals: Record<string, number>;
  externalIds: Record<string, string[]>;
  withoutExternalId: Record<string, string[]>;
  doubles: Double[];
  /** `item|location` with on hand, reserved and on order. */
  stock: Record<string, { onHand: number; committed: number; onOrder: number }>;
}

const TEXTS = ['externalId', 'tranId', 'status', 'createdFrom', 'otherRefNum', 'memo', 'tranDate', 'currency'] as const;
const NUMBERS = [
  'subtotal',
  'discountTotal',
  'shippingCost',
  'taxTotal',
  'total',
  'amountPaid',
  'amountRemaining',
  'unapplied',
] as const;

/** One record in plain form. */
export function summaryOf(rec: Rec): RecordSummary {
  const custom = Object.fromEntries(
    Object.entries(rec.body).filter(([name]) => name.startsWith('cust') && name.includes('_')),
  );
  const out: RecordSummary = { id: rec.id, type: rec.type, custom, lists: rec.lists };
  for (const name of TEXTS) {
    const value = asText(rec.body[name]);
    if (value !== undefined) out[name] = value;
  }
  for (const name of NUMBERS) {
    const value = rec.body[name];
    if (typeof value === 'number') out[name] = value;
  }
  const entity = asText(rec.body.entity) ?? asText(rec.body.customer);
  if (entity !== undefined) out.entity = entity;
  return out;
}

function allRecords(world: World): Rec[] {
  return ['transaction', 'entity', 'item'].flatMap((space) => [...spaceMap(world, space).values()]);
}

/** All records of a type (any letter case), or of a family: item, entity, transaction. */
export function recordsOf(world: World, type: string): RecordSummary[] {
  const wanted = type.toLowerCase();
  return allRecords(world)
    .filter((rec) => rec.type.toLowerCase() === wanted || schemaOf(rec.type).family === wanted)
    .map(summaryOf);
}

function grouped(records: readonly Rec[], by: string, keyOf: (rec: Rec) => string | undefined): Double[] {
  const groups = new Map<string, Rec[]>();
  for (const rec of records) {
    const key = keyOf(rec);
    if (key === undefined) continue;
    const group = `${rec.type}|${key}`;
    groups.set(group, [...(groups.get(group) ?? []), rec]);
  }
  return [...groups].flatMap(([group, members]) =>
    members.length < 2
      ? []
      : [
          {
            type: members[0]?.type ?? '',
            by,
            value: group.slice(group.indexOf('|') + 1),
            ids: members.map((rec) => rec.id),
          },
        ],
  );
}

function linesKey(rec: Rec): string | undefined {
  const source = asText(rec.body.createdFrom) ?? asText(rec.body.salesOrder);
  if (source === undefined || rec.type === 'itemFulfillment') return undefined;
  const lines = Object.values(rec.lists)
    .flat()
    .map((line) => `${String(line.orderLine ?? line.doc ?? line.item)}x${String(line.quantity ?? line.amount)}`);
  return `${source}: ${String(rec.body.total ?? '')} ${lines.sort().join(' ')}`;
}

function appliedKey(rec: Rec): string | undefined {
  const lines = (rec.lists.apply ?? []).filter((line) => line.apply === true);
  if (lines.length === 0) return undefined;
  return lines.map((line) => `${String(line.doc)}=${String(line.amount)}`).join(' ');
}

function referenceKey(rec: Rec): string | undefined {
  const number = asText(rec.body.otherRefNum);
  return number === undefined || rec.type !== 'salesOrder' ? undefined : `${String(rec.body.entity)}/${number}`;
}

function doublesOf(records: readonly Rec[]): Double[] {
  return [
    ...grouped(records, 'otherRefNum', referenceKey),
    ...grouped(records, 'email', (rec) =>
      rec.type === 'customer' ? asText(rec.body.email)?.toLowerCase() : undefined,
    ),
    ...grouped(records, 'apply', appliedKey),
    ...grouped(records, 'source', linesKey),
  ];
}

function push<T>(into: Record<string, T[]>, key: string, value: T): void {
  const list = into[key] ?? [];
  list.push(value);
  into[key] = list;
}

/** Counts, totals, external ids, likely doubles and stock of the whole account. */
export function verdictOf(world: World): Verdict {
  const records = allRecords(world);
  const verdict: Verdict = { counts: {}, totals: {}, externalIds: {}, withoutExternalId: {}, doubles: [], stock: {} };
  for (const rec of records) {
    verdict.counts[rec.type] = (verdict.counts[rec.type] ?? 0) + 1;
    if (typeof rec.body.total === 'number')
      verdict.totals[rec.type] = plus(verdict.totals[rec.type] ?? 0, asNumber(rec.body.total));
    const externalId = asText(rec.body.externalId);
    if (externalId === undefined) push(verdict.withoutExternalId, rec.type, rec.id);
    else push(verdict.externalIds, rec.type, externalId);
  }
  verdict.doubles = doublesOf(records);
  for (const [key, { onHand, committed, onOrder }] of world.stock) verdict.stock[key] = { onHand, committed, onOrder };
  return verdict;
}
