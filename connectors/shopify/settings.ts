/**
 * What a connection's file says about Shopify, under `shopify`. The descriptions become the JSON Schema of editors.
 * The trap: Shopify serves an expired API version silently as the oldest one it still has; `ping` says when it did.
 */
import { z } from 'zod';

export const API_VERSIONS = ['2026-10', '2026-07'] as const;

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

const plainAddress = (text: string) => {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
};

/** What orders, stock, customers and own fulfilments need; `read_x` is in `write_x`. */
const DEFAULT_SCOPES = [
  'write_orders',
  'read_customers',
  'read_products',
  'write_inventory',
  'read_locations',
  'write_merchant_managed_fulfillment_orders',
];

export const shopifySettingsSchema = z.strictObject({
  shop: z
    .string()
    .regex(SHOP_DOMAIN, 'write the shop’s own domain in small letters, e.g. acme.myshopify.com')
    .describe(
      'The shop’s permanent domain, e.g. acme.myshopify.com (Settings > Domains); not the storefront’s address.',
    ),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'an http(s) address' })
    .refine(plainAddress, 'an address without user, password, query or fragment')
    .optional()
    .describe('Address in front of /admin; default https://<shop>. May point at a proxy or a simulator.'),
  apiVersion: z
    .enum(API_VERSIONS)
    .default('2026-10')
    .describe('Version of the Admin API. Only these have been checked against Shopify’s own schema.'),
  timeoutMs: z.int().min(1_000).max(600_000).default(30_000).describe('Milliseconds to wait for one answer.'),
  reservePercent: z
    .int()
    .min(0)
    .max(80)
    .default(10)
    .describe(
      'Percent of the cost bucket that is left to other work of the same app. Sweeps keep 25 more, backfills 50.',
    ),
  scopes: z
    .array(z.string().regex(/^[a-z_]+$/, 'an access scope such as read_orders'))
    .default(DEFAULT_SCOPES)
    .describe('Access scopes that the connection needs; ping tells which are missing. write_x includes read_x.'),
  allOrders: z
    .boolean()
    .default(false)
    .describe('Whether orders older than 60 days are needed (scope read_all_orders).'),
  bulkMaxBytes: z
    .int()
    .min(1_000_000)
    .max(50_000_000_000)
    .default(2_000_000_000)
    .describe('Largest file of a bulk export that is read, in bytes.'),
});

/** As written: everything but `shop` may be missing. */
export type ShopifySettings = z.input<typeof shopifySettingsSchema>;
export type ResolvedShopifySettings = Omit<z.output<typeof shopifySettingsSchema>, 'baseUrl'> & { baseUrl: string };

/** Fills in the defaults. Throws ZodError for settings that are not valid. */
export function resolveShopifySettings(settings: ShopifySettings): ResolvedShopifySettings {
  const given = shopifySettingsSchema.parse(settings);
  return { ...given, baseUrl: (given.baseUrl ?? `https://${given.shop}`).replace(/\/+$/, '') };
}
