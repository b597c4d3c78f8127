/**
 * Which ShipStation SKUs a NetSuite item stands for. The alias table reads ShipStation SKU → NetSuite item, as in
 * orderShipped, and is used backwards here.
 * The trap: one item may be sold under several SKUs; an item with an alias is not sold under its own name as well.
 */
import { itemNames, normaliseSku } from '../../shared/sku.ts';
import type { SkuRules } from './types.ts';

export type NamedItem = { sku: string; externalId?: string; upc?: string };

/** The SKUs of an item, wanted ones only; none when it has no name in the chosen field. */
export function skusFor(rules: SkuRules): (item: NamedItem) => string[] {
  const aliases = Map.groupBy(Object.entries(rules.skuAliases), ([, item]) => normaliseSku(item));
  const isWanted = wantedSkus(rules);
  return (item) => {
    const named = itemNames({ ...item, itemId: item.sku }).flatMap((name) => aliases.get(name) ?? []);
    const own = ownName(item, rules.skuField);
    const skus = named.length > 0 ? named.map(([sku]) => sku) : own === undefined ? [] : [own];
    return [...new Set(skus)].filter((sku) => normaliseSku(sku) !== '' && isWanted(sku));
  };
}

function ownName(item: NamedItem, field: SkuRules['skuField']): string | undefined {
  if (field === 'externalid') return item.externalId;
  if (field === 'upccode') return item.upc;
  return item.sku.split(' : ').at(-1)?.trim();
}

/** Whether the filters let a SKU through. */
export function wantedSkus({ onlySkus, ignoreSkus }: Pick<SkuRules, 'onlySkus' | 'ignoreSkus'>) {
  const only = matcher(onlySkus);
  const ignored = matcher(ignoreSkus);
  return (sku: string): boolean => (onlySkus.length === 0 || only(sku)) && !ignored(sku);
}

function matcher(patterns: string[]): (sku: string) => boolean {
  const exact = new Set(patterns.filter((text) => !text.endsWith('*')).map(normaliseSku));
  const starts = patterns.filter((text) => text.endsWith('*')).map((text) => normaliseSku(text.slice(0, -1)));
  return (sku) => {
    const name = normaliseSku(sku);
    return exact.has(name) || starts.some((start) => name.startsWith(start));
  };
}
