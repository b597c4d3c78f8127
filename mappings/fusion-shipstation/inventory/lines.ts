/**
 * The stock lines of a sold order: one for each item of each line of each parcel, each with its name in Fusion.
 * The trap: a name never changes, whatever the order's lines look like later: shipment id and order line make it, and for
 * parts of a kit the item too.
 */
import type { InventoryPostingSettings } from '../../../settings/inventory-posting.ts';
import { isPositive, plus, times } from '../../shared/quantity.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import type { Problem, SoldView } from '../types.ts';
import { contentsOf, isSameLine, type Packed, type ParcelItem, parcelsOf, parcelWords } from './parcels.ts';
import type { Parcel, StockLine } from './types.ts';

export type LineSettings = Pick<InventoryPostingSettings, 'prefix' | 'kits' | 'returns' | 'marks'> & {
  skuAliases: Record<string, string>;
  ignoreSkus: string[];
};

export type StockLines = { parcels: Parcel[]; lines: StockLine[]; problems: Problem[] };

/** Voided parcels' lines too, with `parcel.voided`. A line that cannot be told is a problem, the others go on. */
export function stockLines(sold: SoldView, settings: LineSettings): StockLines {
  const all = parcelsOf(sold, settings);
  const lines: StockLine[] = [];
  const problems: Problem[] = [];
  const items = itemsOf(settings);
  for (const packed of all) {
    const contents = contentsOf(packed, all, sold);
    if (!Array.isArray(contents)) problems.push(contents);
    else for (const part of contents) add(part, packed, { sold, settings, items, lines, problems });
  }
  return { parcels: all.map(({ parcel }) => parcel), lines, problems };
}

type Items = (sku: string) => { item: string; quantity: string; isPart: boolean }[];
type Gathering = {
  sold: SoldView;
  settings: LineSettings;
  items: Items;
  lines: StockLine[];
  problems: Problem[];
};

/** What leaves for one piece of a SKU; nothing for what is no goods. */
function itemsOf({ kits, skuAliases, ignoreSkus }: LineSettings): Items {
  const kitOf = skuTable(kits);
  const aliasOf = skuTable(skuAliases);
  const ignored = new Set(ignoreSkus.map(normaliseSku));
  return (sku) => {
    if (ignored.has(normaliseSku(sku))) return [];
    const kit = kitOf(sku);
    if (kit === undefined) return [{ item: aliasOf(sku) ?? sku.trim(), quantity: '1', isPart: false }];
    return kit.map(({ item, quantity }) => ({ item, quantity: String(quantity), isPart: true }));
  };
}

function add(part: ParcelItem, { parcel }: Packed, gathering: Gathering): void {
  const { sold, settings, items, lines, problems } = gathering;
  if (!isPositive(part.quantity)) return;
  const { sku } = part;
  if (sku === undefined || sku.trim() === '') {
    problems.push(noSku(parcel, part));
    return;
  }
  const wanted = items(sku);
  if (wanted.length === 0) return;
  const lineId = lineIdOf(part, sold);
  if (lineId === undefined) {
    problems.push(noLine(parcel, sku));
    return;
  }
  for (const { item, quantity, isPart } of wanted) {
    const name = `${settings.prefix}:${parcelName(parcel)}/${lineId}${isPart ? `/${item}` : ''}`;
    const amount = times(part.quantity, quantity);
    const same = lines.find((line) => line.name === name);
    if (same !== undefined) same.quantity = plus(same.quantity, amount);
    else
      lines.push({
        name,
        parcel,
        lineId,
        sku,
        item,
        quantity: amount,
        direction: parcel.returned ? 'receipt' : 'issue',
      });
  }
}

/** Marks have numbers of their own, which may be a label's too. */
export const parcelName = ({ kind, id }: Parcel): string => (kind === 'fulfillment' ? `F${id}` : id);

/** The order line's id; where the label does not name it, the line of the order that bears its key or SKU alone. */
function lineIdOf(part: ParcelItem, { order, family }: SoldView): string | undefined {
  if (part.orderItemId !== undefined && /^\d+$/.test(part.orderItemId)) return part.orderItemId;
  const all = [order, ...family].flatMap((one) => one.items).filter((item) => !item.adjustment);
  const byKey = all.filter((item) => part.lineItemKey !== undefined && item.lineItemKey === part.lineItemKey);
  const found = byKey.length > 0 ? byKey : all.filter((item) => isSameLine(item, part));
  const ids = new Set(found.map((item) => item.orderItemId).filter((id) => /^\d+$/.test(id)));
  return ids.size === 1 ? [...ids][0] : undefined;
}

const noSku = (parcel: Parcel, { quantity, orderItemId }: ParcelItem): Problem => ({
  cause: 'sku-missing',
  reason: `${parcelWords(parcel)} holds ${quantity} of a line without SKU${orderItemId === undefined ? '' : ` (order line ${orderItemId})`}; give the line a SKU in ShipStation, or book it by hand and skip this record`,
});

const noLine = (parcel: Parcel, sku: string): Problem => ({
  cause: 'line-unknown',
  reason: `${parcelWords(parcel)} holds SKU ${sku}, which no single line of the order bears; book it by hand and skip this record`,
});
