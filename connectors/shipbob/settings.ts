/**
 * What a connection's file says about ShipBob, under `shipbob`. The descriptions become the JSON Schema of editors.
 * The trap: an OAuth grant of the sandbox works only with both sandbox addresses; data never moves between the two.
 */
import { z } from 'zod';

export const API_VERSIONS = ['2026-07', '2026-01'] as const;

const PRODUCTION = { baseUrl: 'https://api.shipbob.com', authUrl: 'https://auth.shipbob.com' };
const SANDBOX = { baseUrl: 'https://sandbox-api.shipbob.com', authUrl: 'https://authstage.shipbob.com' };

const plainAddress = (text: string) => {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
};

const address = z
  .url({ protocol: /^https?$/, error: 'an http(s) address' })
  .refine(plainAddress, 'an address without user, password, query or fragment');

const scope = z.string().regex(/^[a-z_]+$/, 'a scope such as orders_read');

/** What the syncs read and write, and a refresh token. */
const DEFAULT_SCOPES = [
  'openid',
  'offline_access',
  'channels_read',
  'orders_read',
  'products_read',
  'inventory_read',
  'receiving_read',
  'receiving_write',
  'returns_read',
  'locations_read',
  'tracking_read',
  'webhooks_read',
  'webhooks_write',
  'billing_read',
];

export const shipBobSettingsSchema = z.strictObject({
  environment: z
    .enum(['production', 'sandbox'])
    .default('production')
    .describe('Which of ShipBob’s two worlds; decides the addresses that are not given below.'),
  baseUrl: address
    .optional()
    .describe('Address of the API without the version; default by environment. May point at a proxy or a simulator.'),
  authUrl: address.optional().describe('Address of the sign-in in front of /connect; default by environment.'),
  apiVersion: z
    .enum(API_VERSIONS)
    .default('2026-07')
    .describe('Version of the API. Webhooks are always subscribed through 2026-07, which knows the receiving topics.'),
  channelId: z
    .string()
    .regex(/^\d{1,10}$/, 'a channel id is digits, in quotes')
    .optional()
    .describe('Id of the channel that writes, in quotes (ping lists them). Without it nothing can be written.'),
  redirectUri: address
    .default('http://127.0.0.1:8976/callback')
    .describe('OAuth only: where the sign-in sends its answer; exactly as registered with the app.'),
  scopes: z
    .array(scope)
    .default(DEFAULT_SCOPES)
    .describe('OAuth: the scopes that are asked for. ping tells which are missing.'),
  integrationName: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('OAuth only: name of the channel that the grant creates; without it the user is asked.'),
  timeoutMs: z.int().min(100).max(600_000).default(30_000).describe('Milliseconds to wait for one answer.'),
  pageSize: z
    .int()
    .min(1)
    .max(250)
    .default(250)
    .describe('Rows per page (at most 250). Receiving orders are asked for 100 at a time at most.'),
  reservePerMinute: z
    .int()
    .min(0)
    .max(140)
    .default(10)
    .describe(
      'Of the 150 calls a minute, those left to other tools on the same token. Sweeps keep 25 %, backfills 50 % more.',
    ),
});

/** As written: everything may be missing. */
export type ShipBobSettings = z.input<typeof shipBobSettingsSchema>;
export type ResolvedShipBobSettings = Omit<z.output<typeof shipBobSettingsSchema>, 'baseUrl' | 'authUrl'> & {
  baseUrl: string;
  authUrl: string;
};

/** Fills in the defaults. Throws ZodError for settings that are not valid. */
export function resolveShipBobSettings(settings: ShipBobSettings): ResolvedShipBobSettings {
  const given = shipBobSettingsSchema.parse(settings);
  const world = given.environment === 'sandbox' ? SANDBOX : PRODUCTION;
  const plain = (text: string) => text.replace(/\/+$/, '');
  return { ...given, baseUrl: plain(given.baseUrl ?? world.baseUrl), authUrl: plain(given.authUrl ?? world.authUrl) };
}
