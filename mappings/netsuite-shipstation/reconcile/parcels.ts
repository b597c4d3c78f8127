/**
 * Parcels and item fulfilments as rows of a reconciliation. The trap: what is in an order that was only marked as shipped
 * is not known, and a label that names no items either; then only its being there is compared.
 */
import type { Fulfillment, Item } from '../../../connectors/netsuite/types.ts';
import type { Shipment, ShipStationFulfillment } from '../../../connectors/shipstation/types.ts';
import type { OrderShippedSettings } from '../../../settings/order-shipped.ts';
import { dayIn } from '../../shared/calendar.ts';
import { isPositive, sum, wholeTimes } from '../../shared/quantity.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { Facts, Goods, ReconcileRow } from '../../shared/reconcile/types.ts';
import { itemNames, normaliseSku, skuTable } from '../../shared/sku.ts';

type Context = { settings: OrderShippedSettings; timeZone: string };

/** A posted fulfilment, from a list or from a record. */
export type PostedRow = {
  id: string;
  tranId: string;
  externalId?: string;
  day: string;
  goods: { names: string[]; quantity: string }[];
  trackingNumbers?: string[];
};

/** undefined for return labels, which are none of ours. */
export function rowOfShipment(shipment: Shipment, context: Context): ReconcileRow | undefined {
  if (shipment.isReturnLabel) return undefined;
  const { shipmentId, orderId, orderNumber, trackingNumber, voided, createdAt, shipDate, items } = shipment;
  return sourceRow(`${context.settings.externalIdPrefix}_${shipmentId}`, `shipment:${shipmentId}`, {
    ...(orderId === undefined ? {} : { recordKey: orderId }),
    day: dayOf(createdAt, shipDate, context),
    at: createdAt,
    trackingNumber,
    facts: {
      label: `ShipStation shipment ${shipmentId}`,
      voided,
      ...(orderNumber === undefined ? {} : { order: orderNumber }),
      ...(orderId === undefined ? { nothingFollows: true } : {}),
      ...(items === undefined || items.length === 0 ? {} : { goods: items.map(goodsOfItem) }),
    },
  });
}

const goodsOfItem = (item: { sku?: string; quantity: string }): Goods => ({
  names: item.sku === undefined || item.sku === '' ? [] : [normaliseSku(item.sku)],
  quantity: item.quantity,
});

export function rowOfMark(mark: ShipStationFulfillment, context: Context): ReconcileRow {
  const { fulfillmentId, orderId, orderNumber, trackingNumber, voided, createdAt, shipDate } = mark;
  return sourceRow(`${context.settings.externalIdPrefix}F_${fulfillmentId}`, `fulfillment:${fulfillmentId}`, {
    recordKey: orderId,
    day: dayOf(createdAt, shipDate, context),
    at: createdAt,
    trackingNumber,
    facts: {
      label: `ShipStation fulfilment ${fulfillmentId} (marked as shipped)`,
      voided,
      ...(orderNumber === undefined ? {} : { order: orderNumber }),
    },
  });
}

/** The day on which the fulfilment is posted, as the sync writes it. */
const dayOf = (createdAt: string, shipDate: string, { settings, timeZone }: Context): string =>
  settings.shipDate === 'shipDate' ? shipDate : dayIn(createdAt, timeZone);

type SourceParts = { recordKey?: string; day: string; at: string; trackingNumber: string | undefined; facts: Facts };

function sourceRow(key: string, id: string, { trackingNumber, facts, ...rest }: SourceParts): ReconcileRow {
  const tracked = trackingNumber === undefined || trackingNumber === '' ? undefined : trackingNumber;
  return {
    side: 'source',
    id,
    key,
    ...(tracked === undefined ? {} : { altKey: normaliseSku(tracked) }),
    ...rest,
    facts: { ...facts, ...(tracked === undefined ? {} : { tracking: [tracked] }) },
  };
}

export function rowOfPosted(posted: PostedRow, { settings }: Context): ReconcileRow {
  const { id, tranId, externalId, day, goods, trackingNumbers } = posted;
  const parcel = externalId === undefined ? undefined : parcelName(externalId, settings.externalIdPrefix);
  const [tracking] = trackingNumbers ?? [];
  return {
    side: 'target',
    id,
    key: parcel ?? `itemFulfillment/${id}`,
    ...(tracking === undefined ? {} : { altKey: normaliseSku(tracking) }),
    day,
    facts: {
      label: tranId,
      ours: parcel !== undefined,
      goods: goods.map(({ names, quantity }) => ({ names: names.flatMap(plainNames), quantity })),
      ...(trackingNumbers === undefined ? {} : { tracking: trackingNumbers }),
    },
  };
}

const plainNames = (name: string): string[] => [...new Set(itemNames({ itemId: name }))];

/** The parcel that a fulfilment of ours stands for: its external id, without the sales order of a merged one. */
export function parcelName(externalId: string, prefix: string): string | undefined {
  if (!externalId.startsWith(prefix)) return undefined;
  const rest = /^(F?_\d+)(_\d+)?$/.exec(externalId.slice(prefix.length));
  return rest === null ? undefined : `${prefix}${rest[1]}`;
}

/** The number of the parcel in ShipStation, behind the prefix. */
export const parcelId = (key: string): string => key.slice(key.lastIndexOf('_') + 1);

export function postedOfRecord(fulfillment: Fulfillment, items: Item[]): PostedRow {
  const { id, tranId, externalId, tranDate, packages } = fulfillment;
  const lines = fulfillment.lines.filter((line) => line.itemReceive && line.kitMemberOf === undefined);
  return {
    id,
    tranId,
    ...(externalId === undefined ? {} : { externalId }),
    day: tranDate,
    goods: lines.map((line) => ({ names: namesOf(line.itemId, items), quantity: line.quantity })),
    trackingNumbers: packages.flatMap((one) => (one.trackingNumber === undefined ? [] : [one.trackingNumber])),
  };
}

function namesOf(itemId: string | undefined, items: Item[]): string[] {
  const item = items.find(({ id }) => id === itemId);
  if (item === undefined) return [`item ${itemId ?? '?'}`];
  return [item.itemId, item.externalId, item.upc].filter((name) => name !== undefined);
}

/** Aliases, kits and what is not goods, as the sync itself reads them. */
export function parcelRules(settings: OrderShippedSettings): CompareRules {
  const alias = skuTable(settings.skuAliases);
  const ignored = new Set(settings.ignoreSkus.map(normaliseSku));
  const renamed = ({ names, quantity }: Goods): Goods => {
    const known = names.flatMap((name) => alias(name) ?? []).map(normaliseSku);
    return { names: [...known, ...names], quantity };
  };
  return {
    source: 'ShipStation',
    target: 'NetSuite',
    thing: 'item fulfilment',
    align(source, target) {
      const goods = source.filter(({ names }) => !names.some((name) => ignored.has(name)));
      return { source: gatherKits(goods.map(renamed), target, settings), target };
    },
  };
}

/** Components become the kit that the other side names, when it does not name the component. */
function gatherKits(source: Goods[], target: Goods[], settings: OrderShippedSettings): Goods[] {
  const has = (sku: string) => target.some(({ names }) => names.includes(normaliseSku(sku)));
  let rest = source;
  const kits: Goods[] = [];
  for (const [kit, components] of Object.entries(settings.kits)) {
    if (!has(kit)) continue;
    const wanted = Object.entries(components).filter(([sku]) => !has(sku));
    const counts = wanted.map(([sku, perKit]) => {
      const shipped = rest.filter(({ names }) => names.includes(normaliseSku(sku))).map(({ quantity }) => quantity);
      return wholeTimes(sum(shipped), String(perKit));
    });
    const count = counts[0]?.count ?? '0';
    if (!isPositive(count) || !counts.every((one) => one.exact && one.count === count)) continue;
    rest = rest.filter(({ names }) => !wanted.some(([sku]) => names.includes(normaliseSku(sku))));
    kits.push({ names: [normaliseSku(kit)], quantity: count });
  }
  return [...rest, ...kits];
}
