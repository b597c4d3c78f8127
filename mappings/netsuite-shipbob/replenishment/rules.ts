/** The connection's maps read backwards. The trap: two centres may share a NetSuite location; nobody may choose then. */
import type { ReplenishmentSettings } from '../../../settings/replenishment.ts';
import { normaliseSku } from '../../shared/sku.ts';
import type { ReplenishmentRules } from './types.ts';

/** What the connection says for all its syncs, ShipBob's side first. */
type Shared = { locations: Record<string, string>; skuAliases: Record<string, string> };

export function replenishmentRules(
  { locations: own, ...sync }: ReplenishmentSettings,
  shared: Shared,
): ReplenishmentRules {
  const centres: Record<string, string[]> = {};
  for (const [centreId, locationId] of Object.entries(shared.locations))
    centres[locationId] = [...(centres[locationId] ?? []), centreId];
  for (const [locationId, centreId] of Object.entries(own)) centres[locationId] = [centreId];
  const skuAliases: Record<string, string> = {};
  for (const [sku, item] of Object.entries(shared.skuAliases)) skuAliases[normaliseSku(item)] ??= sku;
  for (const [item, sku] of Object.entries(sync.skuAliases)) skuAliases[normaliseSku(item)] = sku;
  return { ...sync, centres, skuAliases };
}
