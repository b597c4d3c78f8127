/**
 * The shop itself, and which version of the API really answered.
 * The trap: a version that Shopify no longer has is answered by its oldest one, without a word but in a header.
 */
import { z } from 'zod';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { SHOP } from './documents/lists.ts';
import type { ShopInfo } from './types.ts';
import { id } from './values.ts';

const answer = z.object({
  shop: z.object({
    id,
    name: z.string(),
    myshopifyDomain: z.string(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
    taxesIncluded: z.boolean(),
    plan: z.object({ publicDisplayName: z.string() }),
  }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }).nullish(),
});

/** `date` is the vendor's clock, from the answer's header. */
export async function readShop(caller: Caller): Promise<ShopInfo & { date?: string }> {
  const { data, headers } = await caller.run(SHOP, {}, answer);
  const { shop } = data;
  return compact({
    id: shop.id,
    name: shop.name,
    domain: shop.myshopifyDomain,
    currency: shop.currencyCode,
    timeZone: shop.ianaTimezone,
    taxesIncluded: shop.taxesIncluded,
    plan: shop.plan.publicDisplayName,
    scopes: (data.currentAppInstallation?.accessScopes ?? []).map(({ handle }) => handle),
    apiVersion: headers['x-shopify-api-version'],
    date: headers.date,
  });
}

/** Of the wanted scopes those that are not granted; `write_x` includes `read_x`. */
export function missingScopes(wanted: readonly string[], granted: readonly string[]): string[] {
  const has = new Set(granted);
  return wanted.filter((scope) => !has.has(scope) && !has.has(scope.replace(/^read_/, 'write_')));
}
