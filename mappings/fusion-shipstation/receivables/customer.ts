/**
 * Whom an order is billed to where its owner is not looked for: its channel's account, else the general one.
 * The trap: an account's number is not the party's number.
 */
import type { Problem, SoldOrder } from '../types.ts';
import type { BillTo, Frame } from './types.ts';

export function channelCustomer(
  { storeId, orderNumber }: Pick<SoldOrder, 'storeId' | 'orderNumber'>,
  { channels, settings }: Pick<Frame, 'channels' | 'settings'>,
): BillTo | { problem: Problem } {
  const own = storeId === undefined ? undefined : channels[storeId]?.customer;
  const found = own ?? settings.customer;
  if (found !== undefined) return { account: found.account, ...(found.site === undefined ? {} : { site: found.site }) };
  const place =
    storeId === undefined
      ? 'syncs.receivablesPosting.customer'
      : `channels."${storeId}".customer or syncs.receivablesPosting.customer`;
  const reason = `order ${orderNumber}${storeId === undefined ? '' : ` of store ${storeId}`} has nobody to be billed: name an account under ${place} in the connection's file, or switch the sync customerAlignment on`;
  return { problem: { cause: 'customer-unknown', reason } };
}
