// Webhook bodies of everything but orders: refunds, fulfilments, customers, transactions, stock, shop, privacy.
// Trap: in a refund line `subtotal` and `total_tax` are JSON numbers, everywhere else amounts are strings.

import { quantityOf } from '../domain/inventory.ts';
import type {
  CustomerRow,
  FulfillmentRow,
  LevelRow,
  LocationRow,
  OrderRow,
  RefundRow,
  TransactionRow,
  VariantRow,
} from '../domain/model.ts';
import type { World } from '../domain/world.ts';
import { addressBody, moneySet, plain, shopTime } from './format.ts';
import { lineBody } from './order-body.ts';

const gid = (type: string, id: number) => `gid://shopify/${type}/${id}`;
const time = (world: World, at: number | null) => shopTime(at, world.settings.shop.timeZone);

/** A customer; since 2026 without tags and order counts. */
export function customerBody(world: World, row: CustomerRow): Record<string, unknown> {
  const address = row.defaultAddress;
  const shown = address && {
    ...addressBody(address),
    ...{ id: address.id, customer_id: row.id, country_name: address.country, default: true },
  };
  return {
    id: row.id,
    admin_graphql_api_id: gid('Customer', row.id),
    created_at: time(world, row.createdAt),
    updated_at: time(world, row.updatedAt),
    first_name: row.firstName,
    last_name: row.lastName,
    state: row.state.toLowerCase(),
    note: row.note,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: row.taxExempt,
    tax_exemptions: [],
    email: row.email,
    phone: row.phone,
    currency: world.settings.shop.currency,
    addresses: shown ? [shown] : [],
    default_address: shown,
  };
}

/** A transaction. */
export function transactionBody(world: World, order: OrderRow, row: TransactionRow): Record<string, unknown> {
  return {
    id: row.id,
    admin_graphql_api_id: gid('OrderTransaction', row.id),
    order_id: order.id,
    parent_id: row.parentId,
    kind: row.kind.toLowerCase(),
    status: row.status.toLowerCase(),
    gateway: row.gateway,
    message: null,
    amount: plain(row.amount, order.money),
    currency: order.money.shop,
    created_at: time(world, row.createdAt),
    processed_at: time(world, row.processedAt),
    test: row.test,
    authorization: null,
    location_id: null,
    user_id: null,
    device_id: null,
    error_code: row.errorCode?.toLowerCase() ?? null,
    source_name: order.sourceName,
    receipt: {},
    payment_id: row.paymentId,
    manual_payment_gateway: !['shopify_payments', 'gift_card', 'paypal'].includes(row.gateway),
  };
}

function refundLines(order: OrderRow, refund: RefundRow) {
  return refund.lines.map((row) => {
    const line = order.lines.find((one) => one.id === row.lineId);
    return {
      id: row.id,
      line_item_id: row.lineId,
      quantity: row.quantity,
      location_id: row.locationId,
      restock_type: row.restockType.toLowerCase(),
      subtotal: Number(row.subtotal.shop),
      total_tax: Number(row.tax.shop),
      subtotal_set: moneySet(row.subtotal, order.money),
      total_tax_set: moneySet(row.tax, order.money),
      line_item: line ? lineBody(order, line) : null,
    };
  });
}

/** A refund; it is sent whether or not its money has moved. */
export function refundBody(world: World, order: OrderRow, refund: RefundRow): Record<string, unknown> {
  const { money } = order;
  const transactions = order.transactions.filter((row) => refund.transactionIds.includes(row.id));
  return {
    id: refund.id,
    admin_graphql_api_id: gid('Refund', refund.id),
    order_id: order.id,
    created_at: time(world, refund.createdAt),
    processed_at: time(world, refund.createdAt),
    note: refund.note,
    user_id: null,
    return: null,
    restock: refund.lines.some((row) => row.restocked),
    duties: refund.duties.map((row) => ({ duty_id: row.dutyId, amount_set: moneySet(row.amount, money) })),
    refund_line_items: refundLines(order, refund),
    refund_shipping_lines: refund.shipping.map((row) => ({
      id: row.id,
      shipping_line: { id: row.shippingLineId },
      subtotal_amount_set: moneySet(row.subtotal, money),
      tax_amount_set: moneySet(row.tax, money),
    })),
    order_adjustments: refund.adjustments.map((row) => ({
      ...{ id: row.id, order_id: order.id, refund_id: refund.id, kind: row.reason.toLowerCase(), reason: row.reason },
      ...{ amount: plain(row.amount, money), amount_set: moneySet(row.amount, money) },
      ...{ tax_amount: plain(row.tax, money), tax_amount_set: moneySet(row.tax, money) },
    })),
    transactions: transactions.map((row) => transactionBody(world, order, row)),
  };
}

/** A fulfilment; its name is "#1001.1" here and "#1001-F1" in GraphQL. */
export function fulfillmentBody(world: World, order: OrderRow, row: FulfillmentRow): Record<string, unknown> {
  const position = order.fulfillments.indexOf(row) + 1;
  const numbers = row.tracking.flatMap(({ number }) => (number === null ? [] : [number]));
  const urls = row.tracking.flatMap(({ url }) => (url === null ? [] : [url]));
  return {
    id: row.id,
    admin_graphql_api_id: gid('Fulfillment', row.id),
    order_id: order.id,
    name: `${order.name}.${position}`,
    status: row.status.toLowerCase(),
    created_at: time(world, row.createdAt),
    updated_at: time(world, row.updatedAt),
    service: 'manual',
    shipment_status: row.events.at(-1)?.status.toLowerCase() ?? null,
    location_id: row.locationId,
    origin_address: null,
    email: order.email,
    destination: addressBody(order.shippingAddress),
    tracking_company: row.tracking[0]?.company ?? null,
    tracking_number: numbers[0] ?? null,
    tracking_numbers: numbers,
    tracking_url: urls[0] ?? null,
    tracking_urls: urls,
    receipt: {},
    line_items: row.lines.flatMap((part) => {
      const line = order.lines.find((one) => one.id === part.lineId);
      return line ? [{ ...lineBody(order, line), quantity: part.quantity }] : [];
    }),
  };
}

/** A stock level; `available` is null for an untracked item. */
export function levelBody(world: World, level: LevelRow): Record<string, unknown> {
  const tracked = world.variantsByItem.get(level.itemId)?.tracked ?? true;
  return {
    inventory_item_id: level.itemId,
    location_id: level.locationId,
    available: tracked ? quantityOf(level, 'available') : null,
    updated_at: time(world, level.updatedAt),
    admin_graphql_api_id: `gid://shopify/InventoryLevel/${level.locationId}?inventory_item_id=${level.itemId}`,
  };
}

/** An inventory item. */
export function itemBody(world: World, variant: VariantRow): Record<string, unknown> {
  return {
    id: variant.inventoryItemId,
    admin_graphql_api_id: gid('InventoryItem', variant.inventoryItemId),
    sku: variant.sku,
    created_at: time(world, variant.createdAt),
    updated_at: time(world, variant.updatedAt),
    requires_shipping: variant.requiresShipping,
    cost: variant.unitCost,
    tracked: variant.tracked,
    ...{ country_code_of_origin: null, province_code_of_origin: null, harmonized_system_code: null },
    ...{ country_harmonized_system_codes: [], weight_value: 0, weight_unit: 'lb' },
  };
}

/** A location. */
export function locationBody(world: World, row: LocationRow): Record<string, unknown> {
  return {
    id: row.id,
    admin_graphql_api_id: gid('Location', row.id),
    name: row.name,
    active: row.active,
    legacy: row.fulfillmentService,
    ...{ address1: row.address1, address2: null, city: row.city, zip: row.zip, province_code: row.provinceCode },
    ...{ country: row.countryCode, country_code: row.countryCode, phone: null },
    created_at: time(world, row.createdAt),
    updated_at: time(world, row.createdAt),
  };
}

/** The shop, as app/uninstalled carries it. */
export function shopBody(world: World): Record<string, unknown> {
  const { shop } = world.settings;
  return {
    ...{ id: 548_380_009, name: shop.name, email: 'owner@example.com', domain: shop.domain, currency: shop.currency },
    ...{ iana_timezone: shop.timeZone, plan_display_name: shop.plan, myshopify_domain: shop.domain },
    ...{ taxes_included: shop.taxesIncluded, tax_shipping: shop.taxShipping },
  };
}

export type PrivacyTopic = 'customers/data_request' | 'customers/redact' | 'shop/redact';

/** The three bodies of the privacy law topics. */
export function privacyBody(
  world: World,
  topic: PrivacyTopic,
  customer: CustomerRow | undefined,
): Record<string, unknown> {
  const head = { shop_id: 548_380_009, shop_domain: world.settings.shop.domain };
  if (topic === 'shop/redact') return head;
  const orders = [...world.orders.values()].filter((row) => row.customerId === customer?.id).map((row) => row.id);
  const who = { id: customer?.id ?? 1, email: customer?.email ?? null, phone: customer?.phone ?? null };
  if (topic === 'customers/redact') return { ...head, customer: who, orders_to_redact: orders };
  return { ...head, customer: who, orders_requested: orders, data_request: { id: 9999 } };
}
