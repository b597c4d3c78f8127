/**
 * What the processes count, for Prometheus; every name starts with `mlc_`.
 * The trap: labels are few and fixed (connection, sync, outcome, cause): never an order number, a customer or a path,
 * which would be personal data and would make a new time series for each order.
 */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** One set per process; tests make their own, so that counts never leak between them. */
export function createMetrics() {
  const registry = new Registry();
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `mlc_${name}`, help, labelNames, registers: [registry] });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge({ name: `mlc_${name}`, help, labelNames, registers: [registry] });
  return {
    registry,
    effectsTotal: counter('effects_total', 'Writes to vendors, by how they ended', ['connection', 'sync', 'outcome']),
    duplicatesPreventedTotal: counter(
      'duplicates_prevented_total',
      'Writes not repeated: the effect was there already',
      ['connection', 'sync'],
    ),
    foundBySweepTotal: counter('found_by_sweep_total', 'Records that no webhook had told us about', [
      'connection',
      'sync',
    ]),
    throttledTotal: counter('throttled_total', 'Calls that a vendor refused or we held back for its rate limit', [
      'connection',
      'system',
    ]),
    webhooksReceivedTotal: counter('webhooks_received_total', 'Webhook deliveries, by what became of them', [
      'connection',
      'outcome',
    ]),
    waiting: gauge('waiting', 'Records that wait for a person or a change', ['connection', 'sync', 'cause']),
    oldestWaitingSeconds: gauge('oldest_waiting_seconds', 'Age of the record that waits longest', [
      'connection',
      'sync',
    ]),
    reconUnexplained: gauge('recon_unexplained', 'Differences that the last reconciliation could not explain', [
      'connection',
      'stream',
    ]),
    inboxPending: gauge('inbox_pending', 'Webhooks stored and not yet handed to Temporal', ['connection']),
    rateBudgetRemaining: gauge('rate_budget_remaining', "Calls left in the vendor's present window", [
      'connection',
      'system',
    ]),
    tokenExpiresSeconds: gauge('token_expires_seconds', 'Time left of the access token in use', [
      'connection',
      'system',
    ]),
    certExpiresSeconds: gauge('cert_expires_seconds', 'Time left of the certificate that we sign in with', [
      'connection',
      'system',
    ]),
    webhookSubscriptionOk: gauge(
      'webhook_subscription_ok',
      '1 = the webhook subscriptions stood when last looked at, within the hour; 0 = nobody could tell since',
      ['connection', 'system'],
    ),
    connectionParked: gauge('connection_parked', '1 = the connection is parked (credentials, permissions)', [
      'connection',
    ]),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

type WaitingCount = { connection: string; sync: string; status: string; cause?: string; count: number; oldest: string };

/** Fills `waiting` and `oldest_waiting_seconds` from the store's counts; what waits no more disappears. */
export function setWaiting(metrics: Metrics, counts: readonly WaitingCount[], now: Date): void {
  metrics.waiting.reset();
  metrics.oldestWaitingSeconds.reset();
  const oldest = new Map<string, { connection: string; sync: string; seconds: number }>();
  for (const { connection, sync, cause, count, oldest: since } of counts.filter(({ status }) => status === 'waiting')) {
    metrics.waiting.set({ connection, sync, cause: cause ?? 'unknown' }, count);
    const seconds = Math.max(0, (now.getTime() - Date.parse(since)) / 1000);
    const key = `${connection}/${sync}`;
    if (seconds >= (oldest.get(key)?.seconds ?? 0)) oldest.set(key, { connection, sync, seconds });
  }
  for (const { connection, sync, seconds } of oldest.values()) {
    metrics.oldestWaitingSeconds.set({ connection, sync }, seconds);
  }
}

/** Fills `recon_unexplained` from the last finished comparison of each connection. */
export function setUnexplained(
  metrics: Metrics,
  last: readonly { connection: string; streams: readonly { stream: string; unexplained: number }[] }[],
): void {
  metrics.reconUnexplained.reset();
  for (const { connection, streams } of last) {
    for (const { stream, unexplained } of streams) metrics.reconUnexplained.set({ connection, stream }, unexplained);
  }
}

/** Fills `connection_parked` with all connections that there are. */
export function setParked(metrics: Metrics, connections: readonly { id: string; parked?: unknown }[]): void {
  metrics.connectionParked.reset();
  for (const { id, parked } of connections)
    metrics.connectionParked.set({ connection: id }, parked === undefined ? 0 : 1);
}

/** What runs out, and what stands, of one connection. */
export type ConnectionHealth = {
  connection: string;
  /** Instants at which they end, by system. */
  tokens: Record<string, string>;
  certificates: Record<string, string>;
  /** Calls left, by system. */
  budgets: Record<string, number>;
  subscriptions: Record<string, boolean>;
};

/** Fills the gauges of tokens, certificates, budgets and subscriptions; what is known no more disappears. */
export function setHealth(metrics: Metrics, rows: readonly ConnectionHealth[], now: Date): void {
  const { tokenExpiresSeconds, certExpiresSeconds, rateBudgetRemaining, webhookSubscriptionOk } = metrics;
  for (const one of [tokenExpiresSeconds, certExpiresSeconds, rateBudgetRemaining, webhookSubscriptionOk]) one.reset();
  const secondsTo = (instant: string) => Math.round((Date.parse(instant) - now.getTime()) / 1000);
  for (const { connection, tokens, certificates, budgets, subscriptions } of rows) {
    for (const [system, at] of Object.entries(tokens)) tokenExpiresSeconds.set({ connection, system }, secondsTo(at));
    for (const [system, at] of Object.entries(certificates))
      certExpiresSeconds.set({ connection, system }, secondsTo(at));
    for (const [system, left] of Object.entries(budgets)) rateBudgetRemaining.set({ connection, system }, left);
    for (const [system, isOk] of Object.entries(subscriptions))
      webhookSubscriptionOk.set({ connection, system }, isOk ? 1 : 0);
  }
}

/** Node's own figures (memory, event loop lag, …), once per process. */
export const collectNodeMetrics = (metrics: Metrics): void => collectDefaultMetrics({ register: metrics.registry });
