/**
 * Tracking as Shopify wants it: numbers, and a carrier spelled as Shopify spells it, which then makes the links itself.
 * The trap: a wrong carrier makes a dead link in the buyer's mail, so an uncertain number has none.
 */
import type { Tracking, TrackingDraft } from '../../../connectors/shopify/types.ts';
import type { FulfillmentUpdateSettings } from '../../../settings/fulfillment-update.ts';
import { normaliseSku } from '../../shared/sku.ts';
import type { FulfillmentSource, SourceFulfillment } from './types.ts';

type Carriers = FulfillmentUpdateSettings['carriers'];

const BY_LIST: Record<string, string> = { packageUps: 'UPS', packageFedex: 'FedEx', packageUsps: 'USPS' };
/** Only forms that no other large carrier uses. */
const BY_FORM: [RegExp, string][] = [
  [/^1Z[0-9A-Z]{16}$/, 'UPS'],
  [/^9[1-5]\d{20}$/, 'USPS'],
];

/** undefined without any number. */
export function trackingOf(
  source: FulfillmentSource,
  fulfillment: SourceFulfillment,
  carriers: Carriers,
): TrackingDraft | undefined {
  const numbers = [
    ...new Set(fulfillment.trackingNumbers.map((number) => number.trim()).filter((text) => text !== '')),
  ];
  if (numbers.length === 0) return undefined;
  const company = carrierOf(source, fulfillment, numbers, carriers);
  const template = company === undefined ? undefined : carriers.urls[company];
  return {
    numbers,
    ...(company === undefined ? {} : { company }),
    ...(template === undefined
      ? {}
      : { urls: numbers.map((number) => template.replaceAll('{number}', encodeURIComponent(number))) }),
  };
}

function carrierOf(
  source: FulfillmentSource,
  fulfillment: SourceFulfillment,
  numbers: string[],
  carriers: Carriers,
): string | undefined {
  const byMethod = source.shipMethodId === undefined ? undefined : carriers.byShipMethod[source.shipMethodId];
  if (byMethod !== undefined) return byMethod;
  if (!carriers.detect) return carriers.default;
  const byList = BY_LIST[fulfillment.packageSublist ?? ''];
  const forms = new Set(numbers.map((number) => BY_FORM.find(([form]) => form.test(number.toUpperCase()))?.[1]));
  const byForm = forms.size === 1 ? [...forms][0] : undefined;
  return byList ?? byForm ?? carriers.default;
}

const bare = (number: string): string => normaliseSku(number).replaceAll(/[\s-]/g, '');

export const numbersOf = (tracking: Tracking[]): Set<string> =>
  new Set(tracking.flatMap(({ number }) => (number === undefined || number === '' ? [] : [bare(number)])));

export const isSameNumbers = (held: Tracking[], wanted: readonly string[]): boolean => {
  const have = numbersOf(held);
  const want = new Set(wanted.map(bare));
  return have.size === want.size && [...want].every((number) => have.has(number));
};

export const shareNumbers = (held: Tracking[], wanted: readonly string[]): boolean => {
  const have = numbersOf(held);
  return wanted.some((number) => have.has(bare(number)));
};
