/**
 * What is in a shipment, as SKUs of the sales order, and on which of its lines it goes.
 * The trap: ShipBob tells pieces of stock, so a bundle shows its parts; how many bundles they are follows from what was
 * ordered, or from the settings, and is never guessed.
 */

import type { OpenLine } from '../../shared/open-lines.ts';
import { isLess, isPositive, minus, plus, smaller, sum, wholeTimes } from '../../shared/quantity.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import { isCancelled } from './state.ts';
import type {
  OrderedProduct,
  Problem,
  TrackedOrder,
  TrackedProduct,
  TrackedShipment,
  TrackingRules,
  TrackingTarget,
} from './types.ts';

export type Goods = { sku: string; quantity: string };

const unitsOf = ({ units }: TrackedProduct): number => units.reduce((total, { quantity }) => total + quantity, 0);

export function goodsOf(
  shipment: TrackedShipment,
  order: TrackedOrder,
  rules: TrackingRules,
): { goods: Goods[]; problems: Problem[] } {
  const ignored = new Set(rules.ignoreSkus.map(normaliseSku));
  const result: { goods: Goods[]; problems: Problem[] } = { goods: [], problems: [] };
  for (const product of shipment.products) {
    const units = unitsOf(product);
    if (units === 0 || ignored.has(normaliseSku(product.sku ?? ''))) continue;
    const found =
      product.sku === undefined
        ? blank(shipment, product)
        : piecesOf(shipment, { ...product, sku: product.sku }, order, rules);
    if ('cause' in found) result.problems.push(found);
    else result.goods.push(...found.goods);
  }
  return result;
}

type Named = TrackedProduct & { sku: string };

function piecesOf(
  shipment: TrackedShipment,
  product: Named,
  order: TrackedOrder,
  rules: TrackingRules,
): { goods: Goods[] } | Problem {
  const { sku } = product;
  const units = String(unitsOf(product));
  const bundle = skuTable(rules.bundles)(sku);
  const per = bundle?.units ?? unitsPerPiece(product, order);
  const { count, exact } = per === undefined ? { count: '0', exact: false } : wholeTimes(units, String(per));
  if (!exact) {
    const reason = `ShipBob shipment ${shipment.id} holds ${units} pieces of stock for ${sku}, and it cannot be known how many of ${sku} they are; say under bundles how many units one has`;
    return { cause: 'bundle-unclear', reason };
  }
  if (bundle?.items === undefined) return { goods: [{ sku, quantity: count }] };
  const parts = Object.entries(bundle.items);
  return { goods: parts.map(([item, each]) => ({ sku: item, quantity: String(Number(count) * each) })) };
}

/** One, for plain goods; for bundles what all shipments together hold, by what was ordered. undefined = not known. */
function unitsPerPiece(product: Named, order: TrackedOrder): number | undefined {
  const ordered = order.products
    .filter((one) => isOf(one, product))
    .reduce((total, { quantity }) => total + quantity, 0);
  const held = order.shipments
    .filter((shipment) => !isCancelled(shipment))
    .flatMap(({ products }) => products.filter(({ id }) => id === product.id));
  const total = held.reduce((all, one) => all + unitsOf(one), 0);
  if (ordered > 0 && total > ordered && total % ordered === 0) return total / ordered;
  const kinds = new Set(held.flatMap(({ units }) => units.map(({ inventoryId }) => inventoryId)));
  return kinds.size <= 1 ? 1 : undefined;
}

const isOf = ({ id, sku = '' }: OrderedProduct, product: Named): boolean =>
  id === undefined ? normaliseSku(sku) === normaliseSku(product.sku) : id === product.id;

const blank = (shipment: TrackedShipment, { id, name }: TrackedProduct): Problem => ({
  cause: 'sku-blank',
  reason: `${name === undefined ? `product ${id}` : `"${name}"`} in ShipBob shipment ${shipment.id} has no SKU; give it one in ShipBob, then retry`,
});

export type Share = { open: OpenLine; quantity: string };

/** Takes from `remaining` of the lines only when everything found its place. */
export function allocate(
  shipment: TrackedShipment,
  goods: Goods[],
  lines: OpenLine[],
  target: TrackingTarget,
  rules: TrackingRules,
): { shares: Share[]; problems: Problem[] } {
  const alias = skuTable(rules.skuAliases);
  const left = new Map(lines.map((open) => [open, open.remaining]));
  const shares = new Map<OpenLine, string>();
  const problems: Problem[] = [];
  for (const { sku, quantity } of goods) {
    const names = [normaliseSku(alias(sku) ?? sku), normaliseSku(sku)];
    const fitting = lines.filter((open) => names.some((name) => open.names.includes(name)));
    const available = sum(fitting.map((open) => left.get(open) ?? '0'));
    if (fitting.length === 0) problems.push(notFound(shipment, sku, target));
    else if (isLess(available, quantity)) problems.push(tooMany(shipment, { sku, quantity }, available, target));
    else take(fitting, quantity, left, shares);
  }
  if (problems.length > 0) return { shares: [], problems };
  for (const [open, remaining] of left) open.remaining = remaining;
  return { shares: [...shares].map(([open, quantity]) => ({ open, quantity })), problems };
}

function take(fitting: OpenLine[], quantity: string, left: Map<OpenLine, string>, shares: Map<OpenLine, string>): void {
  let open = quantity;
  for (const line of fitting) {
    const part = smaller(open, left.get(line) ?? '0');
    if (!isPositive(part)) continue;
    left.set(line, minus(left.get(line) ?? '0', part));
    shares.set(line, plus(shares.get(line) ?? '0', part));
    open = minus(open, part);
  }
}

function notFound(shipment: TrackedShipment, sku: string, { salesOrder, foreignSkus }: TrackingTarget): Problem {
  const where = salesOrder?.tranId ?? 'the sales order';
  const known = foreignSkus.find((one) => normaliseSku(one.sku) === normaliseSku(sku))?.known === true;
  if (known) {
    const reason = `SKU ${sku} of ShipBob shipment ${shipment.id} is in NetSuite but not on ${where}; add the line there or an alias under skuAliases`;
    return { cause: 'sku-not-on-order', reason };
  }
  const reason = `SKU ${sku} of ShipBob shipment ${shipment.id} is not in NetSuite; add it there (and to ${where}) or an alias under skuAliases`;
  return { cause: 'sku-missing', reason };
}

function tooMany(
  shipment: TrackedShipment,
  { sku, quantity }: Goods,
  available: string,
  target: TrackingTarget,
): Problem {
  const where = target.salesOrder?.tranId ?? 'the sales order';
  return {
    cause: 'over-shipped',
    reason: `ShipBob shipment ${shipment.id} ships ${quantity} × ${sku}, but only ${available} remain to be fulfilled on ${where}; correct the sales order or the fulfilment that took them, or skip this record`,
  };
}
