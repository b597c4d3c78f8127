/**
 * Settings of the sync `shopifyOrder` (Shopify order → NetSuite, for its whole life), under `syncs.shopifyOrder`.
 * Everything has a default except what only the merchant knows (ids of NetSuite items, accounts, tax codes): an order that
 * needs one of these waits and says which. The trap: names of records hang on `externalIdPrefix`, which must never change.
 */
import { z } from 'zod';
import { recheckShape, recordId, sweepShape } from './common.ts';
import { externalIdPrefixSchema } from './shopify-customer.ts';

const policy = (usual: 'skip' | 'import' | 'wait') => z.enum(['skip', 'import', 'wait']).default(usual);
const body = z.string().regex(/^custbody[a-z0-9_]+$/, 'a custbody… field');
const column = z.string().regex(/^custcol[a-z0-9_]+$/, 'a custcol… field');
const amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d+(\.\d{1,4})?$/.test(text), 'an amount such as 0.02');

/** Accounting fields that have a default and may be set by rules. */
const segments = {
  department: recordId.optional(),
  class: recordId.optional(),
  location: recordId.optional(),
  subsidiary: recordId.optional(),
  salesRep: recordId.optional(),
  customForm: recordId.optional(),
};

const ruleSchema = z
  .strictObject({
    when: z
      .strictObject({
        sourceName: z.string().optional().describe('web, pos, shopify_draft_order or an app’s id'),
        tag: z.string().optional(),
        country: z.string().length(2).optional().describe('Of the shipping address, ISO code'),
        currency: z.string().length(3).optional().describe('The one that is posted'),
        retailLocation: z.string().optional().describe('Shopify location id of a POS sale'),
        company: z.boolean().optional().describe('true = a B2B order'),
        channelLiable: z.boolean().optional().describe('true = a marketplace owes the tax'),
      })
      .describe('All that are given must hold'),
    set: z.strictObject({
      ...segments,
      customer: recordId.optional().describe('NetSuite customer on whose account these orders go'),
      terms: recordId.optional(),
      account: recordId.optional().describe('Account for the payments of these orders'),
    }),
  })
  .describe('The first rule that holds gives a field; what no rule gives comes from defaults');

const bodySource = z
  .string()
  .regex(
    /^(id|name|number|confirmationNumber|poNumber|note|tags|sourceName|sourceIdentifier|appName|email|phone|discountCodes|paymentGateways|financialStatus|processedAt|shippingTitle|attribute:.+|metafield:[^.]+\..+)$/,
    'id, name, number, confirmationNumber, poNumber, note, tags, sourceName, sourceIdentifier, appName, email, phone, discountCodes, paymentGateways, financialStatus, processedAt, shippingTitle, attribute:NAME or metafield:namespace.key',
  );

const lineSource = z
  .string()
  .regex(/^(id|title|variantTitle|sku|vendor|attribute:.+)$/, 'id, title, variantTitle, sku, vendor or attribute:NAME');

const fieldSchema = (to: z.ZodString, from: z.ZodString) =>
  z
    .strictObject({ to, from: from.optional(), constant: z.union([z.string(), z.boolean()]).optional() })
    .refine((field) => (field.from === undefined) !== (field.constant === undefined), 'give either from or constant');

const moneyAccountSchema = z.strictObject({
  account: recordId.optional().describe('Bank or clearing account; absent = undeposited funds'),
  paymentOption: recordId.optional().describe('NetSuite payment option (method)'),
});

const itemsSchema = z
  .strictObject({
    giftCard: recordId.optional().describe('Gift cards sold: an item on a liability account'),
    custom: recordId.optional().describe('Lines without a variant and SKU; absent = they wait'),
    fallback: recordId.optional().describe('Goods whose SKU NetSuite does not know; absent = they wait'),
    discount: recordId.optional().describe('Discount item, for discounts: line'),
    shipping: recordId.optional().describe('Item of shipping, for shipping.as: line and for refunded shipping'),
    tax: recordId.optional().describe('Other-charge item for the tax, for tax.mode: taxLine'),
    marketplaceTax: recordId.optional().describe('Tax that a marketplace owes (channelLiable)'),
    tip: recordId.optional(),
    duty: recordId.optional(),
    fee: recordId.optional().describe('Additional fees without an entry of their own in fees'),
    cashRounding: recordId.optional().describe('Rounding of a cash payment at the till'),
    rounding: recordId.optional().describe('Named rounding line, only up to roundingLimit'),
    adjustment: recordId.optional().describe('Refunded money that belongs to no line'),
    fees: z.record(z.string(), recordId).default({}).describe('Name of an additional fee → item'),
  })
  .prefault({});

const taxSchema = z
  .strictObject({
    mode: z
      .enum(['taxLine', 'suiteTaxOverride', 'netsuite'])
      .default('taxLine')
      .describe(
        'taxLine = the tax is a line (items.tax); suiteTaxOverride = tax details; netsuite = NetSuite computes',
      ),
    taxType: recordId.optional().describe('SuiteTax tax type of titles without an entry in codes'),
    taxCode: recordId.optional().describe('SuiteTax tax code of titles without an entry in codes'),
    codes: z
      .record(z.string(), z.strictObject({ taxType: recordId, taxCode: recordId }))
      .default({})
      .describe('Title of Shopify’s tax line → tax type and code'),
    lineTaxCode: recordId
      .optional()
      .describe('taxLine: code that each line gets so that NetSuite adds no tax of its own'),
    untaxedLines: z
      .boolean()
      .default(true)
      .describe('taxLine: mark every line as not taxable; false where the account has no such field on lines'),
    channelLiable: z
      .enum(['line', 'leaveOut'])
      .default('line')
      .describe('Tax that a marketplace owes: its own line (total as in Shopify), or left out of NetSuite'),
  })
  .prefault({});

const paymentsSchema = z
  .strictObject({
    as: z
      .enum(['customerDeposit', 'customerPayment', 'cashSale', 'none'])
      .default('customerDeposit')
      .describe('What a payment becomes; customerPayment waits for the invoice, cashSale bills the order itself'),
    gateways: z
      .record(z.string(), moneyAccountSchema)
      .default({})
      .describe('Shopify gateway → account and method, e.g. shopify_payments, paypal, gift_card'),
    default: moneyAccountSchema.optional().describe('For gateways without an entry; never for gift_card'),
    invoice: z
      .enum(['netsuite', 'whenShipped'])
      .default('netsuite')
      .describe('Who makes the invoice: NetSuite’s own process, or this sync when all is shipped'),
    applyDeposits: z
      .boolean()
      .default(false)
      .describe('true = deposits are applied to the invoice here; false = NetSuite or a person does it'),
  })
  .prefault({});

export const shopifyOrderSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '15m', overlap: '10m' }),
  backfill: z
    .strictObject({
      bulkAbove: z
        .int()
        .min(0)
        .default(2_000)
        .describe('More historical orders than this are fetched as one bulk export instead of page by page'),
    })
    .prefault({}),
  recheck: recheckShape,
  externalIdPrefix: externalIdPrefixSchema.describe(
    'Records are named <prefix>_SO_<order id>, _DEP_<transaction id>, _REF_<refund id> …; never change it',
  ),
  holdMinutes: z.number().int().min(0).default(0).describe('An order is posted this many minutes after it was placed'),
  test: policy('skip').describe('Test orders'),
  pos: policy('import').describe('Orders of Shopify POS'),
  draft: policy('import').describe('Orders made from drafts in the admin'),
  highRisk: policy('wait').describe('Orders that Shopify or an app calls risky'),
  unpaid: z.enum(['import', 'wait']).default('wait').describe('Orders that are not paid yet'),
  authorized: z.enum(['import', 'wait']).default('wait').describe('Orders whose money is authorised, not captured'),
  onTerms: z.enum(['import', 'wait']).default('import').describe('Orders with payment terms'),
  cancelledBefore: z
    .enum(['skip', 'import'])
    .default('skip')
    .describe('Orders that were cancelled before they were posted and whose money is back'),
  customer: z
    .strictObject({
      guests: z.enum(['create', 'default', 'wait']).default('create').describe('Orders without a customer account'),
      defaultCustomer: recordId.optional().describe('NetSuite customer of guests, for guests: default'),
      companies: z.enum(['company', 'buyer']).default('company').describe('B2B orders: on whose account'),
    })
    .prefault({}),
  skuAliases: z.record(z.string(), z.string()).default({}).describe('Shopify SKU → NetSuite item name'),
  bundles: z
    .enum(['components', 'kit'])
    .default('components')
    .describe('Bundles: one line per component, or one line with the NetSuite kit named by the bundle’s SKU'),
  items: itemsSchema.describe('NetSuite items (internal ids) for what is not goods'),
  discounts: z
    .enum(['net', 'line'])
    .default('net')
    .describe('net = amounts after discounts; line = a discount line (items.discount) after each line'),
  tax: taxSchema,
  currency: z
    .strictObject({
      use: z.enum(['shop', 'presentment']).default('shop').describe('In which of the order’s currencies it is posted'),
      ids: z.record(z.string().length(3), recordId).default({}).describe('ISO code → NetSuite currency id'),
    })
    .prefault({}),
  roundingLimit: amount.default('0.00').describe('Up to this difference a rounding line is added; 0 = never'),
  orderStatus: z.enum(['A', 'B']).default('B').describe('A pending approval, B pending fulfilment'),
  defaults: z.strictObject({ ...segments, terms: recordId.optional() }).prefault({}),
  rules: z.array(ruleSchema).default([]),
  terms: z.record(z.string(), recordId).default({}).describe('Name of Shopify’s payment terms → NetSuite terms'),
  shipping: z
    .strictObject({
      as: z.enum(['header', 'line']).default('header').describe('Shipping cost of the order, or an item line'),
      methods: z.record(z.string(), recordId).default({}).describe('Title or code of shipping → NetSuite ship item'),
      defaultMethod: recordId.optional(),
    })
    .prefault({}),
  locations: z.record(z.string(), recordId).default({}).describe('Shopify location id → NetSuite location id'),
  memo: z.enum(['name', 'note', 'nameAndNote', 'none']).default('name'),
  otherRefNum: z
    .enum(['poNumberOrName', 'name', 'poNumber', 'none'])
    .default('poNumberOrName')
    .describe('What stands in NetSuite’s PO number'),
  fields: z.array(fieldSchema(body, bodySource)).default([]).describe('Custom fields of the order'),
  lineFields: z.array(fieldSchema(column, lineSource)).default([]).describe('Custom fields of its lines'),
  lineKey: column
    .optional()
    .describe('Custom line column (text) that names the Shopify line; absent = lines are told by item and order'),
  payments: paymentsSchema,
  edits: z.enum(['apply', 'wait']).default('apply').describe('Orders edited in Shopify after they were posted'),
  cancelShipped: z
    .enum(['returnAuthorization', 'wait'])
    .default('wait')
    .describe('Cancelled in Shopify, but already shipped in NetSuite: expect a return, or wait for a person'),
  refunds: z
    .strictObject({
      as: z.enum(['post', 'ignore']).default('post').describe('Credit memos, cash refunds and customer refunds'),
      returns: z
        .enum(['none', 'authorize', 'receive'])
        .default('none')
        .describe('Goods of a refund: nothing, a return authorisation, or one that is received at once'),
    })
    .prefault({}),
  fulfillments: z
    .strictObject({
      as: z.enum(['ignore', 'import']).default('ignore').describe('Fulfilments in Shopify that we did not make'),
      shipStatus: z.enum(['A', 'B', 'C', 'none']).default('C'),
    })
    .prefault({}),
});

export type ShopifyOrderSettings = z.infer<typeof shopifyOrderSchema>;
export type OrderRule = z.infer<typeof ruleSchema>;
