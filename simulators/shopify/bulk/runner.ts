// Bulk operations: created, running, completed; rows as JSON lines with __parentId behind an address that expires.
// Trap: rows are collected when the operation starts to run, not when it was asked for.
import { execute, parse } from 'graphql';
import { type Notice, newId, stamp, type World } from '../domain/world.ts';
import type { Context } from '../graphql/context.ts';
import { gid } from '../graphql/ids.ts';
import { resolveField, resolveType } from '../graphql/resolve.ts';
import { rootValue } from '../graphql/root.ts';
import { shopTime } from '../hooks/format.ts';

export interface BulkRow {
  id: number;
  query: string;
  status: 'CREATED' | 'RUNNING' | 'CANCELING' | 'CANCELED' | 'COMPLETED' | 'FAILED' | 'EXPIRED';
  errorCode: string | null;
  createdAt: number;
  completedAt: number | null;
  objectCount: number;
  rootObjectCount: number;
  lines: string[];
  key: string;
  expiresAtMs: number;
}

export interface BulkRunner {
  start(query: string, context: Context): BulkRow;
  running(): BulkRow[];
  find(id: number): BulkRow | undefined;
  list(): BulkRow[];
  cancel(row: BulkRow): void;
  /** The next operation stops half-way with this code. */
  failNext(errorCode: string): void;
  urlOf(row: BulkRow): string | null;
  partialUrlOf(row: BulkRow): string | null;
  /** The file behind a path's id and key; undefined = unknown or expired. */
  file(id: number, key: string): string | undefined;
  clear(): void;
}

const WEEK_MS = 7 * 86_400_000;

type Json = Record<string, unknown>;
const isConnection = (value: unknown): value is { edges: { node: Json }[] } =>
  typeof value === 'object' && value !== null && Array.isArray(Reflect.get(value, 'edges'));

/** One object's lines: itself without its connections, then their rows with __parentId. */
function flatten(node: Json, parentId: unknown, out: string[]): void {
  const own: Json = {};
  const nested: { node: Json }[] = [];
  for (const [name, value] of Object.entries(node)) {
    if (isConnection(value)) nested.push(...value.edges);
    else own[name] = value;
  }
  out.push(JSON.stringify(parentId === undefined ? own : { ...own, __parentId: parentId }));
  for (const edge of nested) flatten(edge.node, node.id, out);
}

function rowsOf(data: Json): { lines: string[]; roots: number } {
  const lines: string[] = [];
  let roots = 0;
  for (const value of Object.values(data)) {
    if (isConnection(value)) {
      roots += value.edges.length;
      for (const edge of value.edges) flatten(edge.node, undefined, lines);
    } else if (typeof value === 'object' && value !== null) {
      roots += 1;
      flatten({ ...value }, undefined, lines);
    }
  }
  return { lines, roots };
}

function finishNotice(world: World, row: BulkRow): Notice {
  const zone = world.settings.shop.timeZone;
  return {
    topic: 'BULK_OPERATIONS_FINISH',
    body: () => ({
      admin_graphql_api_id: gid('BulkOperation', row.id),
      completed_at: shopTime(row.completedAt, zone),
      created_at: shopTime(row.createdAt, zone),
      error_code: row.errorCode?.toLowerCase() ?? null,
      status: row.status.toLowerCase(),
      type: 'query',
    }),
  };
}

/** The bulk operations of a shop; `base` is this server's public address. */
export function createBulkRunner(world: World, base: () => string): BulkRunner {
  const rows = new Map<number, BulkRow>();
  let failCode: string | null = null;
  const open = (row: BulkRow) => row.status === 'CREATED' || row.status === 'RUNNING' || row.status === 'CANCELING';
  const path = (row: BulkRow) => `${base()}/bulk-results/${row.id}?signature=${row.key}`;
  const finish = (row: BulkRow, status: BulkRow['status'], errorCode: string | null) => {
    Object.assign(row, { status, errorCode, completedAt: stamp(world) });
    world.emit([finishNotice(world, row)]);
  };
  const run = async (row: BulkRow, context: Context): Promise<void> => {
    const result = await execute({
      ...{ schema: context.access.schema, document: parse(row.query), rootValue, fieldResolver: resolveField },
      ...{ typeResolver: resolveType, contextValue: { ...context, bulk: true, notes: [] } },
    });
    const { lines, roots } = rowsOf((result.data ?? {}) as Json);
    const stop = failCode ?? (result.errors ? 'INTERNAL_SERVER_ERROR' : null);
    failCode = null;
    row.lines = stop ? lines.slice(0, Math.floor(lines.length / 2)) : lines;
    Object.assign(row, { objectCount: row.lines.length, rootObjectCount: roots });
    world.scheduler.after(world.settings.behaviour.bulkRunningMs, () => {
      if (row.status === 'RUNNING') finish(row, stop ? 'FAILED' : 'COMPLETED', stop);
    });
  };
  return {
    start(query, context) {
      const now = stamp(world);
      const row: BulkRow = {
        ...{ id: newId(world), query, status: 'CREATED', errorCode: null, createdAt: now, completedAt: null },
        ...{ objectCount: 0, rootObjectCount: 0, lines: [], key: world.rng.below(2 ** 31).toString(36) },
        expiresAtMs: world.clock.elapsedMs() + WEEK_MS,
      };
      rows.set(row.id, row);
      world.scheduler.after(world.settings.behaviour.bulkCreatedMs, () => {
        if (row.status !== 'CREATED') return;
        row.status = 'RUNNING';
        void run(row, context).catch(() => finish(row, 'FAILED', 'INTERNAL_SERVER_ERROR'));
      });
      return row;
    },
    running: () => [...rows.values()].filter(open),
    find: (id) => rows.get(id),
    list: () => [...rows.values()],
    cancel(row) {
      if (!open(row)) return;
      row.status = 'CANCELING';
      world.scheduler.after(1, () => finish(row, 'CANCELED', null));
    },
    failNext: (errorCode) => {
      failCode = errorCode;
    },
    urlOf: (row) => (row.status === 'COMPLETED' && row.lines.length > 0 ? path(row) : null),
    partialUrlOf: (row) => (row.status === 'FAILED' && row.lines.length > 0 ? path(row) : null),
    file(id, key) {
      const row = rows.get(id);
      if (!row || row.key !== key || world.clock.elapsedMs() > row.expiresAtMs) return undefined;
      return row.lines.map((line) => `${line}\n`).join('');
    },
    clear: () => {
      rows.clear();
      failCode = null;
    },
  };
}
