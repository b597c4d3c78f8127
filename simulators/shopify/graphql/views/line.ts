// Views of what an order is made of: lines, shipping lines, discounts, taxes, duties, fees.
// Trap: totalDiscountSet leaves out order-level and code discounts; only the allocations are complete.
import type { Allocation, DiscountRow, DutyRow, LineRow, OrderRow, ShippingRow } from '../../domain/model.ts';
import { type Currencies, graphqlAmount, minus, share, sum, zero } from '../../domain/money.ts';
import { lineLevelDiscount, unitAfterDiscounts } from '../../domain/pricing.ts';
import {
  fulfilledQuantity,
  nonFulfillableQuantity,
  refundableQuantity,
  unfulfilledQuantity,
} from '../../domain/status.ts';
import { currentQuantity, lineList, lineNet, lineTax, shippingNet } from '../../domain/totals.ts';
import type { World } from '../../domain/world.ts';
import { plainList } from '../connection.ts';
import type { Args, View } from '../context.ts';
import { gid } from '../ids.ts';
import { attributeViews, moneyBag, taxLineView } from './basics.ts';
import { productView, variantView } from './product.ts';

const APPLICATION_TYPES = {
  code: 'DiscountCodeApplication',
  manual: 'ManualDiscountApplication',
  automatic: 'AutomaticDiscountApplication',
  script: 'ScriptDiscountApplication',
};

export function applicationView(row: DiscountRow, index: number, money: Currencies): View {
  const value = row.amount
    ? { __typename: 'MoneyV2', amount: graphqlAmount(row.amount.presentment), currencyCode: money.presentment }
    : { __typename: 'PricingPercentageValue', percentage: Number(row.value) };
  return {
    __typename: APPLICATION_TYPES[row.type],
    index,
    allocationMethod: row.method.toUpperCase(),
    targetSelection: row.selection.toUpperCase(),
    targetType: row.target.toUpperCase(),
    value,
    code: row.code,
    title: row.title,
    description: row.description,
  };
}

const allocationView = (part: Allocation, order: OrderRow): View => {
  const application = order.discounts[part.application];
  return {
    allocatedAmount: () => moneyBag(part.amount, order.money).shopMoney,
    allocatedAmountSet: moneyBag(part.amount, order.money),
    discountApplication: () => application && applicationView(application, part.application, order.money),
  };
};

export const dutyView = (row: DutyRow, money: Currencies): View => ({
  id: gid('Duty', row.id),
  harmonizedSystemCode: row.hsCode,
  countryCodeOfOrigin: row.country,
  price: moneyBag(row.price, money),
  taxLines: row.taxLines.map((tax) => taxLineView(tax, money)),
});

function lineMoney(order: OrderRow, line: LineRow): View {
  const { money } = order;
  const bag = (value: ReturnType<typeof zero>) => moneyBag(value, money);
  const own = lineLevelDiscount(line, order.discounts, false);
  const discounted = (withCodes: boolean) => minus(lineList(line), lineLevelDiscount(line, order.discounts, withCodes));
  return {
    originalUnitPrice: graphqlAmount(line.unitPrice.shop),
    originalUnitPriceSet: bag(line.unitPrice),
    originalTotal: () => graphqlAmount(lineList(line).shop),
    originalTotalSet: () => bag(lineList(line)),
    discountedTotalSet: ({ withCodeDiscounts }: Args) => bag(discounted(withCodeDiscounts === true)),
    discountedUnitPriceSet: () => bag(share(discounted(false), 1, Math.max(1, line.quantity), money)),
    discountedUnitPriceAfterAllDiscountsSet: () => bag(unitAfterDiscounts(line, money)),
    priceAfterAllDiscountsBeforeTaxesSet: () =>
      bag(order.taxesIncluded ? minus(lineNet(line), lineTax(line)) : lineNet(line)),
    totalDiscountSet: () => bag(own),
    totalDiscount: () => graphqlAmount(own.shop),
    discountAllocations: () => line.allocations.map((part) => allocationView(part, order)),
    taxLines: (args: Args) => plainList(line.taxLines, args, (row) => taxLineView(row, money)),
    duties: () => line.duties.map((row) => dutyView(row, money)),
    unfulfilledOriginalTotalSet: () =>
      bag(share(lineList(line), unfulfilledQuantity(order, line), line.quantity, money)),
    unfulfilledDiscountedTotalSet: () =>
      bag(share(discounted(false), unfulfilledQuantity(order, line), line.quantity, money)),
  };
}

export function groupView(line: LineRow): View | null {
  const { group } = line;
  if (!group) return null;
  return {
    id: gid('LineItemGroup', group.id),
    title: group.title,
    quantity: group.quantity,
    variantId: group.variantId === null ? null : gid('ProductVariant', group.variantId),
    variantSku: group.variantSku,
    productId: group.productId === null ? null : gid('Product', group.productId),
    customAttributes: [],
  };
}

export function lineView(world: World, order: OrderRow, line: LineRow): View {
  const variant = () => (line.variantId === null ? undefined : world.variants.get(line.variantId));
  const shipped = fulfilledQuantity(order, line);
  return {
    __typename: 'LineItem',
    id: gid('LineItem', line.id),
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    title: line.title,
    variantTitle: line.variantTitle,
    sku: line.sku,
    vendor: line.vendor,
    quantity: line.quantity,
    currentQuantity: () => currentQuantity(order, line),
    unfulfilledQuantity: () => unfulfilledQuantity(order, line),
    fulfillableQuantity: () => unfulfilledQuantity(order, line),
    nonFulfillableQuantity: () => nonFulfillableQuantity(order, line),
    refundableQuantity: () => refundableQuantity(order, line),
    fulfillmentStatus: shipped === 0 ? 'unfulfilled' : shipped < line.quantity ? 'partial' : 'fulfilled',
    requiresShipping: line.requiresShipping,
    taxable: line.taxable,
    isGiftCard: line.giftCard,
    merchantEditable: !line.tip,
    restockable: line.inventoryItemId !== null,
    canRestock: line.inventoryItemId !== null,
    customAttributes: attributeViews(line.customAttributes),
    contract: null,
    sellingPlan: null,
    staffMember: null,
    image: null,
    weight: null,
    fulfillmentService: null,
    lineItemGroup: groupView(line),
    variant: () => {
      const row = variant();
      return row ? variantView(world, row) : null;
    },
    product: () => {
      const row = line.productId === null ? undefined : world.products.get(line.productId);
      return row ? productView(world, row) : null;
    },
    ...lineMoney(order, line),
  };
}

export function shippingView(order: OrderRow, row: ShippingRow): View {
  const { money } = order;
  const back = () =>
    sum(
      order.refunds
        .flatMap((refund) => refund.shipping)
        .filter((one) => one.shippingLineId === row.id)
        .map((one) => one.subtotal),
    );
  return {
    id: gid('ShippingLine', row.id),
    title: row.title,
    code: row.code,
    source: row.source,
    custom: row.source === null,
    carrierIdentifier: row.carrierIdentifier,
    deliveryCategory: null,
    phone: null,
    shippingRateHandle: null,
    isRemoved: row.removed,
    price: graphqlAmount(row.price.shop),
    originalPriceSet: moneyBag(row.price, money),
    discountedPriceSet: () => moneyBag(shippingNet(row), money),
    currentDiscountedPriceSet: () => moneyBag(row.removed ? zero() : minus(shippingNet(row), back()), money),
    taxLines: () => row.taxLines.map((tax) => taxLineView(tax, money)),
    discountAllocations: () => row.allocations.map((part) => allocationView(part, order)),
  };
}
