/**
 * The work table of stock runs. The trap: it is written by thousands of rows at a time, so each method takes many and makes
 * few statements of them.
 */
import { type Expression, sql } from 'kysely';
import type { GroupCommit } from './group-commit.ts';
import type { Db, Trx } from './schema.ts';
import type { LevelChange, ShownLevel, StockState, StockStore, WantedLevel } from './stock-contract.ts';
import { STOCK_COLUMNS, toStockRow } from './stock-rows.ts';
import { chunks, clean, instant } from './values.ts';

/** Few enough that the statement is kept prepared. */
const ROWS_PER_STATEMENT = 100;
const WORK = ['todo', 'writing'] as const;

export function createStockStore(db: Db, group: GroupCommit): StockStore {
  const change = group.writer(changeAll);
  return {
    forgetShown: (connection, only) => forgetShown(db, connection, only),
    putWanted: (connection, run, at, rows) =>
      inChunks(db, rows, async (trx, part) => {
        for (const layer of layersOf(part)) await putWanted(trx, connection, run, instant(at), layer);
      }),
    putShown: (connection, at, rows) => putShown(db, connection, instant(at), rows),
    putKnown: (connection, products) => inChunks(db, products, (trx, part) => putKnown(trx, connection, part)),
    list: (query) => list(db, query),
    nextWork: (connection, run, skus) => nextWork(db, connection, run, skus),
    change: async (connection, changes) => {
      if (changes.length > 0) await change({ connection, changes });
    },
    counts: (connection, run) => counts(db, connection, run),
    sharedSkus: (connection, run, skus) => sharedSkus(db, connection, run, skus),
    hasUnknown: (connection, run) => hasUnknown(db, connection, run),
    async prune(connection, before) {
      const { numDeletedRows } = await db
        .deleteFrom('stock_levels')
        .where('connection', '=', connection)
        .where('wanted_at', '<', instant(before))
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

async function inChunks<T>(db: Db, rows: T[], write: (trx: Trx, part: T[]) => Promise<unknown>): Promise<void> {
  if (rows.length === 0) return;
  await db.transaction().execute(async (trx) => {
    for (const part of chunks(rows, ROWS_PER_STATEMENT)) await write(trx, part);
  });
}

async function forgetShown(db: Db, connection: string, only: string[] | undefined): Promise<void> {
  const forget = (keys?: string[]) =>
    db
      .updateTable('stock_levels')
      .set({ shown: null, shown_at: null, known: 0 })
      .where('connection', '=', connection)
      .$if(keys !== undefined, (query) => query.where('sku_key', 'in', keys ?? []))
      .execute();
  if (only === undefined) await forget();
  else for (const part of chunks(only, ROWS_PER_STATEMENT)) await forget(part);
}

/** One statement may name each row once; a SKU that comes again is for the next statement. */
function layersOf(rows: WantedLevel[]): WantedLevel[][] {
  const first = new Map<string, WantedLevel>();
  const again = rows.filter((row) => {
    const key = JSON.stringify([row.skuKey, row.location]);
    if (first.has(key)) return true;
    first.set(key, row);
    return false;
  });
  return [[...first.values()], ...(again.length > 0 ? layersOf(again) : [])];
}

const CLASH = sql<boolean>`stock_levels.run = excluded.run and stock_levels.wanted_at = excluded.wanted_at
  and stock_levels.made_of <> excluded.made_of`;
const CLASH_REASON =
  'several NetSuite items are sold under this SKU, so nothing is written; rename one of them, or name the right one in skuAliases';

function putWanted(trx: Trx, connection: string, run: string, at: string, rows: WantedLevel[]) {
  return trx
    .insertInto('stock_levels')
    .values(
      rows.map((row) => ({
        connection,
        sku_key: clean(row.skuKey),
        location: row.location,
        sku: clean(row.sku),
        made_of: row.madeOf,
        wanted: row.wanted,
        wanted_at: at,
        shown: null,
        shown_at: null,
        known: 0,
        run,
        state: 'same' as const,
        rank: 0,
        tries: 0,
        changed_in: null,
        cause: null,
        reason: null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['connection', 'sku_key', 'location']).doUpdateSet((eb) => {
        const { ref, val } = eb;
        /** What stands there while it is the same run, and the first of two items that claim one SKU. */
        const unless = <T>(clash: Expression<T>, same: Expression<T>, other: Expression<T>) =>
          sql<T>`case when ${CLASH} then ${clash} when stock_levels.run = excluded.run then ${same} else ${other} end`;
        const first = <T>(old: Expression<T>, fresh: Expression<T>) => unless(old, fresh, fresh);
        return {
          made_of: first(ref('stock_levels.made_of'), ref('excluded.made_of')),
          wanted: first(ref('stock_levels.wanted'), ref('excluded.wanted')),
          wanted_at: ref('excluded.wanted_at'),
          // The spelling of the target, once it is known, stays.
          sku: sql<string>`case when stock_levels.known = 1 then stock_levels.sku else excluded.sku end`,
          state: unless(val<StockState>('waiting'), ref('stock_levels.state'), ref('excluded.state')),
          tries: unless(ref('stock_levels.tries'), ref('stock_levels.tries'), ref('excluded.tries')),
          cause: unless<string | null>(val('sku-ambiguous'), ref('stock_levels.cause'), ref('excluded.cause')),
          reason: unless<string | null>(val(CLASH_REASON), ref('stock_levels.reason'), ref('excluded.reason')),
          run: ref('excluded.run'),
        };
      }),
    )
    .execute();
}

/** A place in the list is known by SKU and location; the SKU is thereby known at all its places. */
async function putShown(db: Db, connection: string, at: string, rows: ShownLevel[]): Promise<number> {
  let known = 0;
  await inChunks(db, rows, async (trx, part) => {
    await putKnown(trx, connection, part);
    for (const row of part) {
      const { numUpdatedRows } = await trx
        .updateTable('stock_levels')
        .set({ shown: row.shown, shown_at: at })
        .where('connection', '=', connection)
        .where('sku_key', '=', row.skuKey)
        .where('location', '=', row.location)
        .executeTakeFirst();
      known += Number(numUpdatedRows);
    }
  });
  return known;
}

async function putKnown(trx: Trx, connection: string, products: { skuKey: string; sku: string }[]): Promise<void> {
  for (const { skuKey, sku } of new Map(products.map((product) => [product.skuKey, product])).values()) {
    await trx
      .updateTable('stock_levels')
      .set({ known: 1, sku: clean(sku) })
      .where('connection', '=', connection)
      .where('sku_key', '=', skuKey)
      .where((eb) => eb.or([eb('known', '=', 0), eb('sku', '<>', clean(sku))]))
      .execute();
  }
}

async function list(db: Db, query: Parameters<StockStore['list']>[0]): ReturnType<StockStore['list']> {
  const { connection, run, skuKeys, skus, state, after, limit } = query;
  const rows = await db
    .selectFrom('stock_levels')
    .select(STOCK_COLUMNS)
    .where('connection', '=', connection)
    .$if(run !== undefined, (rest) => rest.where('run', '=', run ?? ''))
    .$if(skuKeys !== undefined, (rest) => rest.where('sku_key', 'in', skuKeys ?? []))
    .$if(skus !== undefined, (rest) => rest.where('sku', 'in', skus ?? []))
    .$if(state !== undefined, (rest) => rest.where('state', '=', state ?? 'same'))
    .$if(after !== undefined, (rest) =>
      rest.where((eb) =>
        eb(eb.refTuple('sku_key', 'location'), '>', eb.tuple(after?.skuKey ?? '', after?.location ?? '')),
      ),
    )
    .orderBy('sku_key')
    .orderBy('location')
    .limit(limit)
    .execute();
  return rows.map(toStockRow);
}

async function nextWork(db: Db, connection: string, run: string, skus: number): ReturnType<StockStore['nextWork']> {
  const open = db.selectFrom('stock_levels').where('connection', '=', connection).where('run', '=', run);
  const first = (state: StockState) =>
    open.select('sku_key').where('state', '=', state).orderBy('rank').limit(skus).execute();
  // What was sent and not answered comes first: it may have been written.
  const urgent = [...(await first('writing')), ...(await first('todo'))].map((row) => row.sku_key);
  const keys = [...new Set(urgent)].slice(0, skus);
  if (keys.length === 0) return [];
  const rows = await open.select(STOCK_COLUMNS).where('state', 'in', WORK).where('sku_key', 'in', keys).execute();
  const place = new Map(keys.map((key, index) => [key, index]));
  const placeOf = (key: string) => place.get(key) ?? keys.length;
  return rows.map(toStockRow).sort((a, b) => placeOf(a.skuKey) - placeOf(b.skuKey) || a.rank - b.rank);
}

type ChangeJob = { connection: string; changes: LevelChange[] };

/** For use as a writer of a group commit: levels that are written at one moment share a transaction with the ledger. */
async function changeAll(trx: Trx, jobs: ChangeJob[]): Promise<undefined[]> {
  for (const { connection, changes } of jobs) {
    for (const { skuKey, location, state, rank, tries, changedIn, cause, reason, wanted, shown } of changes) {
      await trx
        .updateTable('stock_levels')
        .set({
          state,
          cause: cause ?? null,
          reason: reason === undefined ? null : clean(reason),
          ...(rank === undefined ? {} : { rank }),
          ...(tries === undefined ? {} : { tries }),
          ...(changedIn === undefined ? {} : { changed_in: changedIn }),
          ...(wanted === undefined ? {} : { wanted }),
          ...(shown === undefined ? {} : { shown, shown_at: new Date().toISOString() }),
        })
        .where('connection', '=', connection)
        .where('sku_key', '=', skuKey)
        .where('location', '=', location)
        .execute();
    }
  }
  return jobs.map(() => undefined);
}

async function counts(db: Db, connection: string, run: string): ReturnType<StockStore['counts']> {
  const rows = await db
    .selectFrom('stock_levels')
    .select((eb) => ['state', eb.fn.countAll().as('rows'), eb.fn.count('sku_key').distinct().as('skus')])
    .where('connection', '=', connection)
    .where('run', '=', run)
    .groupBy('state')
    .orderBy('state')
    .execute();
  return rows.map((row) => ({ state: row.state, rows: Number(row.rows), skus: Number(row.skus) }));
}

async function sharedSkus(db: Db, connection: string, run: string, skus: string[]): Promise<string[]> {
  const shared: string[] = [];
  for (const part of chunks(skus.map(clean), ROWS_PER_STATEMENT)) {
    const rows = await db
      .selectFrom('stock_levels')
      .select('sku')
      .where('connection', '=', connection)
      .where('sku', 'in', part)
      .where('run', '=', run)
      .groupBy('sku')
      .having((eb) => eb(eb.fn.count('sku_key').distinct(), '>', 1))
      .execute();
    shared.push(...rows.map(({ sku }) => sku));
  }
  return shared;
}

async function hasUnknown(db: Db, connection: string, run: string): Promise<boolean> {
  const found = await db
    .selectFrom('stock_levels')
    .select('sku_key')
    .where('connection', '=', connection)
    .where('run', '=', run)
    .where('known', '=', 0)
    .where('wanted', '>', 0)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
