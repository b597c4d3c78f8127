/**
 * Lines, shipping lines and discounts of an order, from Shopify's spelling into ours.
 * The trap: whether a line is a tip shows only beside the order's total of tips; that is decided in read-order.ts.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import type {
  AdditionalFee,
  Allocation,
  DiscountApplication,
  Duty,
  OrderLine,
  ShippingLine,
  TaxLine,
} from './types.ts';
import { attribute, bag, decimalText, id, maybe, optionalId, ref, text } from './values.ts';

export const taxLine: z.ZodType<TaxLine> = z
  .object({
    title: z.string(),
    rate: z.number().nullish(),
    source: text,
    channelLiable: z.boolean().nullish(),
    priceSet: bag,
  })
  .transform(({ title, rate, source, channelLiable, priceSet }) =>
    compact({
      title,
      rate: typeof rate === 'number' ? String(rate) : undefined,
      source,
      channelLiable: channelLiable === true,
      amount: priceSet,
    }),
  );

export const allocation: z.ZodType<Allocation> = z
  .object({
    allocatedAmountSet: bag,
    discountApplication: z.object({ index: z.number().int(), targetType: z.string() }),
  })
  .transform(({ allocatedAmountSet, discountApplication }) => ({
    applicationIndex: discountApplication.index,
    targetType: discountApplication.targetType,
    amount: allocatedAmountSet,
  }));

const KINDS: Record<string, DiscountApplication['kind']> = {
  DiscountCodeApplication: 'code',
  ManualDiscountApplication: 'manual',
  AutomaticDiscountApplication: 'automatic',
  ScriptDiscountApplication: 'script',
};

const discountValue = z.union([
  z.object({ percentage: z.number() }).transform(({ percentage }) => ({ percentage: String(percentage) })),
  z
    .object({ amount: decimalText, currencyCode: z.string() })
    .transform(({ amount, currencyCode }) => ({ amount, currency: currencyCode })),
]);

export const discountApplication: z.ZodType<DiscountApplication> = z
  .object({
    __typename: z.string(),
    index: z.number().int(),
    targetType: z.string(),
    targetSelection: z.string(),
    allocationMethod: z.string(),
    value: discountValue,
    code: text,
    title: text,
  })
  .transform(({ __typename, code, title, ...rest }) =>
    compact({ ...rest, kind: KINDS[__typename] ?? 'other', name: code ?? title }),
  );

const duty: z.ZodType<Duty> = z
  .object({
    id,
    price: bag,
    taxLines: z.array(taxLine),
    harmonizedSystemCode: text,
    countryCodeOfOrigin: text,
  })
  .transform(({ countryCodeOfOrigin, ...rest }) => compact({ ...rest, countryOfOrigin: countryCodeOfOrigin }));

const group = z
  .object({
    id,
    title: z.string(),
    quantity: z.number().int(),
    variantId: optionalId,
    variantSku: text,
    productId: optionalId,
  })
  .transform(({ variantSku, ...rest }) => compact({ ...rest, sku: variantSku }));

/** A line without the question of the tip. */
export const orderLine: z.ZodType<Omit<OrderLine, 'isTip'>> = z
  .object({
    id,
    title: z.string(),
    name: z.string(),
    variantTitle: text,
    sku: text,
    vendor: text,
    quantity: z.number().int(),
    currentQuantity: z.number().int(),
    unfulfilledQuantity: z.number().int(),
    nonFulfillableQuantity: z.number().int(),
    refundableQuantity: z.number().int(),
    requiresShipping: z.boolean(),
    taxable: z.boolean(),
    isGiftCard: z.boolean(),
    customAttributes: z.array(attribute),
    product: ref,
    variant: maybe(z.object({ id, inventoryItem: ref })),
    lineItemGroup: maybe(group),
    originalUnitPriceSet: bag,
    originalTotalSet: bag,
    discountedTotalSet: bag,
    discountAllocations: z.array(allocation),
    taxLines: z.array(taxLine),
    duties: z.array(duty),
  })
  .transform((line) => {
    const { customAttributes, product, variant, lineItemGroup, discountAllocations, ...rest } = line;
    const { originalUnitPriceSet, originalTotalSet, discountedTotalSet, ...plain } = rest;
    return compact({
      ...plain,
      attributes: customAttributes,
      productId: product,
      variantId: variant?.id,
      inventoryItemId: variant?.inventoryItem,
      group: lineItemGroup,
      unitPrice: originalUnitPriceSet,
      originalTotal: originalTotalSet,
      discountedTotal: discountedTotalSet,
      allocations: discountAllocations,
    });
  });

export const shippingLine: z.ZodType<ShippingLine> = z
  .object({
    id: optionalId,
    title: z.string(),
    code: text,
    source: text,
    carrierIdentifier: text,
    isRemoved: z.boolean(),
    originalPriceSet: bag,
    discountedPriceSet: bag,
    currentDiscountedPriceSet: bag,
    taxLines: z.array(taxLine),
    discountAllocations: z.array(allocation),
  })
  .transform(({ originalPriceSet, discountedPriceSet, currentDiscountedPriceSet, discountAllocations, ...rest }) =>
    compact({
      ...rest,
      originalPrice: originalPriceSet,
      discountedPrice: discountedPriceSet,
      currentDiscountedPrice: currentDiscountedPriceSet,
      allocations: discountAllocations,
    }),
  );

export const additionalFee: z.ZodType<AdditionalFee> = z.object({
  id,
  name: z.string(),
  price: bag,
  taxLines: z.array(taxLine),
});
