/**
 * Everything that we have posted for one receiving order or return, as NetSuite holds it now.
 * The trap: a list that misses a posting may book it twice where an older one was deleted by hand (its name is free again),
 * so a gap in the numbers is looked at record by record.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { RecordView } from '../../connectors/netsuite/record-types.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import type { PostedLine, Posting } from '../../mappings/netsuite-shipbob/stock/types.ts';
import { minus } from '../../mappings/shared/quantity.ts';
import { type Fields, linesIn } from './views.ts';

const TYPES = ['itemReceipt', 'inventoryAdjustment'] as const;
const NAMES_AT_ONCE = 80;

type NameOf = (number: number) => string;
type Found = { number: number; type: Posting['type']; id: string; tranId: string };

export async function readPostings(api: NetSuite, nameOf: NameOf): Promise<Posting[]> {
  const views: { found: Found; view: RecordView }[] = [];
  for (const found of await findPostings(api, nameOf)) {
    const view = await api.readRecord(found.type, { id: found.id }, { sublists: [listOf(found.type)] });
    if (view !== undefined) views.push({ found, view });
  }
  const lots = await lotNumbers(api, views);
  return views.map(({ found, view }) => postingOf(found, view, lots)).sort((a, b) => a.number - b.number);
}

/** Lots that went out are named by id, and not every account shows their number beside it. */
async function lotNumbers(api: NetSuite, views: { found: Found; view: RecordView }[]): Promise<Map<string, string>> {
  const ids = views
    .flatMap(({ found, view }) => linesIn(view, listOf(found.type)))
    .flatMap((line) => linesIn(line, 'inventoryDetail', 'inventoryAssignment'))
    .flatMap((part) => valueAt(part, 'issueInventoryNumber') ?? []);
  const unique = [...new Set(ids)];
  const numbers = new Map<string, string>();
  for (let from = 0; from < unique.length; from += NAMES_AT_ONCE) {
    const some = unique.slice(from, from + NAMES_AT_ONCE);
    const marks = some.map(() => '?').join(', ');
    const query = `SELECT n.id, n.inventorynumber FROM inventorynumber n WHERE n.id IN (${marks}) ORDER BY n.id`;
    const { rows } = await api.suiteQl(query, some);
    for (const { id, inventorynumber } of rows)
      if (id !== undefined && inventorynumber !== undefined) numbers.set(id, inventorynumber);
  }
  return numbers;
}

/** Block by block, as long as a block has any. All transactions share one space of names, so one query asks for both types. */
async function findPostings(api: NetSuite, nameOf: NameOf): Promise<Found[]> {
  const found: Found[] = [];
  for (let from = 1; ; from += NAMES_AT_ONCE) {
    const numbers = new Map(Array.from({ length: NAMES_AT_ONCE }, (_, index) => [nameOf(from + index), from + index]));
    const query =
      "SELECT t.id, t.type, t.tranid, t.externalid FROM transaction t WHERE t.type IN ('ItemRcpt', 'InvAdjst') " +
      `AND t.externalid IN (${[...numbers].map(() => '?').join(', ')}) ORDER BY t.id`;
    const { rows } = await api.suiteQl(query, [...numbers.keys()], { limit: 1000 });
    for (const row of rows) {
      const number = numbers.get(row.externalid ?? '');
      const type = row.type === 'ItemRcpt' ? 'itemReceipt' : 'inventoryAdjustment';
      if (number !== undefined) found.push({ number, type, id: row.id ?? '', tranId: row.tranid ?? '' });
    }
    if (rows.length === 0) return completed(api, nameOf, found);
  }
}

/** Where numbers are missing below the highest, those and the next ones are asked for by name. */
async function completed(api: NetSuite, nameOf: NameOf, found: Found[]): Promise<Found[]> {
  const all = [...found];
  for (let number = 1; ; number++) {
    const highest = Math.max(0, ...all.map((one) => one.number));
    if (highest === all.length || number > highest + 1) return all;
    if (all.some((one) => one.number === number)) continue;
    for (const type of TYPES) {
      const view = await api.readRecord(type, { externalId: nameOf(number) }, { sublists: [] });
      const id = view === undefined ? undefined : valueAt(view, 'id');
      if (view !== undefined && id !== undefined) all.push({ number, type, id, tranId: valueAt(view, 'tranId') ?? '' });
    }
  }
}

const listOf = (type: Posting['type']): string => (type === 'itemReceipt' ? 'item' : 'inventory');

function postingOf(found: Found, view: RecordView, lots: Map<string, string>): Posting {
  const day = valueAt(view, 'tranDate');
  const lines = linesIn(view, listOf(found.type)).filter((line) => valueAt(line, 'itemReceive') !== 'false');
  return {
    ...found,
    ...(day === undefined ? {} : { day }),
    lines: lines.map((line) => lineOf(line, found.type, view, lots)),
  };
}

function lineOf(line: Fields, type: Posting['type'], view: RecordView, lots: Map<string, string>): PostedLine {
  const quantity = valueAt(line, type === 'itemReceipt' ? 'quantity' : 'adjustQtyBy') ?? '0';
  const location = valueAt(line, 'location') ?? valueAt(view, 'adjLocation') ?? valueAt(view, 'location');
  return {
    itemId: valueAt(line, 'item') ?? '',
    quantity,
    ...(location === undefined ? {} : { location }),
    lots: linesIn(line, 'inventoryDetail', 'inventoryAssignment').flatMap((part) => lotOf(part, quantity, lots)),
  };
}

/** A lot's quantity bears the sign of its line, however NetSuite writes it. */
function lotOf(part: Fields, lineQuantity: string, lots: Map<string, string>): { number: string; quantity: string }[] {
  const issued = lots.get(valueAt(part, 'issueInventoryNumber') ?? '');
  const number = valueAt(part, 'receiptInventoryNumber') ?? issued;
  const size = (valueAt(part, 'quantity') ?? '0').replace(/^-/, '');
  if (number === undefined) return [];
  return [{ number, quantity: lineQuantity.startsWith('-') ? minus('0', size) : size }];
}
