/**
 * Which NetSuite items a Shopify SKU is made of. Kits are the sets of the settings, or NetSuite's own kit items.
 * The trap: a SKU that fits several items is a person's matter; guessing would sell what is not there.
 */
import type { Kit, SkuMatch } from '../../../connectors/netsuite/read-types.ts';
import type { ShopifyStockSettings } from '../../../settings/shopify-stock.ts';
import type { Sellable } from '../../netsuite-shipstation/stock-levels/types.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';

export type StockProblem = { cause: string; reason: string };
/** `zero`: inactive in NetSuite, and the settings say that such items are sold out. */
export type Resolved = { sellable: Sellable } | { problem: StockProblem } | { leave: string } | { zero: true };

type Rules = Pick<ShopifyStockSettings, 'kits' | 'kitsFromNetSuite' | 'inactiveItems' | 'unknownSkus' | 'skuAliases'>;

/** Items that have no stock of their own. */
const WITHOUT_STOCK =
  /^(NonInvtPart|Service|OthCharge|Discount|Markup|Subtotal|Description|Payment|GiftCert|DwnLdItem)$/;
const isKit = (type: string | undefined): boolean => /^kit/i.test(type ?? '');

/** What has to be looked up in NetSuite for these SKUs. */
export function namesAsked(skus: string[], rules: Rules): string[] {
  const kit = skuTable(rules.kits);
  const alias = skuTable(rules.skuAliases);
  return [...new Set(skus.flatMap((sku) => Object.keys(kit(sku) ?? { [alias(sku) ?? sku.trim()]: 1 })))];
}

export function resolver(rules: Rules, matches: SkuMatch[], kits: Kit[]): (sku: string) => Resolved {
  const found = new Map(matches.map((match) => [match.sku, match.candidates]));
  const kit = skuTable(rules.kits);
  const alias = skuTable(rules.skuAliases);
  const members = new Map(kits.map((one) => [one.id, one.members]));
  return (sku) => {
    const parts = kit(sku);
    if (parts !== undefined) return ofParts(sku, parts, found);
    const name = alias(sku) ?? sku.trim();
    const item = theOne(name, found);
    if ('problem' in item) {
      return item.problem.cause === 'sku-unknown' && rules.unknownSkus === 'ignore'
        ? { leave: 'NetSuite does not know it' }
        : item;
    }
    const { id, itemType, isInactive } = item.item;
    if (isInactive) return rules.inactiveItems === 'zero' ? { zero: true } : { leave: 'it is inactive in NetSuite' };
    if (WITHOUT_STOCK.test(itemType ?? '')) return { leave: 'NetSuite keeps no stock of it' };
    if (!isKit(itemType)) return { sellable: { sku, kit: false, parts: [{ itemId: id, quantity: '1' }] } };
    if (!rules.kitsFromNetSuite) return { leave: 'it is a kit in NetSuite' };
    const of = members.get(id) ?? [];
    if (of.length === 0) return { problem: { cause: 'kit-empty', reason: `kit ${name} has no members in NetSuite` } };
    return { sellable: { sku, kit: true, parts: of } };
  };
}

type Found = Map<string, SkuMatch['candidates']>;

function ofParts(sku: string, parts: Record<string, number>, found: Found): Resolved {
  const sellable: Sellable = { sku, kit: true, parts: [] };
  for (const [name, quantity] of Object.entries(parts)) {
    const item = theOne(name, found);
    if ('problem' in item) {
      return { problem: { ...item.problem, reason: `set ${sku}: ${item.problem.reason}` } };
    }
    sellable.parts.push({ itemId: item.item.id, quantity: String(quantity) });
  }
  return { sellable };
}

/** An inactive namesake does not count while there is one that is sold. */
function theOne(name: string, found: Found): { item: SkuMatch['candidates'][number] } | { problem: StockProblem } {
  const candidates = found.get(name) ?? [];
  const active = candidates.filter((item) => !item.isInactive);
  const [first, ...others] = active.length > 0 ? active : candidates;
  if (first === undefined) {
    const reason = `SKU ${name} is not in NetSuite; make the item, correct the SKU, or add an alias to the settings`;
    return { problem: { cause: 'sku-unknown', reason } };
  }
  if (others.length === 0) return { item: first };
  const names = [first, ...others].map((item) => `${item.sku} (${item.id})`).join(', ');
  const reason = `SKU ${name} fits several NetSuite items: ${names}; name the right one in skuAliases`;
  return { problem: { cause: 'sku-ambiguous', reason } };
}

/** Shopify SKUs that may show the stock of an item: its own names, aliases, and the sets it is in. */
export function skusShowing(names: string[], rules: Pick<ShopifyStockSettings, 'skuAliases' | 'kits'>): string[] {
  const known = new Set(names.map(normaliseSku));
  const aliased = Object.entries(rules.skuAliases).filter(([, item]) => known.has(normaliseSku(item)));
  const sets = Object.entries(rules.kits).filter(([, parts]) =>
    Object.keys(parts).some((part) => known.has(normaliseSku(part))),
  );
  return [...new Set([...names, ...aliased.map(([sku]) => sku), ...sets.map(([sku]) => sku)])];
}
