/**
 * Defaults and rules of the settings for accounting fields. The first rule that holds gives a field.
 * The trap: a rule must say nothing about a field that it does not set; the next one may.
 */
import type { OrderRule, ShopifyOrderSettings } from '../../../settings/shopify-order.ts';
import { postingOf } from './pick.ts';
import type { OrderPlanInput } from './types.ts';

type Set = OrderRule['set'];

export function ruled<K extends keyof Set>({ order, settings }: OrderPlanInput, field: K): Set[K] | undefined {
  const rule = settings.rules.find((one) => one.set[field] !== undefined && holds(one.when, order, settings));
  return rule?.set[field];
}

/** A rule's value, else the default. */
export function segment(
  input: OrderPlanInput,
  field: keyof ShopifyOrderSettings['defaults'] & keyof Set,
): string | undefined {
  return ruled(input, field) ?? input.settings.defaults[field];
}

function holds(when: OrderRule['when'], order: OrderPlanInput['order'], settings: ShopifyOrderSettings): boolean {
  const tags = order.tags.map((tag) => tag.trim().toLowerCase());
  const isMarketplace = [...order.lines, ...order.shippingLines].some((row) =>
    row.taxLines.some((tax) => tax.channelLiable),
  );
  return [
    when.sourceName === undefined || when.sourceName === order.sourceName,
    when.tag === undefined || tags.includes(when.tag.trim().toLowerCase()),
    when.country === undefined || when.country.toUpperCase() === order.shippingAddress?.countryCode,
    when.currency === undefined || when.currency === postingOf(order, settings).currency,
    when.retailLocation === undefined || when.retailLocation === order.retailLocationId,
    when.company === undefined || when.company === (order.company !== undefined),
    when.channelLiable === undefined || when.channelLiable === isMarketplace,
  ].every(Boolean);
}
