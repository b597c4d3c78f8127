/** SKUs as people compare them: case and blanks do not matter. The trap: nothing else is forgiven, or we would guess. */

export const normaliseSku = (sku: string): string => sku.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase();

/** A table of SKUs whose keys are compared normalised. */
export function skuTable<T>(entries: Record<string, T>): (sku: string) => T | undefined {
  const table = new Map(Object.entries(entries).map(([sku, value]) => [normaliseSku(sku), value]));
  return (sku) => table.get(normaliseSku(sku));
}

/** NetSuite shows sub-items as `Parent : Child`; both the whole and the last part name the item. */
export function itemNames(item: { itemId: string; externalId?: string; upc?: string }): string[] {
  const lastPart = item.itemId.split(' : ').at(-1) ?? item.itemId;
  const names = [item.itemId, lastPart, item.externalId, item.upc];
  return names.filter((name): name is string => name !== undefined && name !== '').map(normaliseSku);
}
