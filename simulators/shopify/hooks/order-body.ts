// The REST-shaped order of all orders/* topics, with the key set of the official 2026-07 example.
// Trap: plain amounts are shop money; only the *_set members carry the buyer's side.
import type { LineRow, OrderRow, ShippingRow } from '../domain/model.ts';
import { zero } from '../domain/money.ts';
import { lineLevelDiscount } from '../domain/pricing.ts';
import { financialStatus, fulfilledQuantity, fulfillmentStatus, unfulfilledQuantity } from '../domain/status.ts';
import { currentQuantity, orderTaxLines, shippingNet, type Totals, totalsOf } from '../domain/totals.ts';
import type { World } from '../domain/world.ts';
import { addressBody, moneySet, plain, shopTime, taxLine } from './format.ts';
import { customerBody, fulfillmentBody, refundBody } from './other-bodies.ts';

const gid = (type: string, id: number) => `gid://shopify/${type}/${id}`;

function lineFulfillment(order: OrderRow, line: LineRow): string | null {
  const shipped = fulfilledQuantity(order, line);
  if (shipped === 0) return null;
  return unfulfilledQuantity(order, line) > 0 ? 'partial' : 'fulfilled';
}

const allocations = (row: LineRow | ShippingRow, order: OrderRow) =>
  row.allocations.map(({ application, amount }) => ({
    amount: plain(amount, order.money),
    amount_set: moneySet(amount, order.money),
    discount_application_index: application,
  }));

/** A line item, also inside refunds and fulfilments. */
export function lineBody(order: OrderRow, line: LineRow): Record<string, unknown> {
  const { money } = order;
  const own = lineLevelDiscount(line, order.discounts, false);
  return {
    id: line.id,
    admin_graphql_api_id: gid('LineItem', line.id),
    attributed_staffs: [],
    current_quantity: currentQuantity(order, line),
    fulfillable_quantity: unfulfilledQuantity(order, line),
    fulfillment_service: 'manual',
    fulfillment_status: lineFulfillment(order, line),
    gift_card: line.giftCard,
    grams: 0,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    price: plain(line.unitPrice, money),
    price_set: moneySet(line.unitPrice, money),
    product_exists: line.productExists,
    product_id: line.productId,
    properties: line.customAttributes.map(({ key, value }) => ({ name: key, value })),
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    sales_line_item_group_id: line.group?.id ?? null,
    sku: line.sku,
    taxable: line.taxable,
    title: line.title,
    total_discount: plain(own, money),
    total_discount_set: moneySet(own, money),
    variant_id: line.variantId,
    variant_inventory_management: line.inventoryItemId === null ? null : 'shopify',
    variant_title: line.variantTitle,
    vendor: line.vendor,
    tax_lines: line.taxLines.map((row) => taxLine(row, money)),
    duties: line.duties.map((duty) => ({
      id: String(duty.id),
      harmonized_system_code: duty.hsCode,
      country_code_of_origin: duty.country,
      shop_money: moneySet(duty.price, money).shop_money,
      presentment_money: moneySet(duty.price, money).presentment_money,
      tax_lines: duty.taxLines.map((row) => taxLine(row, money)),
      admin_graphql_api_id: gid('Duty', duty.id),
    })),
    discount_allocations: allocations(line, order),
    ...(line.tip && { tip_payment_gateway: 'shopify_payments', tip_payment_method: 'visa' }),
  };
}

function shippingBody(order: OrderRow, row: ShippingRow) {
  const { money } = order;
  return {
    id: row.id,
    carrier_identifier: row.carrierIdentifier,
    code: row.code,
    title: row.title,
    source: row.source,
    phone: null,
    requested_fulfillment_service_id: null,
    is_removed: row.removed,
    price: plain(row.price, money),
    price_set: moneySet(row.price, money),
    discounted_price: plain(shippingNet(row), money),
    discounted_price_set: moneySet(shippingNet(row), money),
    tax_lines: row.taxLines.map((tax) => taxLine(tax, money)),
    discount_allocations: allocations(row, order),
  };
}

function discountBodies(order: OrderRow) {
  const { money, discounts } = order;
  const applications = discounts.map((row) => ({
    target_type: row.target,
    type: { code: 'discount_code', manual: 'manual', automatic: 'automatic', script: 'script' }[row.type],
    value: row.valueType === 'percentage' ? Number(row.value).toFixed(1) : row.value,
    value_type: row.valueType,
    allocation_method: row.method,
    target_selection: row.selection,
    ...(row.code !== null && { code: row.code }),
    ...(row.title !== null && { title: row.title, description: row.description }),
  }));
  const codes = discounts.flatMap((row, index) => {
    if (row.code === null) return [];
    const parts = [...order.lines, ...order.shippingLines].flatMap((one) => one.allocations);
    const amount = parts
      .filter((part) => part.application === index)
      .reduce((all, part) => all.plus(part.amount.shop), zero().shop);
    const type = row.target === 'shipping_line' ? 'shipping' : row.valueType;
    return [{ code: row.code, amount: plain({ shop: amount, presentment: amount }, money), type }];
  });
  return { discount_applications: applications, discount_codes: codes };
}

function amounts(order: OrderRow, totals: Totals) {
  const { money } = order;
  const { current } = totals;
  const some = (bag: Parameters<typeof moneySet>[0]) => (bag.shop.eq(0) ? null : moneySet(bag, money));
  return {
    current_shipping_price_set: moneySet(current.shipping, money),
    current_subtotal_price: plain(current.subtotal, money),
    current_subtotal_price_set: moneySet(current.subtotal, money),
    current_total_additional_fees_set: some(current.fees),
    current_total_discounts: plain(current.discounts, money),
    current_total_discounts_set: moneySet(current.discounts, money),
    current_total_duties_set: some(current.duties),
    current_total_price: plain(current.total, money),
    current_total_price_set: moneySet(current.total, money),
    current_total_tax: plain(current.tax, money),
    current_total_tax_set: moneySet(current.tax, money),
    original_total_additional_fees_set: some(totals.fees),
    original_total_duties_set: some(totals.duties),
    subtotal_price: plain(totals.subtotal, money),
    subtotal_price_set: moneySet(totals.subtotal, money),
    total_cash_rounding_payment_adjustment_set: moneySet(order.cashRounding.payment, money),
    total_cash_rounding_refund_adjustment_set: moneySet(order.cashRounding.refund, money),
    total_discounts: plain(totals.discounts, money),
    total_discounts_set: moneySet(totals.discounts, money),
    total_line_items_price: plain(totals.lineItems, money),
    total_line_items_price_set: moneySet(totals.lineItems, money),
    total_outstanding: plain(totals.outstanding, money),
    total_price: plain(totals.total, money),
    total_price_set: moneySet(totals.total, money),
    total_shipping_price_set: moneySet(totals.shipping, money),
    total_tax: plain(totals.tax, money),
    total_tax_set: moneySet(totals.tax, money),
    total_tip_received: plain(totals.tips, money),
  };
}

function restFulfillment(order: OrderRow): string | null {
  const status = fulfillmentStatus(order);
  if (status === 'FULFILLED') return 'fulfilled';
  return status === 'PARTIALLY_FULFILLED' ? 'partial' : null;
}

function groupBodies(order: OrderRow) {
  const groups = new Map(order.lines.flatMap((line) => (line.group ? [[line.group.id, line.group] as const] : [])));
  return [...groups.values()].map((group) => ({
    id: group.id,
    title: group.title,
    quantity: group.quantity,
    variant_id: group.variantId,
    variant_sku: group.variantSku,
    product_id: group.productId,
    properties: [],
    admin_graphql_api_id: gid('LineItemGroup', group.id),
  }));
}

const UNSET_BY_CHECKOUT = {
  ...{ browser_ip: null, buyer_accepts_marketing: false, cart_token: null, checkout_token: null },
  ...{ client_details: null, customer_locale: 'en', device_id: null, landing_site: null, referring_site: null },
  ...{ merchant_business_entity_id: 'MTU0ODM4MDAwOQ', merchant_of_record_app_id: null, reference: null },
  ...{ source_url: null, total_weight: 0, user_id: null, returns: [] },
};

/** The whole order as a webhook carries it, frozen at this moment. */
export function orderBody(world: World, order: OrderRow): Record<string, unknown> {
  const { money } = order;
  const zone = world.settings.shop.timeZone;
  const time = (at: number | null) => shopTime(at, zone);
  const totals = totalsOf(order, world.settings.behaviour);
  const customer = order.customerId === null ? undefined : world.customers.get(order.customerId);
  return {
    ...UNSET_BY_CHECKOUT,
    id: order.id,
    admin_graphql_api_id: gid('Order', order.id),
    app_id: order.appId,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: time(order.cancelledAt),
    closed_at: time(order.closedAt),
    company: order.company && { id: order.company.id, location_id: order.company.locationId },
    confirmation_number: order.confirmationNumber,
    confirmed: true,
    contact_email: order.email,
    created_at: time(order.createdAt),
    currency: money.shop,
    ...amounts(order, totals),
    ...discountBodies(order),
    duties_included: order.dutiesIncluded,
    email: order.email,
    estimated_taxes: order.estimatedTaxes,
    financial_status: financialStatus(order, totals, world.clock.now())?.toLowerCase() ?? null,
    fulfillment_status: restFulfillment(order),
    line_item_groups: groupBodies(order),
    location_id: order.retailLocationId,
    name: order.name,
    note: order.note,
    note_attributes: order.customAttributes.map(({ key, value }) => ({ name: key, value })),
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `https://${world.settings.shop.domain}/orders/${order.id}`,
    payment_gateway_names: [...new Set(order.transactions.map((row) => row.gateway))],
    payment_terms: order.paymentTerms && { payment_terms_name: order.paymentTerms },
    phone: order.phone,
    po_number: order.poNumber,
    presentment_currency: money.presentment,
    processed_at: time(order.processedAt),
    source_identifier: order.sourceIdentifier,
    source_name: order.sourceName,
    tags: order.tags.join(', '),
    tax_exempt: order.taxExempt,
    tax_lines: orderTaxLines(order).map((row) => taxLine(row, money)),
    taxes_included: order.taxesIncluded,
    test: order.test,
    token: order.confirmationNumber.toLowerCase(),
    updated_at: time(order.updatedAt),
    billing_address: addressBody(order.billingAddress),
    shipping_address: addressBody(order.shippingAddress),
    customer: customer ? customerBody(world, customer) : null,
    line_items: order.lines.map((line) => lineBody(order, line)),
    shipping_lines: order.shippingLines.map((row) => shippingBody(order, row)),
    fulfillments: order.fulfillments.map((row) => fulfillmentBody(world, order, row)),
    refunds: order.refunds.map((row) => refundBody(world, order, row)),
  };
}
