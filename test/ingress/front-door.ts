// A front door over a real store in a temporary folder, with a Temporal that only records and may be made to fail.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { IngressLimits } from '../../ingress/limits.ts';
import { createIngressMetrics } from '../../ingress/metrics.ts';
import { createRelay } from '../../ingress/relay.ts';
import { createIngress } from '../../ingress/server.ts';
import type { StoredPointer } from '../../ingress/starter.ts';
import { createMetrics } from '../../runtime/metrics.ts';
import type { ConnectionMode, InboxRow, Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';
import { pointerWorkflowId } from '../../workflows/ids.ts';

export const TOKEN = 'a-token-of-forty-three-characters-as-they-are';
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A V1 delivery; the batch makes it a different one. */
export const pointerBody = (batchId: number | string, type = 'ITEM_SHIP_NOTIFY'): string =>
  JSON.stringify({
    resource_url: `https://ssapi6.shipstation.com/shipments?batchId=${batchId}&includeShipmentItems=True`,
    resource_type: type,
  });

/** What the tests hold in hand instead of a Temporal server. */
export type FakeTemporal = {
  sent: StoredPointer[];
  /** Each call rejects while true. */
  away: boolean;
  /** The id of a row whose calls always reject. */
  refuse: string | undefined;
  /** While set, calls wait for it. */
  gate: Promise<void> | undefined;
  mostAtOnce: number;
  calls: number;
};

export type FrontDoorOptions = {
  limits?: Partial<IngressLimits>;
  /** The section `shipstation`. */
  settings?: object;
  /** Further sections. */
  sections?: object;
  pair?: string;
  relay?: { olderThanMs?: number; page?: number; intervalMs?: number };
};

export type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>;

export async function openFrontDoor(options: FrontDoorOptions = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'ingress-'));
  const storeFile = join(dir, 'store.db');
  const store = await openStore({ path: storeFile });
  const { ring } = loadKeyRing({ masterKey: generateMasterKey() });
  const vault = await createVault(ring);
  const logLines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) });
  const shared = createMetrics();
  const temporal: FakeTemporal = { sent: [], away: false, refuse: undefined, gate: undefined, mostAtOnce: 0, calls: 0 };
  const clock = { aheadMs: 0 };
  const now = () => new Date(Date.now() + clock.aheadMs);
  const ingress = createIngress({
    store,
    vault,
    log,
    now,
    start: createFakeStarter(temporal),
    metrics: createIngressMetrics(shared),
    limits: { rememberMs: 0, ...options.limits },
  });
  const relay = createRelay({ store, forwarder: ingress.forwarder, log, now, olderThanMs: 0, ...options.relay });
  const url = await ingress.listen({ host: '127.0.0.1', port: 0 });
  const connect = (id: string, mode: ConnectionMode = 'live') =>
    addConnection(store, id, mode, options.settings, options.sections, options.pair);
  await connect('acme');
  const hookUrl = (connection = 'acme', token = TOKEN) => `${url}/hooks/${connection}/${token}`;
  return {
    url,
    storeFile,
    store,
    vault,
    ingress,
    relay,
    registry: shared.registry,
    temporal,
    clock,
    logLines,
    connect,
    hookUrl,
    post: (body: string | Buffer, headers: Record<string, string> = {}, to = hookUrl()) =>
      fetch(to, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers }),
    rows: (connection = 'acme') => allRows(store, connection),
    close: async () => {
      await relay.stop();
      await ingress.close();
      await store.close().catch(() => undefined);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function createFakeStarter(temporal: FakeTemporal) {
  let running = 0;
  return async (pointer: StoredPointer): Promise<string> => {
    running += 1;
    temporal.calls += 1;
    temporal.mostAtOnce = Math.max(temporal.mostAtOnce, running);
    await (temporal.gate ?? new Promise(setImmediate));
    running -= 1;
    if (temporal.away) throw new Error('14 UNAVAILABLE: no connection');
    if (pointer.id === temporal.refuse) throw new Error('3 INVALID_ARGUMENT');
    temporal.sent.push(pointer);
    return pointerWorkflowId(pointer.connection, pointer.dedupeKey);
  };
}

export async function addConnection(
  store: Store,
  id: string,
  mode: ConnectionMode,
  settings: object = {},
  sections: object = {},
  pair = 'netsuite-shipstation',
) {
  const text = JSON.stringify({ id, shipstation: settings, ...sections });
  await store.connections.put({ id, pair, mode, settings: text });
  await store.hookTokens.put(id, sha256(TOKEN));
}

export const allRows = (store: Store, connection: string): Promise<InboxRow[]> =>
  store.inbox.range({ connection, from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z', limit: 10_000 });

/** Looks until `fits`; the test's own time limit ends it otherwise. */
export async function eventually<T>(look: () => T | Promise<T>, fits: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (fits(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
