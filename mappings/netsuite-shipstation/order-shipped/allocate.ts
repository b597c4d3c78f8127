/**
 * Lays the goods of one parcel onto sales order lines: by line key, then by SKU (aliases, kits), never above what remains.
 * The trap: a line key that points at a line of another item is a coincidence, not a match.
 */
import type { OrderShippedSettings } from '../../../settings/order-shipped.ts';
import { isLess, isPositive, minus, plus, smaller, sum, times, wholeTimes } from '../../shared/quantity.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import { statusProblem } from './orders.ts';
import { nameParcel } from './parcels.ts';
import type { OpenLine } from './remaining.ts';
import type { Parcel, ParcelItem, Problem } from './types.ts';

export type Share = { open: OpenLine; quantity: string };
/** `shortage`: goods that were found on the orders but of which not enough remains. */
export type Allocation = { shares: Share[]; problems: Problem[]; shortage: boolean };

/** Reduces `remaining` of the given lines only when everything in the parcel found its place. */
export function allocate(
  parcel: Parcel,
  contents: ParcelItem[],
  lines: OpenLine[],
  settings: OrderShippedSettings,
  foreignSkus: { sku: string; known: boolean }[],
): Allocation {
  const finder = lineFinder(lines, settings);
  const ignored = new Set(settings.ignoreSkus.map(normaliseSku));
  const goods = contents.filter((item) => isPositive(item.quantity) && !ignored.has(normaliseSku(item.sku ?? '')));
  const left = new Map(lines.map((open) => [open, open.remaining]));
  const result: Allocation = { shares: [], problems: [], shortage: false };
  const wishes = gatherKits(goods, finder.isOnOrder, settings).map((item) => ({ item, fitting: finder.find(item) }));
  for (const [index, { item, fitting }] of wishes.entries()) {
    if (fitting.length === 0) result.problems.push(notFound(parcel, item, lines, foreignSkus));
    else {
      const toCome = wishes.slice(index).filter((other) => isSameSet(other.fitting, fitting));
      take(parcel, { item, fitting, together: sum(toCome.map((other) => other.item.quantity)) }, left, result);
    }
  }
  if (result.problems.length === 0) for (const [open, remaining] of left) open.remaining = remaining;
  return { ...result, shares: mergeShares(result.shares) };
}

const isSameSet = (a: OpenLine[], b: OpenLine[]): boolean =>
  a.length === b.length && a.every((line) => b.includes(line));

/** `together`: what this and the goods still to come take from the same lines. */
type Wish = { item: ParcelItem; fitting: OpenLine[]; together: string };

type LineFinder = { find(item: ParcelItem): OpenLine[]; isOnOrder(sku: string): boolean };

function lineFinder(lines: OpenLine[], settings: OrderShippedSettings): LineFinder {
  const alias = skuTable(settings.skuAliases);
  const namesOf = (sku: string) => [normaliseSku(alias(sku) ?? sku), normaliseSku(sku)];
  const bySku = (sku: string) => {
    for (const name of namesOf(sku)) {
      const found = lines.filter((open) => open.names.includes(name));
      if (found.length > 0) return found;
    }
    return [];
  };
  const find = (item: ParcelItem) => {
    const sameSku = item.sku === undefined ? [] : bySku(item.sku);
    const keyed =
      item.lineItemKey === undefined ? [] : lines.filter((open) => lineKeyOf(open, settings) === item.lineItemKey);
    const agreed = item.sku === undefined ? keyed : keyed.filter((open) => sameSku.includes(open));
    // The keyed line first; lines of the same SKU take what does not fit on it.
    return [...agreed, ...sameSku.filter((open) => !agreed.includes(open))];
  };
  return { find, isOnOrder: (sku) => bySku(sku).length > 0 };
}

function lineKeyOf(open: OpenLine, settings: OrderShippedSettings): string | undefined {
  if (settings.lineKey === 'none') return undefined;
  if (settings.lineKey === 'line') return String(open.line.line);
  if (settings.lineKey === 'lineUniqueKey') return open.line.lineUniqueKey;
  return open.line.custom[settings.lineKey];
}

function take(
  parcel: Parcel,
  { item, fitting, together }: Wish,
  left: Map<OpenLine, string>,
  result: Allocation,
): void {
  let open = item.quantity;
  const available = sum(fitting.map((line) => left.get(line) ?? '0'));
  if (isLess(available, item.quantity)) {
    result.shortage = true;
    // On a closed order nothing remains because it is closed, not because too much was shipped.
    const closed = fitting.map((line) => statusProblem(line.salesOrder)).find((problem) => problem !== undefined);
    result.problems.push(closed ?? overShipped(parcel, item, available, fitting));
    return;
  }
  const orders = new Set(fitting.map((line) => line.salesOrder.id));
  // Goods that use up every line they fit on leave nothing to choose.
  if (orders.size > 1 && isLess(together, available)) {
    result.problems.push(ambiguousOrder(parcel, item, fitting));
    return;
  }
  for (const line of fitting) {
    const part = smaller(open, left.get(line) ?? '0');
    if (!isPositive(part)) continue;
    left.set(line, minus(left.get(line) ?? '0', part));
    open = minus(open, part);
    result.shares.push({ open: line, quantity: part });
  }
}

function mergeShares(shares: Share[]): Share[] {
  const byLine = new Map<OpenLine, string>();
  for (const share of shares) byLine.set(share.open, plus(byLine.get(share.open) ?? '0', share.quantity));
  return [...byLine].map(([open, quantity]) => ({ open, quantity }));
}

/** Components of a kit in the kit table become the kit itself, when the order has the kit and not the component. */
function gatherKits(
  goods: ParcelItem[],
  isOnOrder: (sku: string) => boolean,
  settings: OrderShippedSettings,
): ParcelItem[] {
  let rest = goods;
  const kits: ParcelItem[] = [];
  for (const [kit, components] of Object.entries(settings.kits)) {
    if (!isOnOrder(kit)) continue;
    const wanted = Object.entries(components).filter(([sku]) => !isOnOrder(sku));
    const counts = wanted.map(([sku, perKit]) => {
      const shipped = rest.filter((item) => isSku(item, sku)).map((item) => item.quantity);
      return wholeTimes(sum(shipped), String(perKit));
    });
    const count = counts[0]?.count ?? '0';
    const complete = counts.every((c) => c.exact && c.count === count);
    if (!complete || !isPositive(count)) continue;
    rest = rest.filter((item) => !wanted.some(([sku]) => isSku(item, sku)));
    kits.push({ sku: kit, name: kit, quantity: times(count, '1') });
  }
  return [...rest, ...kits];
}

const isSku = (item: ParcelItem, sku: string): boolean =>
  item.sku !== undefined && normaliseSku(item.sku) === normaliseSku(sku);

const orderNames = (lines: OpenLine[]): string =>
  [...new Set(lines.map((open) => open.salesOrder.tranId))].join(', ') || 'the sales order';

function notFound(
  parcel: Parcel,
  item: ParcelItem,
  lines: OpenLine[],
  foreignSkus: { sku: string; known: boolean }[],
): Problem {
  const where = orderNames(lines);
  if (item.sku === undefined) {
    return {
      cause: 'sku-blank',
      source: parcel.source,
      reason: `"${item.name}" in ${nameParcel(parcel)} has no SKU and no line key of ${where}; give it a SKU in ShipStation, then retry`,
    };
  }
  const known =
    foreignSkus.find((foreign) => normaliseSku(foreign.sku) === normaliseSku(item.sku ?? ''))?.known ?? false;
  return known
    ? {
        cause: 'sku-not-on-order',
        source: parcel.source,
        reason: `SKU ${item.sku} is in NetSuite but not on ${where}; add the line there or an alias under skuAliases`,
      }
    : {
        cause: 'sku-missing',
        source: parcel.source,
        reason: `SKU ${item.sku} is not in NetSuite; add it there (and to ${where}) or an alias under skuAliases`,
      };
}

function overShipped(parcel: Parcel, item: ParcelItem, available: string, fitting: OpenLine[]): Problem {
  return {
    cause: 'over-shipped',
    source: parcel.source,
    reason:
      `${nameParcel(parcel)} ships ${item.quantity} × ${item.sku ?? item.name}, but only ${available} remain to be fulfilled on ` +
      `${orderNames(fitting)}; correct the sales order or the fulfilment that took them, or skip this record`,
  };
}

function ambiguousOrder(parcel: Parcel, item: ParcelItem, fitting: OpenLine[]): Problem {
  return {
    cause: 'merge-ambiguous',
    source: parcel.source,
    reason:
      `${nameParcel(parcel)} ships ${item.quantity} × ${item.sku ?? item.name} of merged orders ${orderNames(fitting)}, and it cannot be ` +
      'known of which; post it in NetSuite by hand and skip this record',
  };
}
