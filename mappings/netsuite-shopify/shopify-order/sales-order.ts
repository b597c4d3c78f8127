/**
 * The sales order as it is sent to NetSuite.
 * The trap: `price: -1` (custom price level) and `amount` on every line, or NetSuite prices the goods itself; and a rate
 * is only sent when it gives the amount exactly.
 */
import type { Json, RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import { dayIn } from '../../shared/calendar.ts';
import { exactRate } from '../../shared/money.ts';
import { addressOf, plain } from '../shopify-customer/text.ts';
import type { Entity } from './entity.ts';
import { bodyFields } from './fields.ts';
import { salesOrderName } from './names.ts';
import { segment } from './rules.ts';
import { type TaxedLine, taxDetails } from './tax.ts';
import type { OrderPlanInput, PlannedLine, PlannedOrder, Problem } from './types.ts';

const CUSTOM_PRICE = { id: '-1' };
const LONGEST = { memo: 999, reference: 45, description: 999 };

export const reference = (field: string, id: string | undefined): RecordBody =>
  id === undefined ? {} : { [field]: { id } };

/** NetSuite's currency, or why it is not known. Left to the customer's own when the shop has one currency only. */
export function currencyOf({ order, settings }: OrderPlanInput, currency: string): { body: RecordBody } | Problem {
  const id = settings.currency.ids[currency];
  if (id !== undefined) return { body: { currency: { id } } };
  const hasOne = order.currencies.shop === order.currencies.presentment || settings.currency.use === 'shop';
  if (hasOne && Object.keys(settings.currency.ids).length === 0) return { body: {} };
  return {
    cause: 'currency-unknown',
    reason: `${order.name} is posted in ${currency}, which has no NetSuite currency; add it to currency.ids`,
  };
}

export function salesOrderWrite(input: OrderPlanInput, entity: Entity, planned: PlannedOrder): RecordWrite | Problem {
  const { order, settings } = input;
  const currency = currencyOf(input, planned.currency);
  if ('cause' in currency) return currency;
  const lines = planned.lines.filter((line) => !line.isGone);
  return {
    kind: 'create',
    source: `order:${order.id}`,
    title: `post ${order.name} as a sales order of ${planned.total} ${planned.currency}`,
    recordType: 'salesOrder',
    externalId: salesOrderName(settings.externalIdPrefix, order.id),
    body: {
      entity: entity.ref,
      ...currency.body,
      ...headerOf(input, planned),
      item: { items: lines.map((line, index) => orderLine(input, line, referenceOf(index))) },
      ...taxDetails(input, taxedLines(lines)),
    },
    expect: settings.tax.mode === 'netsuite' ? [] : [{ field: 'total', value: planned.total }],
  };
}

export const referenceOf = (index: number): string => `SHOPIFY_${index}`;

export const taxedLines = (lines: PlannedLine[]): TaxedLine[] =>
  lines.map((line, index) => ({ reference: referenceOf(index), amount: line.amount, taxes: line.taxes }));

function headerOf(input: OrderPlanInput, planned: PlannedOrder): RecordBody {
  const { order, settings, timeZone } = input;
  const { shippingAddress, billingAddress } = order;
  const shipTo = addressOf(shippingAddress);
  const billTo = addressOf(billingAddress ?? shippingAddress);
  const otherRefNum = poNumberOf(input);
  const memo = memoOf(input);
  const terms = order.paymentTerms;
  return {
    tranDate: dayIn(order.processedAt, timeZone),
    orderStatus: { id: settings.orderStatus },
    ...(otherRefNum === undefined ? {} : { otherRefNum }),
    ...(memo === undefined ? {} : { memo }),
    ...reference('subsidiary', segment(input, 'subsidiary')),
    ...reference('department', segment(input, 'department')),
    ...reference('class', segment(input, 'class')),
    ...reference('location', locationOf(input)),
    ...reference('salesRep', segment(input, 'salesRep')),
    ...reference('customForm', segment(input, 'customForm')),
    ...reference('terms', terms === undefined ? undefined : (settings.terms[terms.name] ?? segment(input, 'terms'))),
    ...reference('shipMethod', planned.shipMethod),
    ...(planned.shippingCost === undefined || planned.shipMethod === undefined
      ? {}
      : { shippingCost: { decimal: planned.shippingCost } }),
    ...(shipTo === undefined ? {} : { shippingAddress: shipTo }),
    ...(billTo === undefined ? {} : { billingAddress: billTo }),
    ...bodyFields(input),
  };
}

function locationOf(input: OrderPlanInput): string | undefined {
  const { order, settings } = input;
  const retail = order.retailLocationId === undefined ? undefined : settings.locations[order.retailLocationId];
  return segment(input, 'location') ?? retail;
}

/** A line of the order. Goods name the location too: NetSuite commits and ships stock line by line. */
export const orderLine = (
  input: OrderPlanInput,
  line: PlannedLine,
  taxReference: string,
): { [field: string]: Json } => ({
  ...lineBody(input, line, taxReference),
  ...(line.kind === 'goods' ? reference('location', locationOf(input)) : {}),
});

function poNumberOf({ order, settings }: OrderPlanInput): string | undefined {
  const po = plain(order.poNumber, LONGEST.reference);
  const name = plain(order.name, LONGEST.reference);
  if (settings.otherRefNum === 'none') return undefined;
  if (settings.otherRefNum === 'poNumber') return po;
  return settings.otherRefNum === 'name' ? name : (po ?? name);
}

function memoOf({ order, settings }: OrderPlanInput): string | undefined {
  const name = `Shopify order ${order.name}`;
  const texts = { name, note: order.note, nameAndNote: [name, order.note].filter(Boolean).join(': '), none: undefined };
  return plain(texts[settings.memo], LONGEST.memo);
}

/** One line; `taxReference` ties it to its tax details. */
export function lineBody(
  { settings }: OrderPlanInput,
  line: PlannedLine,
  taxReference: string,
): { [field: string]: Json } {
  const description = plain(line.description, LONGEST.description);
  const taxCode = settings.tax.mode === 'taxLine' ? settings.tax.lineTaxCode : undefined;
  return {
    item: { id: line.itemId },
    ...moneyOf(line),
    ...(description === undefined ? {} : { description }),
    ...(settings.lineKey === undefined ? {} : { [settings.lineKey]: line.key }),
    ...(settings.tax.mode === 'suiteTaxOverride' ? { taxDetailsReference: taxReference } : {}),
    // The tax is a line of its own; NetSuite shall not add another.
    ...(settings.tax.mode === 'taxLine' && settings.tax.untaxedLines ? { isTaxable: false } : {}),
    ...reference('taxCode', taxCode),
    ...line.custom,
  };
}

/** Quantity, price and amount; a discount has no quantity, and its rate is its amount. */
export function moneyOf(line: Pick<PlannedLine, 'quantity' | 'amount'>): { [field: string]: Json } {
  const amount = { decimal: line.amount };
  if (line.quantity === undefined) return { price: CUSTOM_PRICE, rate: amount, amount };
  const rate = exactRate(line.amount, line.quantity);
  return {
    quantity: { decimal: String(line.quantity) },
    price: CUSTOM_PRICE,
    ...(rate === undefined ? {} : { rate: { decimal: rate } }),
    amount,
  };
}
