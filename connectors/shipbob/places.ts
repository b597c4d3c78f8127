/**
 * Fulfilment centres and channels. Both lists are short, so all pages are read.
 * The trap: a personal token's own channel is called SMA or API; other channels of the merchant are listed too.
 */
import { z } from 'zod';
import type { Caller } from './call.ts';
import { allRows, linkedPage } from './paging.ts';
import { channel, fulfillmentCenter } from './schemas-places.ts';
import type { Channel, FulfillmentCenter, ListPage } from './types.ts';

const CHANNELS_PER_PAGE = '250';

export const readFulfillmentCenters = (caller: Caller): Promise<FulfillmentCenter[]> =>
  caller.read(z.array(fulfillmentCenter), { method: 'GET', path: '/fulfillment-center', collection: true });

export function readChannels(caller: Caller): Promise<Channel[]> {
  const listing = { path: '/channel', query: { RecordsPerPage: CHANNELS_PER_PAGE }, row: channel, checks: [] };
  return allRows((cursor): Promise<ListPage<Channel>> => linkedPage(caller, listing, 'Cursor', cursor));
}

/** A channel in which something may be written. */
export const mayWrite = ({ scopes }: Channel): boolean => scopes.some((scope) => scope.endsWith('_write'));
