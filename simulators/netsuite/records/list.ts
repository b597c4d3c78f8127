// The list of a record type: ids and links only, filtered by `q`.
// Trap: dates in `q` must be in the user's date format; an ISO date-time is refused.
import { DateTime } from 'luxon';
import type { SimRequest } from '../http/message.ts';
import { pageOf } from '../http/paging.ts';
import { invalidParameter, NsError } from '../ns-error.ts';
import type { RecordSchema } from '../schema/field.ts';
import { canonicalName, spaceOf } from '../schema/registry.ts';
import { type Rec, spaceMap, type Value, type World } from '../world.ts';
import { RECORD_PATH } from './render.ts';

type Test = (rec: Rec) => boolean;

const WORD = /\s*(\(|\)|\[[^\]]*\]|"(?:[^"\\]|\\.)*"|[^\s()]+)/y;

function words(text: string): string[] {
  const found: string[] = [];
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match !== null; match = WORD.exec(text)) found.push(match[1] ?? '');
  return found;
}

const unquote = (word: string) => (word.startsWith('"') ? word.slice(1, -1).replaceAll('\\"', '"') : word);

function fieldValue(rec: Rec, field: string): Value {
  if (field === 'id') return rec.id;
  if (field === 'createdDate') return new Date(rec.createdMs).toISOString();
  if (field === 'lastModifiedDate') return new Date(rec.modifiedMs).toISOString();
  return rec.body[field];
}

function dayMs(world: World, word: string): number {
  const at = DateTime.fromFormat(unquote(word), world.settings.dateFormat, { zone: world.settings.accountZone });
  if (!at.isValid)
    throw invalidParameter(
      `Invalid search query. Parse of date/time "${unquote(word)}" failed with date format "${world.settings.dateFormat}".`,
      'q',
    );
  return at.toMillis();
}

function instant(world: World, value: Value): number {
  const zone = world.settings.accountZone;
  return typeof value === 'string' ? DateTime.fromISO(value, { zone }).toMillis() : Number.NaN;
}

function comparison(world: World, field: string, operator: string, operand: string): Test {
  const text = (value: Value) => String(value ?? '').toLowerCase();
  const wanted = unquote(operand).toLowerCase();
  const options = operand
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((part) => unquote(part.trim()).toLowerCase());
  const byDate = (test: (at: number, day: number) => boolean): Test => {
    const day = dayMs(world, operand);
    return (rec) => test(instant(world, fieldValue(rec, field)), day);
  };
  const tests: Record<string, () => Test> = {
    IS: () => (rec) => text(fieldValue(rec, field)) === wanted,
    IS_NOT: () => (rec) => text(fieldValue(rec, field)) !== wanted,
    EQUAL: () => (rec) => Number(fieldValue(rec, field)) === Number(wanted),
    GREATER: () => (rec) => Number(fieldValue(rec, field)) > Number(wanted),
    GREATER_OR_EQUAL: () => (rec) => Number(fieldValue(rec, field)) >= Number(wanted),
    LESS: () => (rec) => Number(fieldValue(rec, field)) < Number(wanted),
    LESS_OR_EQUAL: () => (rec) => Number(fieldValue(rec, field)) <= Number(wanted),
    CONTAIN: () => (rec) => text(fieldValue(rec, field)).includes(wanted),
    START_WITH: () => (rec) => text(fieldValue(rec, field)).startsWith(wanted),
    ANY_OF: () => (rec) => options.includes(text(fieldValue(rec, field))),
    AFTER: () => byDate((at, day) => at >= day + 86_400_000),
    ON_OR_AFTER: () => byDate((at, day) => at >= day),
    BEFORE: () => byDate((at, day) => at < day),
    ON_OR_BEFORE: () => byDate((at, day) => at < day + 86_400_000),
    ON: () => byDate((at, day) => at >= day && at < day + 86_400_000),
  };
  const build = tests[operator];
  if (build === undefined) throw invalidParameter(`Invalid search query. Unknown operator '${operator}'.`, 'q');
  return build();
}

function parseFilter(world: World, schema: RecordSchema, text: string): Test {
  const list = words(text);
  let i = 0;
  const simple = (): Test => {
    if (list[i] === '(') {
      i += 1;
      const inner = either();
      i += 1;
      return inner;
    }
    const name = list[i] ?? '';
    const field = canonicalName(schema.body, name);
    if (field === undefined) {
      throw new NsError(400, {
        detail: `Invalid search query. Unknown field name '${name}' in the search query.`,
        'o:errorCode': 'NONEXISTENT_FIELD',
        'o:errorQueryParam': 'q',
      });
    }
    const operator = (list[i + 1] ?? '').toUpperCase();
    if (operator === 'EMPTY' || operator === 'EMPTY_NOT') {
      i += 2;
      return (rec) => ((fieldValue(rec, field) ?? '') === '') === (operator === 'EMPTY');
    }
    const test = comparison(world, field, operator, list[i + 2] ?? '');
    i += 3;
    return test;
  };
  const both = (): Test => {
    let left = simple();
    while (list[i]?.toUpperCase() === 'AND') {
      i += 1;
      const [a, b] = [left, simple()];
      left = (rec) => a(rec) && b(rec);
    }
    return left;
  };
  const either = (): Test => {
    let left = both();
    while (list[i]?.toUpperCase() === 'OR') {
      i += 1;
      const [a, b] = [left, both()];
      left = (rec) => a(rec) || b(rec);
    }
    return left;
  };
  return either();
}

/** The collection answer for `GET /{record}`. */
export function listRecords(world: World, request: SimRequest, schema: RecordSchema): object {
  const page = pageOf(request.query, ['q', 'limit', 'offset', 'fields', 'expandSubResources']);
  const filter = request.query.get('q');
  const test = filter === null ? undefined : parseFilter(world, schema, filter);
  const found: Rec[] = [];
  for (const rec of spaceMap(world, spaceOf(schema.name)).values()) {
    if (rec.type === schema.name && (test === undefined || test(rec))) found.push(rec);
  }
  const base = `${request.base}${RECORD_PATH}/${schema.name}`;
  const items = found
    .slice(page.offset, page.offset + page.limit)
    .map((rec) => ({ links: [{ rel: 'self', href: `${base}/${rec.id}` }], id: rec.id }));
  const hasMore = page.offset + items.length < found.length;
  const links = [{ rel: 'self', href: `${base}?limit=${page.limit}&offset=${page.offset}` }];
  if (hasMore) links.unshift({ rel: 'next', href: `${base}?limit=${page.limit}&offset=${page.offset + page.limit}` });
  return { links, count: items.length, hasMore, items, offset: page.offset, totalResults: found.length };
}
