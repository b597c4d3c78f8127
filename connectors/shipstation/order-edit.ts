/**
 * Reading an order whole and putting it back changed. V1 has no partial update: what a body leaves out is cleared, so the
 * object is kept just as it came and only the wanted members are replaced.
 * The trap: two writers cannot be told apart by V1; whoever writes compares `modifyDate` just before, and reads back.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { ADDRESS_MEMBERS, address } from './schemas-address.ts';
import { id, list, optionalText } from './schemas-parts.ts';
import { instant, v1OrderOptions } from './schemas-v1.ts';
import type { OrderAddress, OrderChange, OrderDetail, RawOrder } from './types.ts';

/** Only ShipStation sets these; sent back they would be noise at best. */
const READ_ONLY = [
  'customerId',
  'orderTotal',
  'createDate',
  'modifyDate',
  'externallyFulfilled',
  'externallyFulfilledBy',
  'externallyFulfilledById',
  'externallyFulfilledByName',
  'labelMessages',
];
const READ_ONLY_OPTIONS = ['mergedOrSplit', 'mergedIds', 'parentId'];
const CUSTOM_FIELDS = ['customField1', 'customField2', 'customField3'] as const;

const detail = z
  .object({
    orderId: id,
    orderNumber: optionalText,
    orderKey: optionalText,
    orderStatus: z.string(),
    createDate: instant,
    modifyDate: z.string(),
    customerUsername: optionalText,
    customerEmail: optionalText,
    billTo: address,
    shipTo: address,
    advancedOptions: v1OrderOptions,
    tagIds: list(id),
  })
  .transform((raw): OrderDetail => {
    const { createDate, advancedOptions, ...same } = raw;
    const modifiedAt = instant.safeParse(raw.modifyDate).data;
    return compact({
      ...same,
      orderNumber: raw.orderNumber ?? '',
      createdAt: createDate,
      modifiedAt: modifiedAt ?? createDate,
      ...advancedOptions,
    });
  });

const whole = z.record(z.string(), z.unknown());
const both = whole.transform((raw, context) => {
  const read = detail.safeParse(raw);
  if (read.success) return { raw, detail: read.data };
  for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/** undefined for 404: deleted, or merged into another order. */
export async function readOrderWhole(
  v1: Caller,
  orderId: string,
): Promise<{ raw: RawOrder; detail: OrderDetail } | undefined> {
  const path = `/orders/${encodeURIComponent(orderId)}`;
  return v1.read(both, { method: 'GET', path }).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.type === 'NotFound') return undefined;
    throw error;
  });
}

/** Puts the order back with these members changed; `''` clears one. The answer is the order as it is kept now. */
export async function replaceOrder(v1: Caller, raw: RawOrder, change: OrderChange): Promise<OrderDetail> {
  const json = changedOrder(raw, change);
  return v1.read(detail, { method: 'POST', path: '/orders/createorder', json, write: true });
}

/** The body of a replacement. Names the order by id and key, as split and merged ones ask for. */
export function changedOrder(raw: RawOrder, change: OrderChange): Record<string, unknown> {
  const { customerUsername, billTo, shipTo, ...fields } = change;
  const options = without(whole.safeParse(raw.advancedOptions).data ?? {}, READ_ONLY_OPTIONS);
  for (const name of CUSTOM_FIELDS) if (fields[name] !== undefined) options[name] = orNull(fields[name]);
  return {
    ...without(raw, READ_ONLY),
    ...(customerUsername === undefined ? {} : { customerUsername: orNull(customerUsername) }),
    ...(billTo === undefined ? {} : { billTo: changedAddress(billTo) }),
    ...(shipTo === undefined ? {} : { shipTo: changedAddress(shipTo) }),
    advancedOptions: options,
  };
}

/** A changed address was never verified, and whether it is a home is not known. */
const changedAddress = (wanted: OrderAddress) => ({
  ...Object.fromEntries(ADDRESS_MEMBERS.map((name) => [name, orNull(wanted[name] ?? '')])),
  residential: null,
});

const orNull = (text: string) => (text === '' ? null : text);

const without = (record: RawOrder, names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

/** Adding a tag that is there, or removing one that is not, changes nothing. */
export async function setTag(v1: Caller, orderId: string, tagId: string, present: boolean): Promise<void> {
  const path = present ? '/orders/addtag' : '/orders/removetag';
  const json = { orderId: Number(orderId), tagId: Number(tagId) };
  await v1.read(z.object({ success: z.literal(true) }), { method: 'POST', path, json, write: true });
}

const tags = z.array(z.object({ tagId: id, name: optionalText }));

/** The account's tags; the API can make none. */
export async function listTags(v1: Caller): Promise<{ tagId: string; name: string }[]> {
  const rows = await v1.read(tags, { method: 'GET', path: '/accounts/listtags' });
  return rows.flatMap(({ tagId, name }) => (name === undefined ? [] : [{ tagId, name }]));
}
