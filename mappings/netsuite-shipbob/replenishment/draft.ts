/**
 * The receiving order that is announced to ShipBob: boxes by rule, inventory ids by SKU, day of arrival.
 * The trap: ShipBob takes whole units, a tracking number for each box, a day in the future, and both lot fields or none.
 */
import { DateTime } from 'luxon';
import type { ReceivingDraft, ReceivingDraftItem, Variant, VariantsOfSku } from '../../../connectors/shipbob/types.ts';
import { isPositive } from '../../shared/quantity.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import type { Wanted } from './demand.ts';
import type { Problem, PurchaseOrder, ReplenishmentRules } from './types.ts';

const MOST_PACKAGES = 50;

export type DraftContext = {
  po: PurchaseOrder;
  number: string;
  centreId: string;
  variants: VariantsOfSku[];
  settings: ReplenishmentRules;
  timeZone: string;
  /** ISO-8601 instant. */
  now: string;
};

/** The SKU under which ShipBob should know an item. */
export function shipBobSku(sku: string, settings: Pick<ReplenishmentRules, 'skuAliases'>): string {
  return skuTable(settings.skuAliases)(sku) ?? sku;
}

export function draftOf(lines: Wanted[], context: DraftContext): { draft?: ReceivingDraft; problems: Problem[] } {
  const { po, number, centreId, settings } = context;
  const problems: Problem[] = [];
  const goods: Goods[] = [];
  for (const line of lines.filter(({ open }) => isPositive(open))) {
    const found = goodsOf(line, context);
    if ('cause' in found) problems.push(found);
    else goods.push(found);
  }
  const boxes = boxesOf(goods, settings);
  if (settings.packageType === 'Package' && boxes.length > MOST_PACKAGES) problems.push(tooMany(po, boxes.length));
  if (problems.length > 0 || boxes.length === 0) return { problems };
  const draft: ReceivingDraft = {
    purchaseOrderNumber: number,
    fulfillmentCenterId: centreId,
    packageType: settings.packageType,
    boxPackaging: settings.boxes.rule === 'single' ? 'EverythingInOneBox' : 'OneSkuPerBox',
    expectedArrivalAt: arrivalOf(lines, context),
    boxes: boxes.map((items, index) => ({ trackingNumber: trackingOf(context, index), items })),
  };
  return { draft, problems };
}

type Goods = { sku: string; item: ReceivingDraftItem };

function goodsOf(line: Wanted, { po, variants, settings }: DraftContext): Goods | Problem {
  const sku = shipBobSku(line.sku, settings);
  const quantity = Number(line.open);
  if (!Number.isInteger(quantity)) {
    const reason = `purchase order ${po.tranId} asks for ${line.open} × ${line.sku}; ShipBob takes whole units: correct the line`;
    return { cause: 'quantity-not-whole', reason };
  }
  const variant = variantOf(po, line, sku, variants);
  if ('cause' in variant) return variant;
  const { inventoryId = '' } = variant;
  const lot = { lotNumber: line.lotNumber, lotDate: line.lotDate };
  if (!variant.isLot) return { sku, item: { inventoryId, quantity } };
  if (lot.lotNumber === undefined || lot.lotDate === undefined) {
    const reason = `ShipBob keeps ${sku} by lot, and line ${line.line} of purchase order ${po.tranId} names no lot with its expiry; fill in the fields of lots`;
    return { cause: 'lot-missing', reason };
  }
  return {
    sku,
    item: { inventoryId, quantity, lotNumber: lot.lotNumber, lotDate: `${lot.lotDate.slice(0, 10)}T00:00:00Z` },
  };
}

function variantOf(po: PurchaseOrder, line: Wanted, sku: string, variants: VariantsOfSku[]): Variant | Problem {
  const found = variants.find((one) => normaliseSku(one.sku) === normaliseSku(sku));
  const where = `line ${line.line} of purchase order ${po.tranId}`;
  if (found === undefined || found.match === 'none') {
    const reason = `SKU ${sku} (${where}) is not in ShipBob; add the product there or an alias under skuAliases`;
    return { cause: 'sku-not-in-shipbob', reason };
  }
  const stocked = found.variants.filter(({ inventoryId }) => inventoryId !== undefined);
  const ids = new Set(stocked.map(({ inventoryId }) => inventoryId));
  const [first] = stocked;
  if (first === undefined) {
    const reason = `SKU ${sku} (${where}) is a bundle in ShipBob or was never stocked, so nothing can be received for it; order its parts, or add an alias under skuAliases`;
    return { cause: 'sku-without-stock', reason };
  }
  if (ids.size === 1) return first;
  const reason = `SKU ${sku} (${where}) is ${ids.size} different things in ShipBob (inventory ${[...ids].join(', ')}); make it one there, or add an alias under skuAliases`;
  return { cause: 'sku-ambiguous', reason };
}

function boxesOf(goods: Goods[], { boxes }: ReplenishmentRules): ReceivingDraftItem[][] {
  const items = merged(goods);
  if (items.length === 0) return [];
  if (boxes.rule === 'single') return [items.map(({ item }) => item)];
  if (boxes.rule === 'perLine') return items.map(({ item }) => [item]);
  const perCarton = skuTable(boxes.unitsPerCarton);
  return items.flatMap(({ sku, item }) => cartons(item, perCarton(sku)).map((one) => [one]));
}

/** The same item on several lines is one entry, so that a box names it once. */
function merged(goods: Goods[]): Goods[] {
  const byItem = new Map<string, Goods>();
  for (const { sku, item } of goods) {
    const key = JSON.stringify([item.inventoryId, item.lotNumber, item.lotDate]);
    const before = byItem.get(key)?.item.quantity ?? 0;
    byItem.set(key, { sku, item: { ...item, quantity: before + item.quantity } });
  }
  return [...byItem.values()];
}

function cartons(item: ReceivingDraftItem, perCarton: number | undefined): ReceivingDraftItem[] {
  if (perCarton === undefined) return [item];
  const full = Math.floor(item.quantity / perCarton);
  const rest = item.quantity % perCarton;
  const whole = Array.from({ length: full }, () => ({ ...item, quantity: perCarton }));
  return rest === 0 ? whole : [...whole, { ...item, quantity: rest }];
}

function trackingOf({ po, number, settings }: DraftContext, index: number): string {
  const told = po.tracking[index];
  if (told !== undefined) return told;
  return settings.boxes.tracking.replaceAll('{po}', number).replaceAll('{box}', String(index + 1));
}

/** The earliest day of the lines, or the header's; never in the past, which ShipBob refuses. */
function arrivalOf(lines: Wanted[], { po, settings, timeZone, now }: DraftContext): string {
  const { arrival } = settings;
  const days = lines.flatMap(({ expectedOn }) => expectedOn ?? []).sort();
  const day = arrival.from === 'expectedReceiptDate' ? (days[0] ?? po.arrivalOn) : po.arrivalOn;
  const today = DateTime.fromISO(now, { zone: 'utc' }).setZone(timeZone);
  const at = (from: DateTime) => from.startOf('day').set({ hour: arrival.hour });
  const wanted =
    day === undefined ? at(today.plus({ days: arrival.defaultDays })) : at(DateTime.fromISO(day, { zone: timeZone }));
  const instant = wanted > today ? wanted : at(today.plus({ days: arrival.leastDays }));
  const text = instant.toUTC().toISO({ suppressMilliseconds: true });
  if (text === null) throw new Error(`not a day: ${day}`);
  return text;
}

const tooMany = (po: PurchaseOrder, boxes: number): Problem => ({
  cause: 'too-many-boxes',
  reason: `purchase order ${po.tranId} makes ${boxes} boxes, and at most ${MOST_PACKAGES} may come as packages; set packageType to Pallet, or another rule of boxes`,
});
