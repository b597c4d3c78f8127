/**
 * The catalogue check: which variants of the shop have no NetSuite item, so that no order has to wait for it.
 * The trap: a SKU is not unique in either system; what several items or variants bear is told like what none bears.
 */
import { normaliseSku, skuTable } from '../../mappings/shared/sku.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';

/** A variant as the check needs it; `sku` as it stands in the shop. */
export type CatalogVariant = { variantId: string; product: string; sku?: string };
/** What NetSuite has under a SKU: nothing, several, or only an inactive one. What is fine is left out. */
export type SkuFinding = { sku: string; found: 'missing' | 'several' | 'inactive'; items: string[] };

export async function catalogPage(
  deps: ActivityDeps,
  request: RecordScope & { cursor?: string },
): Promise<{ variants: CatalogVariant[]; next?: string }> {
  const { shopify } = await deps.connections.open(request.connection, 'netsuite-shopify');
  const { rows, next } = await (await shopify()).listVariants(request.cursor);
  const variants = rows
    .filter((variant) => !variant.isGiftCard)
    .map(({ id, productTitle, sku }) => ({
      variantId: id,
      product: productTitle,
      ...(sku === undefined ? {} : { sku }),
    }));
  return { variants, ...(next === undefined ? {} : { next }) };
}

/** Aliases are applied; a fallback item of the settings does not make a SKU known. */
export async function matchSkus(
  deps: ActivityDeps,
  request: RecordScope & { skus: string[] },
): Promise<{ findings: SkuFinding[] }> {
  const { settings, netSuite } = await deps.connections.open(request.connection, 'netsuite-shopify');
  const alias = skuTable(settings.syncs.shopifyOrder.skuAliases);
  const names = new Map(request.skus.map((sku) => [sku, alias(sku) ?? sku.trim()]));
  const matches = await (await netSuite()).findItemsBySku([...new Set(names.values())]);
  const byName = new Map(matches.map((match) => [normaliseSku(match.sku), match.candidates]));
  return {
    findings: request.skus.flatMap((sku): SkuFinding[] => {
      const all = byName.get(normaliseSku(names.get(sku) ?? sku)) ?? [];
      const active = all.filter((item) => !item.isInactive);
      if (active.length === 1) return [];
      const found = active.length > 1 ? 'several' : all.length > 0 ? 'inactive' : 'missing';
      return [{ sku, found, items: (active.length > 1 ? active : all).map((item) => item.id) }];
    }),
  };
}
