/**
 * Webhooks that carry their news themselves (all but ShipStation's pointers): which records they mean, and a wake for each.
 * The trap: the body is a hint and may be old; only its keys are used, everything else is read anew.
 */
import { Context } from '@temporalio/activity';
import { ConnectorError } from '../connectors/http/errors.ts';
import type { InboxRow } from '../store/contract.ts';
import type { System } from '../workflows/manifest.ts';
import type { OpenConnection } from './connection-registry.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor } from './ledger-entries.ts';
import { routeNetSuiteEvent } from './netsuite-events.ts';
import type { PointerAnswer, PointerRequest } from './pointers.ts';
import { routeShipBobEvent } from './shipbob-events.ts';
import { routeShopifyEvent } from './shopify-events.ts';
import type { WakeRow } from './sync-sources.ts';
import { wakeRecords } from './wake.ts';

/** Which records an event means; empty = nothing of ours. `body` is the parsed JSON as it came. */
export type EventRouter = (event: {
  deps: ActivityDeps;
  open: OpenConnection;
  /** The body as it came, and parsed; long numbers lose digits in the latter. */
  text: string;
  body: unknown;
  row: InboxRow;
}) => Promise<{ sync: string; rows: WakeRow[] }[]>;

const ROUTERS: Partial<Record<System, EventRouter>> = {
  netsuite: routeNetSuiteEvent,
  shopify: routeShopifyEvent,
  shipbob: routeShipBobEvent,
};

export async function routeEvent(deps: ActivityDeps, request: PointerRequest): Promise<PointerAnswer> {
  const row = await deps.store.inbox.get(request.inboxId);
  if (row === undefined)
    throw new ConnectorError({
      type: 'NotFound',
      system: 'ml-connector',
      message: `inbox row ${request.inboxId} is gone`,
    });
  const open = await deps.connections.get(request.connection);
  const router = Object.entries(ROUTERS).find(([system]) => system === row.system)?.[1];
  const text = deps.vault.open(row.sealedBody, `inbox/${row.connection}`);
  const body: unknown = JSON.parse(text);
  let records = 0;
  for (const { sync, rows } of (await router?.({ deps, open, text, body, row })) ?? []) {
    const keys = await wakeRecords(deps, { connection: request.connection, sync }, rows, 'webhook');
    if (keys.length > 0) await noteEvents(deps, row, sync, keys);
    records += keys.length;
  }
  return { rows: Math.max(records, 1), orders: records, topic: row.topic };
}

async function noteEvents(deps: ActivityDeps, row: InboxRow, sync: string, keys: string[]): Promise<void> {
  const entries = keys.map((recordKey) =>
    entryFor(Context.current(), { connection: row.connection, sync, recordKey }, deps.now(), {
      kind: 'event',
      outcome: 'ok',
      step: row.topic,
      system: row.system,
      sourceTime: row.receivedAt,
      summary: `webhook ${row.topic} arrived`,
    }),
  );
  await deps.store.ledger.append(entries);
}
