/**
 * What a connection's file says about ShipStation. The descriptions become the JSON Schema that editors show.
 * The trap: no transforms here, or the JSON Schema cannot be made.
 */
import { z } from 'zod';

const compiles = (source: string) => {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
};

const plainAddress = (text: string) => {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
};

const address = z
  .url({ protocol: /^https?$/, error: 'an http(s) address' })
  .refine(plainAddress, 'an address without user, password, query or fragment');

export const shipStationSettingsSchema = z.strictObject({
  v1BaseUrl: address
    .default('https://ssapi.shipstation.com')
    .describe('Address of the V1 API (orders, shipments, fulfillments, stores). May point at a proxy or a simulator.'),
  v2BaseUrl: address
    .default('https://api.shipstation.com')
    .describe('Address of the V2 API, without /v2. Used only when a V2 key is set.'),
  jwksUrl: address
    .default('https://api.shipengine.com/jwks')
    .describe('Where the public keys that sign V2 webhooks are published.'),
  pointerHosts: z
    .array(z.string().min(1).refine(compiles, 'not a regular expression'))
    .default(['^ssapi\\d*\\.shipstation\\.com$', '^api\\.shipstation\\.com$'])
    .describe(
      'Regular expressions of host names that ShipStation itself writes into the resource_url of webhooks, besides the two addresses above. Each must match the whole host name. Calls always go to the addresses above.',
    ),
  storeIds: z
    .array(z.string().regex(/^\d+$/, 'a store id is digits, in quotes'))
    .default([])
    .describe('Only these ShipStation stores, by store id in quotes. Empty means all stores.'),
  reservePerMinute: z
    .int()
    .min(0)
    .max(39)
    .default(4)
    .describe('Calls of each rate window that are left to other tools on the same API key.'),
  timeoutMs: z.int().min(100).max(600_000).default(30_000).describe('Milliseconds to wait for one answer.'),
  pageSize: z
    .int()
    .min(1)
    .max(500)
    .default(500)
    .describe('Rows per page asked of V1 (at most 500). V2 is asked for the same, but never more than 100.'),
});

export type ShipStationSettings = z.output<typeof shipStationSettingsSchema>;
