// Runs SuiteQL on an embedded in-memory database and shapes the rows as the service does.
// Trap: everything is a string, nulls are left out, keys are lower case.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { invalidParameter, type NsError } from '../ns-error.ts';
import type { World } from '../world.ts';
import { createColumns } from './columns.ts';
import { isDate, plainDate } from './dates.ts';
import { type FunctionFault, installFunctions, queryError } from './functions.ts';
import { createMirror } from './mirror.ts';
import { rewriteQuery } from './rewrite.ts';
import { createStatements } from './schema.ts';

const MAX_ROWS = 100_000;
const MAX_STATEMENTS = 300;

interface QueryPage {
  items: Record<string, unknown>[];
  total: number;
}

export interface SuiteQl {
  /** Rows `offset` to `offset + limit`; throws NsError with the service's own texts. */
  run(query: string, params: readonly unknown[], limit: number, offset: number): QueryPage;
  close(): void;
}

interface Prepared {
  statement: StatementSync;
  names: string[];
  sql: string;
  params: number;
  limited: boolean;
}

type Bound = string | number | null;

/** The outcome of such a query changes by itself, so its count is not kept. */
const TIMED = /ns_(sysdate|current_date)/;

function databaseError(error: unknown, aliases: ReadonlyMap<string, string>, fault: FunctionFault): NsError {
  if (fault.error !== undefined) return fault.error;
  const message = error instanceof Error ? error.message : String(error);
  const column = /no such column: (?:"?\w+"?\.)?"?(\w+)"?/.exec(message)?.[1];
  if (column !== undefined) {
    const known = [...aliases].map(([alias, table]) => `${alias}=${table.toLowerCase()}`).join(', ');
    return queryError(`Search error occurred: Unknown identifier '${column}'. Available identifiers are: {${known}}`);
  }
  const table = /no such table: (\w+)/.exec(message)?.[1];
  if (table !== undefined) return queryError(`Invalid search type: ${table}.`);
  const func = /no such function: (\w+)/.exec(message)?.[1];
  if (func !== undefined) return queryError(`Search error occurred: Unknown function '${func}'.`);
  return queryError('Search error occurred: Invalid or unsupported search.');
}

function bindable(value: unknown): string | number | null {
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  throw invalidParameter('Invalid value in params. Only strings, numbers and booleans are supported.', 'params');
}

/** The query engine of one world; it listens to the world from now on. */
export function createSuiteQl(world: World): SuiteQl {
  const db = new DatabaseSync(':memory:');
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;');
  db.exec(createStatements());
  const fault: FunctionFault = { error: undefined };
  installFunctions(db, world, fault);
  const columns = createColumns(db, world);
  const mirror = createMirror(db, world, columns);
  world.listeners.push(mirror);
  const cache = new Map<string, Prepared>();
  const counts = new Map<string, number>();

  const prepare = (query: string): Prepared => {
    const { hiddenColumns, customFields } = world.switches;
    const key = `${hiddenColumns.join()}|${customFields.join()}|${query}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const { sql, params, aliases, limited } = rewriteQuery(query, hiddenColumns);
    try {
      const statement = db.prepare(limited ? sql : `${sql} LIMIT ? OFFSET ?`);
      statement.setReturnArrays(true);
      const names = statement.columns().map((column) => column.name.replaceAll('"', '').toLowerCase());
      const prepared = { statement, names, sql, params, limited };
      if (cache.size >= MAX_STATEMENTS) cache.clear();
      cache.set(key, prepared);
      return prepared;
    } catch (error) {
      throw databaseError(error, aliases, fault);
    }
  };
  const shape = (names: readonly string[], values: readonly unknown[]) => {
    const row: Record<string, unknown> = { links: [] };
    for (const [index, name] of names.entries()) {
      const value = values[index];
      if (value === null || value === '') continue;
      row[name] = isDate(value) ? plainDate(value, world.settings.dateFormat) : String(value);
    }
    return row;
  };
  const countOf = ({ sql }: Prepared, bound: readonly Bound[]): number => {
    const key = `${mirror.version()}|${sql}|${JSON.stringify(bound)}`;
    const known = counts.get(key);
    if (known !== undefined && !TIMED.test(sql)) return known;
    const row = db.prepare(`SELECT COUNT(*) AS n FROM (${sql})`).get(...bound);
    if (counts.size >= MAX_STATEMENTS) counts.clear();
    const total = Math.min(MAX_ROWS, Number(row?.n ?? 0));
    counts.set(key, total);
    return total;
  };
  const collect = (prepared: Prepared, bound: Bound[], limit: number, offset: number): QueryPage => {
    const items: Record<string, unknown>[] = [];
    // One row more than asked tells whether there is a next page, without counting.
    const skip = prepared.limited ? offset : 0;
    const page = prepared.limited ? bound : [...bound, limit + 1, offset];
    let seen = 0;
    for (const values of prepared.statement.iterate(...page)) {
      seen += 1;
      if (seen > skip + limit) break;
      if (seen > skip) items.push(shape(prepared.names, Object.values(values)));
    }
    const last = seen <= skip + limit && (items.length > 0 || offset === 0);
    return { items, total: last ? offset + items.length : countOf(prepared, bound) };
  };
  return {
    run: (query, params, limit, offset) => {
      mirror.settle();
      fault.error = undefined;
      const prepared = prepare(query);
      if (params.length !== prepared.params) {
        throw queryError(
          `Search error occurred: Invalid number of parameters. Expected: ${prepared.params}. Provided: ${params.length}.`,
        );
      }
      try {
        return collect(prepared, params.map(bindable), limit, offset);
      } catch (error) {
        throw databaseError(error, new Map(), fault);
      }
    },
    close: () => db.close(),
  };
}
