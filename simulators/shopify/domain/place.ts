// Places an order as a checkout, a till or a draft does: rows, payments, fulfilment orders, committed stock.
// Trap: with `silent` no webhook goes out, but updatedAt and the search index behave as always.
import Big from 'big.js';
import { orderNotices } from '../hooks/notices.ts';
import { findOrAddCustomer, toAddress } from './customers.ts';
import { createFulfillment, routeOrder } from './fulfil.ts';
import type { Attribute, GroupRow, LineRow, OrderRow, ShippingRow, TransactionRow, VariantRow } from './model.ts';
import { bagFromShop, type Currencies, zero } from './money.ts';
import type { LineInput, PaymentInput, PlaceOrder } from './order-input.ts';
import { applyDiscounts, applyTaxes, dutyRows, feeRows } from './pricing.ts';
import { closeWhenDone } from './status.ts';
import { totalsOf } from './totals.ts';
import { newId, newOrderId, stamp, touchOrder, variantsBySku, type World } from './world.ts';

const DAY_MS = 86_400_000;

const attributes = (given: Record<string, string> | undefined): Attribute[] =>
  Object.entries(given ?? {}).map(([key, value]) => ({ key, value }));

function variantFor(world: World, line: LineInput): VariantRow | undefined {
  if (line.variantId !== undefined) return world.variants.get(line.variantId);
  return line.sku ? variantsBySku(world, line.sku)[0] : undefined;
}

function groupFor(world: World, line: LineInput, known: Map<string, GroupRow>): GroupRow | null {
  if (!line.group) return null;
  const old = known.get(line.group.title);
  if (old) return old;
  const parent = line.group.sku ? variantsBySku(world, line.group.sku)[0] : undefined;
  const row: GroupRow = {
    id: newId(world),
    title: line.group.title,
    quantity: line.group.quantity ?? 1,
    variantId: parent?.id ?? null,
    variantSku: line.group.sku ?? null,
    productId: parent?.productId ?? null,
  };
  known.set(row.title, row);
  return row;
}

/** One line's row, unpriced by discounts and taxes. */
export function lineRow(
  world: World,
  given: LineInput,
  money: Currencies,
  groups = new Map<string, GroupRow>(),
): LineRow {
  const variant = given.productGone ? undefined : variantFor(world, given);
  const product = variant && world.products.get(variant.productId);
  const giftCard = given.giftCard ?? product?.giftCard ?? false;
  const sku = given.sku === undefined ? (variant?.sku ?? null) : given.sku;
  return {
    id: newId(world),
    variantId: variant?.id ?? null,
    productId: product?.id ?? null,
    productExists: variant !== undefined,
    inventoryItemId: variant?.inventoryItemId ?? null,
    title: given.title ?? product?.title ?? 'Custom item',
    variantTitle: given.variantTitle ?? (variant && variant.title !== 'Default Title' ? variant.title : null),
    sku: sku === '' ? null : sku,
    vendor: given.vendor ?? product?.vendor ?? null,
    quantity: given.quantity ?? 1,
    removed: 0,
    unitPrice: bagFromShop(given.price ?? variant?.price ?? '10.00', money),
    allocations: [],
    taxLines: [],
    duties: dutyRows(given.duties ?? [], money, () => newId(world)),
    requiresShipping: giftCard ? false : (given.requiresShipping ?? variant?.requiresShipping ?? true),
    taxable: giftCard ? false : (given.taxable ?? variant?.taxable ?? true),
    giftCard,
    tip: false,
    group: groupFor(world, given, groups),
    customAttributes: attributes(given.properties),
    added: false,
  };
}

function tipRow(world: World, amount: string, money: Currencies): LineRow {
  const given = { title: 'Tip', price: amount, requiresShipping: false, taxable: false, sku: null };
  return { ...lineRow(world, given, money), vendor: null, tip: true };
}

function shippingRows(world: World, input: PlaceOrder, money: Currencies): ShippingRow[] {
  return (input.shippingLines ?? []).map((given) => ({
    id: newId(world),
    title: given.title ?? 'Standard',
    code: given.code ?? given.title ?? 'Standard',
    source: given.source ?? 'shopify',
    carrierIdentifier: given.carrierIdentifier ?? null,
    removed: false,
    price: bagFromShop(given.price, money),
    allocations: [],
    taxLines: [],
  }));
}

const PAYMENT_WORDS: Record<string, PaymentInput[]> = {
  paid: [{}],
  authorized: [{ kind: 'AUTHORIZATION' }],
  pending: [{ gateway: 'Bank Deposit', status: 'PENDING' }],
  none: [],
};

/** A transaction's row; `processedAt` is now. */
export function transactionRow(
  world: World,
  order: OrderRow,
  given: Partial<TransactionRow> & Pick<TransactionRow, 'kind' | 'amount'>,
): TransactionRow {
  const id = newId(world);
  const now = stamp(world);
  return {
    ...{ id, status: 'SUCCESS', gateway: 'shopify_payments', test: order.test, parentId: null },
    ...{ paymentId: `${order.name}.${order.transactions.length + 1}`, createdAt: now, processedAt: now },
    authorizationExpiresAt: given.kind === 'AUTHORIZATION' ? now + 7 * DAY_MS : null,
    errorCode: null,
    ...given,
  };
}

function pay(world: World, order: OrderRow, input: PlaceOrder): void {
  const wanted = input.payments ?? PAYMENT_WORDS[input.payment ?? 'paid'] ?? [];
  for (const payment of wanted) {
    const totals = totalsOf(order, world.settings.behaviour);
    const left = payment.kind === 'CAPTURE' ? totals.capturable : totals.outstanding;
    const amount = payment.amount === undefined ? left : bagFromShop(payment.amount, order.money);
    if (amount.shop.eq(0) && payment.amount === undefined) continue;
    const parent = order.transactions.find((row) => row.kind === 'AUTHORIZATION');
    const row = transactionRow(world, order, {
      kind: payment.kind ?? 'SALE',
      status: payment.status ?? 'SUCCESS',
      gateway: payment.gateway ?? 'shopify_payments',
      parentId: payment.kind === 'CAPTURE' ? (parent?.id ?? null) : null,
      amount,
    });
    if (row.status === 'FAILURE' || row.status === 'ERROR') row.errorCode = 'CARD_DECLINED';
    order.transactions.push(row);
  }
}

function blankOrder(world: World, input: PlaceOrder, money: Currencies): OrderRow {
  const number = world.nextNumber++;
  const { orderPrefix, orderSuffix } = world.settings.shop;
  const createdAt = input.createdAt === undefined ? stamp(world) : Date.parse(input.createdAt);
  const customer = findOrAddCustomer(world, input.customer, input.email);
  const address = toAddress(world, input.shippingAddress);
  return {
    id: newOrderId(world),
    number,
    name: input.name ?? `${orderPrefix}${number}${orderSuffix}`,
    confirmationNumber: (world.rng.below(36 ** 6) + 36 ** 8).toString(36).toUpperCase().slice(0, 9),
    ...{ createdAt, updatedAt: createdAt, closedAt: null, cancelledAt: null, cancelReason: null, edited: false },
    processedAt: input.processedAt === undefined ? createdAt : Date.parse(input.processedAt),
    test: input.test ?? false,
    money,
    taxesIncluded: input.taxesIncluded ?? world.settings.shop.taxesIncluded,
    dutiesIncluded: input.dutiesIncluded ?? false,
    taxExempt: input.taxExempt ?? customer?.taxExempt ?? false,
    estimatedTaxes: false,
    sourceName: input.sourceName ?? 'web',
    sourceIdentifier: input.sourceIdentifier ?? null,
    appId: input.appId ?? 580_111,
    retailLocationId: input.retailLocationId ?? null,
    customerId: customer?.id ?? null,
    company: companyOf(world, input),
    paymentTerms: input.paymentTerms ?? null,
    email: input.email === undefined ? (customer?.email ?? null) : input.email,
    phone: input.phone ?? null,
    note: input.note ?? null,
    poNumber: input.poNumber ?? null,
    tags: input.tags ?? [],
    customAttributes: attributes(input.attributes),
    billingAddress: input.billingAddress === undefined ? address : toAddress(world, input.billingAddress),
    shippingAddress: address,
    ...{ discounts: [], lines: [], shippingLines: [], fees: [], transactions: [], refunds: [] },
    ...{ fulfillments: [], fulfillmentOrders: [], metafields: [], index: [] },
    cashRounding: { payment: bagFromShop(input.cashRounding ?? '0', money), refund: zero() },
    originalTotal: zero(),
  };
}

function companyOf(world: World, { company }: PlaceOrder): OrderRow['company'] {
  if (!company) return null;
  const { name, externalId = null, location = name } = company;
  return { id: newId(world), name, externalId, locationId: newId(world), locationName: location };
}

function currencies(world: World, input: PlaceOrder): Currencies {
  const { currency } = world.settings.shop;
  return {
    shop: currency,
    presentment: input.presentment?.currency ?? currency,
    rate: Big(input.presentment?.rate ?? 1),
  };
}

/** Places an order; its webhooks go out unless `silent`. Throws an Error on nonsense input. */
export function placeOrder(world: World, input: PlaceOrder): OrderRow {
  const money = currencies(world, input);
  const pos = input.sourceName === 'pos';
  const retail = pos ? [...world.locations.values()].find((row) => row.active)?.id : undefined;
  const order = blankOrder(world, { ...(retail !== undefined && { retailLocationId: retail }), ...input }, money);
  const groups = new Map<string, GroupRow>();
  order.lines = (input.lines ?? [{}]).map((line) => lineRow(world, line, money, groups));
  if (input.tip !== undefined) order.lines.push(tipRow(world, input.tip, money));
  order.shippingLines = shippingRows(world, input, money);
  order.discounts = applyDiscounts(input.discounts ?? [], order.lines, order.shippingLines, money);
  const rules = {
    included: order.taxesIncluded,
    taxShipping: world.settings.shop.taxShipping,
    exempt: order.taxExempt,
  };
  applyTaxes(input, { lines: order.lines, shipping: order.shippingLines }, rules, money);
  order.fees = feeRows(input.additionalFees, money, () => newId(world));
  order.originalTotal = totalsOf(order, world.settings.behaviour).total;
  pay(world, order, input);
  world.orders.set(order.id, order);
  const stock = routeOrder(world, order, input);
  if (!input.silent) world.emit(orderNotices.placed(world, order, stock));
  if (pos || input.fulfilled) fulfilAll(world, order, input.silent === true);
  closeWhenDone(order, totalsOf(order, world.settings.behaviour), stamp(world));
  touchOrder(world, order, true);
  return order;
}

function fulfilAll(world: World, order: OrderRow, silent: boolean): void {
  for (const target of [...order.fulfillmentOrders]) {
    createFulfillment(world, order, {
      parts: target.lines.map((line) => ({ target, line, quantity: line.remaining })),
      tracking: [],
      notifyCustomer: false,
      silent,
    });
  }
}
