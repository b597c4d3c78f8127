/**
 * From SKU to variant and inventory id, which all other records speak.
 * The trap: the search is fuzzy and how it takes capitals is not written down, so what comes back is compared again; and
 * its list must be sent with commas and colons as they are.
 */

import { z } from 'zod';
import { encode } from '../http/encode.ts';
import type { Caller } from './call.ts';
import { notSent } from './errors.ts';
import { allRows, checked, followed, given, nextCursor, nextLink, type Query } from './paging.ts';
import { productVariants } from './schemas-products.ts';
import type { ListPage, Variant, VariantsOfSku } from './types.ts';
import { rows } from './values.ts';

const PATH = '/product';
const MOST_SKUS = 50;

const schema = z.object({ items: rows(productVariants), next: nextLink });

/** One page of products as variants. `skus`: a search that is sent unescaped, with every page that does not repeat it. */
async function page(
  caller: Caller,
  filters: Query,
  skus: string | undefined,
  cursor?: string,
): Promise<ListPage<Variant>> {
  const query = followed(given({ ...filters, PageSize: String(caller.settings.pageSize) }), cursor);
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const isRepeated = Object.keys(query).some((name) => name.toLowerCase() === 'sku');
  const search = skus === undefined || isRepeated ? [] : [`SKU=${skus}`];
  const rawQuery = [...search, ...pairs].join('&');
  const { data } = await caller.page(schema, { method: 'GET', path: PATH, collection: true, rawQuery });
  return checked([], data.items.flat(), nextCursor(data.next, 'cursor', cursor));
}

const allOf = (caller: Caller, filters: Query, skus?: string): Promise<Variant[]> =>
  allRows((cursor): Promise<ListPage<Variant>> => page(caller, filters, skus, cursor));

/** Both sides trimmed. Throws `Invalid` for more than 50 SKUs or an empty one. */
export async function findVariants(caller: Caller, skus: readonly string[]): Promise<VariantsOfSku[]> {
  const wanted = skus.map((sku) => sku.trim());
  if (wanted.length > MOST_SKUS || wanted.includes(''))
    throw notSent('Invalid', 'BAD_SKUS', `ask for 1 to ${MOST_SKUS} SKUs at once, none of them empty`);
  const unique = [...new Set(wanted)];
  const plain = unique.filter((sku) => !/[,:]/.test(sku));
  const found = plain.length === 0 ? [] : await allOf(caller, {}, `any:${plain.map(encode).join(',')}`);
  for (const sku of unique.filter((one) => !plain.includes(one))) found.push(...(await allOf(caller, { Search: sku })));
  return wanted.map((sku) => matchOf(sku, found));
}

/** Exactly; or, when only one variant differs in nothing but capitals, that one. */
function matchOf(sku: string, found: readonly Variant[]): VariantsOfSku {
  const rows = [...new Map(found.map((row) => [row.id, row])).values()];
  const exact = rows.filter((row) => row.sku?.trim() === sku);
  if (exact.length > 0) return { sku, match: exact.length === 1 ? 'exact' : 'several', variants: exact };
  const alike = rows.filter((row) => row.sku?.trim().toLowerCase() === sku.toLowerCase());
  if (alike.length === 0) return { sku, match: 'none', variants: [] };
  return { sku, match: alike.length === 1 ? 'otherCase' : 'several', variants: alike };
}

export async function findVariantsOf(caller: Caller, inventoryId: string): Promise<Variant[]> {
  const rows = await allOf(caller, { InventoryId: inventoryId });
  return rows.filter((row) => row.inventoryId === inventoryId);
}

/** A change of the product counts for all of its variants, so the rows are not compared with the time. */
export const listVariants = (
  caller: Caller,
  { updatedSince }: { updatedSince?: string },
  cursor?: string,
): Promise<ListPage<Variant>> => page(caller, { LastUpdatedTimestamp: updatedSince }, undefined, cursor);
