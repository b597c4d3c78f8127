/**
 * Takes a connection out: its webhooks at the vendor, its Schedules, its running workflows, its secrets. Audit ledger, records
 * and the names of what was written stay, so that a connection of the same id never writes anything a second time.
 * The trap: secrets go last. With them gone the vendor's subscriptions could not be taken back any more.
 */
import type { Client } from '@temporalio/client';
import type { Connection } from '../../settings/connection.ts';
import type { RecordRow, Store } from '../../store/contract.ts';
import type { Vault } from '../../vault/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { hookUrl, readHookToken } from './hook-address.ts';
import { presentSchedules } from './schedules.ts';
import { waitingRecords } from './wake-waiting.ts';
import { applyWebhooks, planWebhooks, type WebhookWork } from './webhooks.ts';

type Tools = { store: Store; vault: Vault; client: Client; publicUrl: string };
export type Removal = { connection: Connection; schedules: string[]; running: string[]; webhooks: WebhookWork };

/** Reads only. Throws what a vendor or Temporal refuses; `withWebhooks: false` leaves the vendor alone. */
export async function planRemoval(
  { store, vault, client, publicUrl }: Tools,
  connection: Connection,
  withWebhooks: boolean,
): Promise<Removal> {
  const token = await readHookToken(store, vault, connection.id);
  const url = hookUrl(publicUrl, connection.id, token ?? '');
  const question = { keeper: { store, vault }, connection, publicUrl, url, none: true } as const;
  const running: string[] = [];
  const query = `${SEARCH_ATTRIBUTES.connection.name} = '${connection.id}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) running.push(workflowId);
  return {
    connection,
    schedules: await presentSchedules(client, connection),
    running,
    webhooks: withWebhooks
      ? await planWebhooks(question)
      : { kind: 'left', reason: 'left alone as asked (--no-webhooks)' },
  };
}

/** Answers how many records that waited were closed as skipped. */
export async function executeRemoval({ store, client }: Tools, plan: Removal, by: string): Promise<number> {
  const { connection, schedules, running, webhooks } = plan;
  const { id } = connection;
  await store.connections.setMode(id, 'paused');
  await applyWebhooks(webhooks);
  for (const scheduleId of schedules) await client.schedule.getHandle(scheduleId).delete();
  for (const workflowId of running) await terminated(client, workflowId, `connection ${id} was removed by ${by}`);
  const closed = await closeWaiting(store, id);
  await noteRemoval(store, id, `removed by ${by}; ${closed} waiting records closed`);
  await store.connections.remove(id);
  return closed;
}

async function terminated(client: Client, workflowId: string, why: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).terminate(why);
  } catch (error) {
    // It ended by itself meanwhile.
    if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
  }
}

async function closeWaiting(store: Store, connection: string): Promise<number> {
  const rows: RecordRow[] = [];
  for await (const row of waitingRecords(store, { connection })) rows.push(row);
  for (const { cause: _cause, reason, ...row } of rows) {
    const summary = `the connection was removed; it waited because: ${reason ?? 'not told'}`;
    await store.records.put({ ...row, status: 'skipped', summary, at: new Date().toISOString() });
  }
  return rows.length;
}

const noteRemoval = (store: Store, connection: string, summary: string): Promise<void> =>
  store.ledger.append([
    {
      ...{ connection, sync: 'connection', recordKey: '-', workflowId: '-', runId: '-' },
      ...{ kind: 'action', step: 'remove', outcome: 'ok', at: new Date().toISOString(), summary },
    },
  ]);
