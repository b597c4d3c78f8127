/**
 * Event notifications that a script in the NetSuite account sends when a record is saved: a hint, never the truth.
 * The trap: NetSuite has no signature of its own; what proves the sender is a secret of ours, in a header as it is or as an
 * HMAC over time and body, and everything is refused while none is set.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { z } from 'zod';
import type { ResolvedNetSuiteSettings } from './settings.ts';

/** Why a delivery is turned away, with the HTTP status that says so. */
export class PushRejected extends Error {
  readonly status: 400 | 401 | 403 | 422;
  readonly reason: 'malformed' | 'secret-missing' | 'secret-wrong' | 'stale' | 'address' | 'unknown-type';

  constructor(status: PushRejected['status'], reason: PushRejected['reason'], detail: string) {
    super(detail);
    this.name = 'PushRejected';
    this.status = status;
    this.reason = reason;
  }
}

/** `recordType` is lower case without separators, e.g. `salesorder`. */
export type PushEvent = {
  eventId?: string;
  eventType: string;
  recordType: string;
  recordId: string;
  externalId?: string;
  createdFrom?: string;
  occurredAt?: string;
};

export type PushDelivery = {
  headers: Record<string, string | string[] | undefined>;
  rawBody: Buffer;
  /** Whence it came, as the front door sees it. */
  ip: string;
};

const TIMESTAMP_HEADER = 'x-netsuite-timestamp';
const SIGNATURE_HEADER = 'x-netsuite-signature';
const MOST_AGE_MS = 5 * 60_000;
const MOST_EVENTS = 1_000;

/** Records whose changes mean something to a sync. */
const KNOWN = new Set([
  ...['salesorder', 'customer', 'invoice', 'itemfulfillment', 'purchaseorder', 'item', 'inventoryitem'],
  ...['noninventoryitem', 'assemblyitem', 'kititem', 'serviceitem', 'lotnumberedinventoryitem', 'returnauthorization'],
  ...['serializedinventoryitem', 'inventoryadjustment', 'inventorytransfer', 'itemreceipt', 'creditmemo'],
]);

const text = z.union([z.string(), z.number()]).transform(String);
const optionalText = text.nullish().transform((value) => (value === null || value === '' ? undefined : value));
const eventSchema = z.looseObject({
  eventId: optionalText,
  accountId: optionalText,
  eventType: optionalText,
  recordType: optionalText,
  type: optionalText,
  recordId: optionalText,
  id: optionalText,
  externalId: optionalText,
  createdFrom: optionalText,
  occurredAt: optionalText,
});

/** Throws PushRejected unless the delivery proves that it knows the secret and comes from an allowed address. */
export function verifyPush(
  push: ResolvedNetSuiteSettings['push'],
  secret: string | undefined,
  delivery: PushDelivery,
  now: Date,
): void {
  if (push.allowFrom.length > 0 && !isAllowed(push.allowFrom, delivery.ip))
    throw new PushRejected(403, 'address', 'the sender’s address is not on the list');
  if (secret === undefined) throw new PushRejected(401, 'secret-missing', 'no secret for NetSuite’s events is set');
  const given = single(delivery.headers[push.header.toLowerCase()]);
  const signature = single(delivery.headers[SIGNATURE_HEADER]);
  if (given !== undefined) {
    if (!isSame(given, secret)) throw new PushRejected(401, 'secret-wrong', `the secret in ${push.header} is wrong`);
  } else if (signature !== undefined) verifySignature(secret, signature, delivery, now);
  else throw new PushRejected(401, 'secret-missing', `neither ${push.header} nor a signature was sent`);
}

function verifySignature(secret: string, signature: string, delivery: PushDelivery, now: Date): void {
  const timestamp = single(delivery.headers[TIMESTAMP_HEADER]) ?? '';
  const signed = createHmac('sha256', secret).update(`${timestamp}.`).update(delivery.rawBody).digest('hex');
  if (!isSame(signature.toLowerCase(), signed)) throw new PushRejected(401, 'secret-wrong', 'the signature is wrong');
  const ageMs = Math.abs(now.getTime() - Number(timestamp) * 1_000);
  if (!(ageMs <= MOST_AGE_MS)) throw new PushRejected(401, 'stale', 'the signature is too old');
}

/** Compares digests, so that neither length nor content shows in the time. */
function isSame(given: string, wanted: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

function isAllowed(networks: readonly string[], ip: string): boolean {
  const address = ip.startsWith('::ffff:') ? ip.slice('::ffff:'.length) : ip;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', prefix] = network.split('/');
    const family = isIPv6(base) ? 'ipv6' : 'ipv4';
    list.addSubnet(base, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** One event, or a list of them. Throws PushRejected for anything that is not one of ours. */
export function parsePush(account: string, rawBody: Buffer): PushEvent[] {
  const given = jsonOf(rawBody);
  const list = Array.isArray(given) ? given : [given];
  if (list.length === 0 || list.length > MOST_EVENTS)
    throw new PushRejected(400, 'malformed', `${list.length} events in one delivery`);
  return list.map((one) => eventOf(account, one));
}

function jsonOf(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new PushRejected(400, 'malformed', 'the body is not JSON');
  }
}

function eventOf(account: string, given: unknown): PushEvent {
  const read = eventSchema.safeParse(given);
  if (!read.success) throw new PushRejected(400, 'malformed', 'an event is not an object with ids as text');
  const { eventId, accountId, eventType, externalId, createdFrom, occurredAt } = read.data;
  const recordType = plainType(read.data.recordType ?? read.data.type ?? '');
  const recordId = read.data.recordId ?? read.data.id;
  if (recordId === undefined || recordType === '')
    throw new PushRejected(400, 'malformed', 'an event names no recordType or no recordId');
  if (!KNOWN.has(recordType)) throw new PushRejected(422, 'unknown-type', 'a record type that no sync knows');
  if (accountId !== undefined && plainType(accountId) !== plainType(account))
    throw new PushRejected(400, 'malformed', 'the event is of another account');
  return {
    eventType: (eventType ?? 'edit').toLowerCase(),
    recordType,
    recordId,
    ...(eventId === undefined ? {} : { eventId }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(createdFrom === undefined ? {} : { createdFrom }),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
}

/** `SalesOrder`, `sales_order` and `salesorder` are one; so are `123456_SB1` and `123456-sb1`. */
const plainType = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
