// Emulates a user-event script that reports saved records to an address.
// Trap: no retry and no ordering, and system-driven changes (an order's status after a fulfilment) are never reported.
import { createHmac, randomUUID } from 'node:crypto';
import { createRng } from '../shared/rng.ts';
import type { WebhookSetup } from './options.ts';
import { schemaOf } from './schema/registry.ts';
import type { Rec, SaveEvent, World, WorldListener } from './world.ts';

const TIMEOUT_MS = 45_000;

function payload(world: World, rec: Rec, event: string): string {
  return JSON.stringify({
    schema: 1,
    eventId: randomUUID(),
    accountId: world.settings.accountId,
    eventType: event,
    recordType: rec.type.toLowerCase(),
    recordId: rec.id,
    externalId: rec.body.externalId,
    createdFrom: rec.body.createdFrom,
    status: rec.body.status,
    executionContext: 'RESTWEBSERVICES',
    userId: '17',
    occurredAt: new Date(world.clock.now()).toISOString(),
  });
}

function headersFor(setup: WebhookSetup, body: string, nowMs: number): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (setup.secret === undefined) return headers;
  if (setup.secretHeader !== undefined) return { ...headers, [setup.secretHeader]: setup.secret };
  const timestamp = String(Math.floor(nowMs / 1000));
  headers['x-netsuite-timestamp'] = timestamp;
  headers['x-netsuite-signature'] = createHmac('sha256', setup.secret).update(`${timestamp}.${body}`).digest('hex');
  return headers;
}

/** `item` stands for every kind of item, as a script is deployed on all of them. */
function covers(wanted: string, rec: Rec): boolean {
  return wanted.toLowerCase() === rec.type.toLowerCase() || (wanted === 'item' && schemaOf(rec.type).family === 'item');
}

/** A listener that posts events as `current()` says; undefined from it switches the webhook off. */
export function createWebhook(world: World, current: () => WebhookSetup | undefined): WorldListener {
  const rng = createRng(world.settings.seed + 7);
  let held: string | undefined;
  const post = (setup: WebhookSetup, body: string) => {
    const headers = headersFor(setup, body, world.clock.now());
    // Nobody waits for the answer and a failure is lost, as in the real script.
    fetch(setup.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
  };
  const emit = (rec: Rec, event: string) => {
    const setup = current();
    if (setup === undefined) return;
    if (setup.recordTypes !== undefined && !setup.recordTypes.some((type) => covers(type, rec))) return;
    if (rng.chance(setup.lossProbability ?? 0)) return;
    const body = payload(world, rec, event);
    if (held === undefined && rng.chance(setup.reorderProbability ?? 0)) {
      held = body;
      return;
    }
    post(setup, body);
    if (rng.chance(setup.duplicateProbability ?? 0)) post(setup, body);
    if (held !== undefined) post(setup, held);
    held = undefined;
  };
  return {
    saved: (rec, event: SaveEvent) => {
      if (event !== 'system') emit(rec, event);
    },
    removed: (rec) => emit(rec, 'delete'),
  };
}
