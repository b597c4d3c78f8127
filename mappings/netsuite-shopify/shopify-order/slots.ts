/**
 * Which NetSuite item each line of the order is: by SKU, alias, kind of line, or bundle.
 * The trap: a SKU in Shopify may be padded, doubled, renamed or missing; an order never goes out without one of its lines.
 */
import type { OrderLine } from '../../../connectors/shopify/types.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import { bookedIn } from './booked.ts';
import type { LineKind, OrderPlanInput, Problem } from './types.ts';
import { unitsOf } from './units.ts';

/** One line of the sales order that stands for goods (or a tip, or a gift card) and the Shopify lines behind it. */
export type Slot = {
  key: string;
  kind: LineKind;
  itemId: string;
  lines: OrderLine[];
  /** As sold; for a kit the number of kits. */
  quantity: number;
  isGone: boolean;
  title: string;
};

type Resolved = { slots: Slot[]; problems: Problem[] };
type Setting = 'items.tip' | 'items.giftCard' | 'items.custom';

export function slotsOf(input: OrderPlanInput): Resolved {
  const { order, settings } = input;
  const result: Resolved = { slots: [], problems: [] };
  const kits = new Set<string>();
  const gone = new Set(
    unitsOf(order, bookedIn(input))
      .filter((unit) => unit.kept === 0)
      .map((unit) => unit.line.id),
  );
  for (const line of order.lines) {
    const group = settings.bundles === 'kit' ? line.group : undefined;
    if (group === undefined) addLine(input, line, gone, result);
    else if (!kits.has(group.id)) {
      kits.add(group.id);
      addKit(input, line, gone, result);
    }
  }
  return result;
}

function addLine(input: OrderPlanInput, line: OrderLine, gone: Set<string>, result: Resolved): void {
  const found = itemOf(input, line);
  if (typeof found !== 'string') {
    // What Shopify has taken off and NetSuite does not hold needs no item.
    if (!(gone.has(line.id) && input.target.salesOrder === undefined)) result.problems.push(found);
    return;
  }
  result.slots.push({
    key: `L${line.id}`,
    kind: line.isTip ? 'tip' : 'goods',
    itemId: found,
    lines: [line],
    quantity: line.quantity,
    isGone: gone.has(line.id),
    title: line.name,
  });
}

function addKit(input: OrderPlanInput, first: OrderLine, gone: Set<string>, result: Resolved): void {
  const { group } = first;
  if (group === undefined) return;
  const lines = input.order.lines.filter((line) => line.group?.id === group.id);
  const found = bySku(input, group.sku, `bundle "${group.title}"`);
  if (typeof found !== 'string') {
    result.problems.push(found);
    return;
  }
  const isGone = lines.every((line) => gone.has(line.id));
  result.slots.push({
    ...{ key: `G${group.id}`, kind: 'goods', itemId: found, lines, isGone },
    quantity: group.quantity,
    title: group.title,
  });
}

function itemOf(input: OrderPlanInput, line: OrderLine): string | Problem {
  const { items } = input.settings;
  if (line.isTip) return items.tip ?? unset('items.tip', 'the tip', input.order.name);
  if (line.isGiftCard) return items.giftCard ?? unset('items.giftCard', 'the gift card that is sold', input.order.name);
  const hasSku = line.sku !== undefined && line.sku.trim() !== '';
  if (!hasSku && line.variantId === undefined) {
    return items.custom ?? unset('items.custom', `the custom line "${line.name}"`, input.order.name);
  }
  return bySku(input, line.sku, `line "${line.name}"`);
}

/** The SKU under which an item is looked up in NetSuite: trimmed, alias applied. */
export function wantedSku(sku: string, aliases: Record<string, string>): string {
  return normaliseSku(skuTable(aliases)(sku) ?? sku);
}

function bySku(input: OrderPlanInput, sku: string | undefined, what: string): string | Problem {
  const { settings, order } = input;
  const fallback = settings.items.fallback;
  if (sku === undefined || sku.trim() === '') {
    const reason = `${order.name}: ${what} has no SKU in Shopify; give its variant one, or set items.fallback`;
    return fallback ?? { cause: 'sku-missing', reason };
  }
  const wanted = wantedSku(sku, settings.skuAliases);
  const matches = input.items.find((match) => normaliseSku(match.sku) === wanted)?.items ?? [];
  const active = matches.filter((item) => item.isInactive !== true);
  const [first, second] = active;
  if (first !== undefined && second === undefined) return first.id;
  if (first !== undefined) {
    return {
      cause: 'sku-ambiguous',
      reason:
        `${order.name}: SKU ${wanted} names ${active.length} NetSuite items (${active.map((item) => item.itemId).join(', ')}); ` +
        'name the right one in skuAliases',
    };
  }
  if (fallback !== undefined) return fallback;
  const gone = matches.length > 0;
  return {
    cause: gone ? 'sku-inactive' : 'sku-unknown',
    reason: gone
      ? `${order.name}: the NetSuite item of SKU ${wanted} (${what}) is inactive; activate it or name another in skuAliases`
      : `${order.name}: NetSuite has no item for SKU ${wanted} (${what}); create it, or name the right one in skuAliases`,
  };
}

export const unset = (
  setting: Setting | `items.${string}` | `tax.${string}`,
  what: string,
  order: string,
): Problem => ({
  cause: 'setting-missing',
  reason: `${order}: ${setting} is not set, and the order needs it for ${what}; give the NetSuite id in the connection's file`,
});

/** SKUs that must be looked up in NetSuite to plan this order, aliases applied, each once. */
export function skusOf(input: Pick<OrderPlanInput, 'order' | 'settings'>): string[] {
  const { order, settings } = input;
  const skus = order.lines.flatMap((line) => {
    if (line.isTip || line.isGiftCard) return [];
    return [settings.bundles === 'kit' && line.group !== undefined ? line.group.sku : line.sku];
  });
  const given = skus.filter((sku): sku is string => sku !== undefined && sku.trim() !== '');
  return [...new Set(given.map((sku) => wantedSku(sku, settings.skuAliases)))];
}
