/**
 * Settings of the sync `receivablesPosting` (ShipStation shipments → Fusion receivables invoices), as they stand in the
 * connection's file under `syncs.receivablesPosting`.
 * The trap: source, type, terms, memo lines and units are names in Fusion, exact to the letter and the blank.
 */
import { z } from 'zod';
import { recheckShape, recordId, sweepShape } from './common.ts';
import { accountRuleSchema } from './fusion-common.ts';

const name = z.string().min(1);
const amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d+(\.\d+)?$/.test(text), 'an amount such as 0.05');

const taxRuleSchema = z.strictObject({
  country: z.string().length(2).optional().describe('Country of the ship-to address, two letters'),
  state: z.string().optional().describe('State or province of the ship-to address, as ShipStation shows it'),
  code: name.describe('Tax classification code in Fusion'),
});

const taxShape = z
  .strictObject({
    mode: z
      .enum(['memoLine', 'classification', 'included', 'none'])
      .default('memoLine')
      .describe(
        'memoLine = ShipStation’s tax as a line of its own; classification = Fusion computes it from the code, and what comes to another sum waits; included = prices hold the tax; none = an order with tax waits',
      ),
    code: name.optional().describe('Tax classification code of lines that no rule names'),
    untaxedCode: name.optional().describe('Code of the lines of orders without tax'),
    rules: z.array(taxRuleSchema).default([]).describe('Codes by place; state and country before country alone'),
    onShipping: z.boolean().default(true).describe('The line of shipping bears the code too'),
    includedFlag: name.default('Y').describe('LineAmountIncludesTax of the lines, for mode included'),
  })
  .prefault({});

const memoLinesShape = z
  .strictObject({
    shipping: name.default('Shipping'),
    discount: name.default('Discount'),
    tax: name.default('Sales Tax'),
    rounding: name.default('Rounding'),
    other: name.optional().describe('For lines without SKU and for ignoreSkus, e.g. insurance; absent = they wait'),
  })
  .prefault({})
  .describe('Names of the memo lines in Fusion');

const memoAccountsShape = z
  .strictObject({
    shipping: name.optional(),
    discount: name.optional(),
    tax: name.optional(),
    rounding: name.optional(),
    other: name.optional(),
  })
  .prefault({})
  .describe('Accounts of memo lines, where accounts are given; absent = by the rules');

const unitsShape = z
  .strictObject({
    default: name.optional().describe('Absent = Fusion’s own unit of the item'),
    bySku: z.record(z.string(), name).default({}).describe('SKU → unit'),
  })
  .prefault({})
  .describe('Unit of measure of goods, as Fusion names it, e.g. Each');

const creditMemoShape = z
  .strictObject({
    source: name.optional().describe('Transaction source; absent = that of the invoice'),
    type: name.default('Credit Memo'),
    reason: name.optional().describe('CreditReason, a lookup code, e.g. RETURN'),
  })
  .prefault({});

const receiptSchema = z.strictObject({
  method: name.describe('Receipt method in Fusion, e.g. "Card Settlements"'),
  when: z
    .enum(['paid', 'always'])
    .default('paid')
    .describe('paid = orders that ShipStation shows as paid in full; always = every invoice'),
});

type Accounts = { accounts: object[]; account?: string | undefined; receivableAccount?: string | undefined };
const hasAccounts = ({ accounts, account }: Accounts) => accounts.length > 0 || account !== undefined;

export const receivablesPostingSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    sweep: sweepShape({ every: '15m', overlap: '90m' }),
    recheck: recheckShape,
    invoice: z
      .enum(['perShipment', 'perOrder'])
      .default('perShipment')
      .describe('One invoice for each shipment, or one for the order when everything is shipped'),
    source: name
      .default('ShipStation')
      .describe('Transaction source (batch source) in Fusion; never change it on a connection that has posted'),
    type: name.default('Invoice').describe('Transaction type'),
    terms: name.optional().describe('Payment terms; absent = the customer’s own'),
    numbers: z
      .enum(['own', 'automatic'])
      .default('own')
      .describe('own = <prefix><shipment id>; automatic = the source numbers by itself'),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,8}$/, 'at most 8 letters, digits, _ and -')
      .default('SS')
      .describe('Begin of numbers and cross references; never change it on a connection that has posted'),
    complete: z
      .enum(['atOnce', 'afterCheck'])
      .default('atOnce')
      .describe('afterCheck = made incomplete, compared with ShipStation’s sum, then completed or deleted'),
    day: z
      .enum(['labelCreated', 'shipDate'])
      .default('labelCreated')
      .describe('The accounting day: of the label’s instant in the connection’s time zone, or ShipStation’s ship date'),
    marks: z
      .enum(['rest', 'ignore'])
      .default('rest')
      .describe('Orders marked as shipped without a label: invoice what no label took, or nothing'),
    customer: z
      .strictObject({ account: recordId, site: recordId.optional() })
      .optional()
      .describe('Billed where neither the order’s owner nor its channel has an account'),
    shipping: z
      .enum(['shared', 'firstShipment'])
      .default('shared')
      .describe('Shipping cost of an order in several shipments: shared by value, or on the first one'),
    tax: taxShape,
    memoLines: memoLinesShape,
    memoAccounts: memoAccountsShape,
    roundingLimit: amount
      .prefault('0')
      .describe('Cents that ShipStation’s total differs from its parts go on the rounding line up to this amount'),
    units: unitsShape,
    lineWarehouse: z.boolean().default(true).describe('Goods lines name the warehouse (inventory organisation)'),
    accounts: z
      .array(accountRuleSchema)
      .default([])
      .describe('Revenue accounts by rule; none and no account = Fusion’s AutoAccounting'),
    account: name
      .optional()
      .describe(
        'Revenue account of everything that no rule names; {costCenter} is filled in from warehouse or channel',
      ),
    receivableAccount: name.optional().describe('Receivable account; needed where revenue accounts are given'),
    zero: z.enum(['skip', 'post']).default('skip').describe('Shipments that come to 0: no invoice, or one over 0'),
    onVoid: z
      .enum(['creditMemo', 'handOver'])
      .default('creditMemo')
      .describe('A label voided after its invoice: on-account credit memo, or a person’s matter'),
    creditMemo: creditMemoShape,
    receipt: receiptSchema.optional().describe('A receipt for each invoice of a prepaid order'),
  })
  .refine((given) => !hasAccounts(given) || given.receivableAccount !== undefined, {
    path: ['receivableAccount'],
    message: 'with revenue accounts the receivable account is needed too; or leave all out for AutoAccounting',
  })
  .refine((given) => !hasAccounts(given) || given.tax.mode !== 'classification', {
    path: ['accounts'],
    message: 'with tax mode classification Fusion computes tax lines, so accounts are left to its AutoAccounting',
  })
  .refine(
    (given) => given.tax.mode !== 'classification' || given.tax.code !== undefined || given.tax.rules.length > 0,
    {
      path: ['tax', 'code'],
      message: 'tax mode classification needs a code or rules',
    },
  );

export type ReceivablesPostingSettings = z.infer<typeof receivablesPostingSchema>;
