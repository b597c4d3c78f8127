/**
 * The webhook inbox: what a vendor sent, durable before we answer, once per meaning.
 * The trap: the same delivery can come several times within one transaction; it is folded before it is written.
 */
import { sql } from 'kysely';
import type { InboxRow, InboxState, InboxStore } from './contract.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Db, Trx } from './schema.ts';
import { idAt, instant, instantOfId, withoutNulls } from './values.ts';

type Delivery = Parameters<InboxStore['add']>[0];
type StateChange = { id: string; state: InboxState; workflowId: string | undefined };

const COLUMNS = [
  'id',
  'connection',
  'system',
  'topic',
  'dedupe_key as dedupeKey',
  'received_at as receivedAt',
  'last_received_at as lastReceivedAt',
  'deliveries',
  'state',
  'sealed_body as sealedBody',
  'workflow_id as workflowId',
] as const;

export function createInboxStore(db: Db, group: GroupCommit): InboxStore {
  const add = group.writer(addAll);
  const setState = group.writer(setStates);
  return {
    add: async (delivery) => add({ ...delivery, receivedAt: instant(delivery.receivedAt) }),
    async get(id) {
      const row = await db.selectFrom('inbox').select(COLUMNS).where('id', '=', id).executeTakeFirst();
      return row && withoutNulls(row);
    },
    setState: (id, state, workflowId) => setState({ id, state, workflowId }),
    async pending(olderThan, limit, only) {
      if (only?.length === 0) return [];
      const rows = await db
        .selectFrom('inbox')
        .select(COLUMNS)
        // Spelt out: a bound parameter would keep the databases from using the index of stored rows.
        .where('state', '=', sql.lit('stored' as InboxState))
        .where('last_received_at', '<', instant(olderThan))
        .$if(only !== undefined, (query) => query.where('connection', 'in', only ?? []))
        .orderBy('last_received_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(withoutNulls);
    },
    range: (query) => range(db, query),
    counts: (connection) => counts(db, connection),
    prune: (connection, before) => prune(db, connection, before),
  };
}

type Folded = { id: string; first: Delivery; lastReceivedAt: string; deliveries: number };

async function addAll(trx: Trx, deliveries: Delivery[]): Promise<{ id: string; duplicate: boolean }[]> {
  const folded = fold(deliveries);
  const ids = await upsert(trx, [...folded.values()]);
  const seen = new Set<string>();
  return deliveries.map((delivery) => {
    const key = keyOf(delivery);
    const id = ids.get(key) ?? '';
    // New is only the first delivery of a row that came in under the id we gave it.
    const duplicate = seen.has(key) || id !== folded.get(key)?.id;
    seen.add(key);
    return { id, duplicate };
  });
}

function fold(deliveries: Delivery[]): Map<string, Folded> {
  const folded = new Map<string, Folded>();
  for (const delivery of deliveries) {
    const key = keyOf(delivery);
    const known = folded.get(key);
    if (!known) {
      const { receivedAt } = delivery;
      folded.set(key, { id: idAt(receivedAt), first: delivery, lastReceivedAt: receivedAt, deliveries: 1 });
      continue;
    }
    known.deliveries += 1;
    if (delivery.receivedAt > known.lastReceivedAt) known.lastReceivedAt = delivery.receivedAt;
  }
  // Always in the same order, so that two processes never wait for each other's rows crosswise.
  return new Map([...folded].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function upsert(trx: Trx, rows: Folded[]): Promise<Map<string, string>> {
  const written = await trx
    .insertInto('inbox')
    .values(
      rows.map(({ id, first, lastReceivedAt, deliveries }) => ({
        id,
        connection: first.connection,
        system: first.system,
        topic: first.topic,
        dedupe_key: first.dedupeKey,
        received_at: first.receivedAt,
        last_received_at: lastReceivedAt,
        deliveries,
        state: 'stored' as const,
        sealed_body: first.sealedBody,
        workflow_id: null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['connection', 'dedupe_key']).doUpdateSet((eb) => ({
        deliveries: eb('inbox.deliveries', '+', eb.ref('excluded.deliveries')),
        last_received_at: eb
          .case()
          .when('excluded.last_received_at', '>', eb.ref('inbox.last_received_at'))
          .then(eb.ref('excluded.last_received_at'))
          .else(eb.ref('inbox.last_received_at'))
          .end(),
        state: 'stored',
      })),
    )
    .returning(['id', 'connection', 'dedupe_key as dedupeKey'])
    .execute();
  return new Map(written.map((row) => [keyOf(row), row.id]));
}

function keyOf({ connection, dedupeKey }: { connection: string; dedupeKey: string }): string {
  return `${connection}\n${dedupeKey}`;
}

async function setStates(trx: Trx, changes: StateChange[]): Promise<undefined[]> {
  for (const { id, state, workflowId } of changes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    await trx
      .updateTable('inbox')
      .set({ state, ...(workflowId === undefined ? {} : { workflow_id: workflowId }) })
      .where('id', '=', id)
      // The workflow may have said `done` before we come to say that it was signalled.
      .$if(state === 'signalled', (query) => query.where('state', '=', 'stored'))
      .execute();
  }
  return changes.map(() => undefined);
}

async function range(db: Db, query: Parameters<InboxStore['range']>[0]): Promise<InboxRow[]> {
  const { connection, from, to, topic, after, limit } = query;
  const rows = await db
    .selectFrom('inbox')
    .select(COLUMNS)
    .where('connection', '=', connection)
    .where('received_at', '>=', instant(from))
    .where('received_at', '<=', instant(to))
    .$if(topic !== undefined, (rest) => rest.where('topic', '=', topic ?? ''))
    // The id holds the time of receipt, so it alone says where the last page ended.
    .$if(after !== undefined, (rest) =>
      rest.where((eb) => eb(eb.refTuple('received_at', 'id'), '>', eb.tuple(instantOfId(after ?? ''), after ?? ''))),
    )
    .orderBy('received_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(withoutNulls);
}

async function counts(db: Db, connection: string): ReturnType<InboxStore['counts']> {
  const rows = await db
    .selectFrom('inbox')
    .select((eb) => ['state', eb.fn.countAll().as('rows'), eb.fn.sum('deliveries').as('deliveries')])
    .where('connection', '=', connection)
    .groupBy('state')
    .execute();
  const result = { stored: 0, signalled: 0, done: 0, deliveries: 0 };
  for (const row of rows) {
    result[row.state] = Number(row.rows);
    result.deliveries += Number(row.deliveries);
  }
  return result;
}

/** In pages, so that no long lock keeps webhooks waiting. */
async function prune(db: Db, connection: string, before: string): Promise<number> {
  for (let gone = 0; ; ) {
    const page = await db
      .selectFrom('inbox')
      .select('id')
      .where('connection', '=', connection)
      .where('state', '=', 'done')
      .where('last_received_at', '<', instant(before))
      .limit(PRUNE_PAGE)
      .execute();
    const ids = page.map((row) => row.id);
    if (ids.length === 0) return gone;
    await db.deleteFrom('inbox').where('id', 'in', ids).where('state', '=', 'done').execute();
    gone += ids.length;
  }
}

const PRUNE_PAGE = 500;
