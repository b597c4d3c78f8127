/**
 * One delivery from address to durable row: right token, genuine, well-formed, stored, answered; then signalled.
 * The trap: a 2xx tells the sender to forget the delivery, so it may only follow the durable write.
 */
import type { Store } from '../store/contract.ts';
import type { Vault } from '../vault/contract.ts';
import type { Forwarder } from './forwarder.ts';
import type { WebhookHandler } from './handlers/contract.ts';
import { handlerFor } from './handlers/index.ts';
import type { HookDirectory, KnownConnection } from './hook-directory.ts';
import type { IngressMetrics } from './metrics.ts';
import { Rejected } from './rejection.ts';

export type Delivery = {
  connection: string;
  token: string;
  system?: string;
  headers: Record<string, string | string[] | undefined>;
  rawBody: Buffer;
  ip: string;
};

export type ReceiveOptions = {
  store: Pick<Store, 'inbox' | 'stock'>;
  vault: Vault;
  directory: HookDirectory;
  handlers: WebhookHandler[];
  forwarder: Forwarder;
  metrics: IngressMetrics;
  now: () => Date;
  storeTimeoutMs: number;
};

/** Where a body’s seal belongs; the activity that follows the pointer opens it under the same name. */
const inboxContext = (connection: string): string => `inbox/${connection}`;

/** Resolves when the delivery is stored durably; throws Rejected otherwise. */
export async function receive(options: ReceiveOptions, delivery: Delivery): Promise<void> {
  const known = await within(options.storeTimeoutMs, options.directory.find(delivery.connection, delivery.token));
  const handler = known && handlerFor(options.handlers, known.row.pair, delivery.system);
  if (known === undefined || handler === undefined) throw new Rejected(404, 'not-found', 'no such hook address');
  const { headers, rawBody, ip } = delivery;
  const { settings, secret } = known;
  const { isEcho = false, ...accepted } = await handler.accept({
    connection: known.row.id,
    settings,
    headers,
    rawBody,
    ip,
    secret: (name) => within(options.storeTimeoutMs, secret(name)),
    stock: options.store.stock,
  });
  const row = {
    connection: known.row.id,
    system: handler.system,
    ...accepted,
    sealedBody: options.vault.seal(rawBody.toString('utf8'), inboxContext(known.row.id)),
    receivedAt: options.now().toISOString(),
  };
  const { id, duplicate } = await within(options.storeTimeoutMs, options.store.inbox.add(row));
  options.metrics.stored(row.connection, duplicate);
  if (isEcho && !duplicate) {
    // Should this fail, the relay sends it on like any other.
    await options.store.inbox.setState(id, 'done').catch(() => undefined);
  } else if (isAwake(known))
    options.forwarder.offer({ id, connection: row.connection, dedupeKey: row.dedupeKey, system: row.system });
}

/** A paused connection's deliveries wait in the inbox; the relay sends them on when it is live again. */
const isAwake = ({ row }: KnownConnection): boolean => row.mode !== 'paused';

async function within<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`the store took over ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([answer, late.promise]);
  } catch (cause) {
    throw new Rejected(503, 'store-unavailable', 'the inbox cannot be read or written now', { cause });
  } finally {
    clearTimeout(timer);
  }
}
