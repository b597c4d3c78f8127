/**
 * What the syncs of the pair Fusion ↔ ShipStation have in common: where things are posted, for whom, on which day.
 * The trap: Fusion's keys are names (business unit, organisation, source), exact to the letter and the blank.
 */
import { z } from 'zod';
import { recordId } from './common.ts';
import { durationSchema } from './duration.ts';

const name = z.string().min(1);
const storeId = z.string().regex(/^\d+$/, 'a store id is digits, in quotes');
const warehouseId = z.string().regex(/^\d+$/, 'a warehouse id is digits, in quotes');
const currency = z.string().regex(/^[A-Z]{3}$/, 'a currency has three capitals, e.g. USD');

/** Account strings of a rule: the most exact one wins (product, then store, then warehouse, then the default). */
export const accountRuleSchema = z.strictObject({
  sku: z.string().optional().describe('Only this SKU; a final * stands for any ending'),
  store: storeId.optional(),
  warehouse: warehouseId.optional(),
  account: name.describe('Account combination, e.g. "01-000-5110-0000-000"'),
});

export const businessSchema = z.strictObject({
  businessUnit: name.describe('Fusion business unit, exactly as it is called there'),
  ledgerId: recordId
    .optional()
    .describe('Id of its primary ledger, in quotes; needed for the check of accounting periods'),
  currency: currency.default('USD').describe('Currency of ShipStation’s amounts'),
  currencies: z.record(storeId, currency).default({}).describe('The same for single stores'),
  conversionRateType: name
    .default('Corporate')
    .describe('For invoices in another currency than the ledger’s; User needs conversionRates'),
  ledgerCurrency: currency.optional().describe('Currency of the ledger; absent = the one above'),
  conversionRates: z
    .record(currency, z.string().regex(/^\d+(\.\d+)?$/))
    .default({})
    .describe('Rates of type User'),
});

export const warehouseSchema = z.strictObject({
  organization: name.describe('Name of the inventory organisation'),
  subinventory: name.optional(),
  locator: name.optional().describe('Only where the subinventory is locator-controlled'),
  costCenter: z.string().optional().describe('Replaces {costCenter} in accounts'),
});

export const channelSchema = z.strictObject({
  name: name.describe('What people call it; in comments of transactions'),
  customer: z
    .strictObject({ account: recordId, site: recordId.optional() })
    .optional()
    .describe(
      'Fusion account that orders of this store are billed to when their owner is not (or shall not be) a customer',
    ),
  source: name.optional().describe('Transaction source instead of the general one'),
  type: name.optional().describe('Transaction type instead of the general one'),
  terms: name.optional(),
  costCenter: z.string().optional(),
});

export const warehousesShape = z
  .record(warehouseId, warehouseSchema)
  .default({})
  .describe('ShipStation warehouse id → Fusion inventory organisation and subinventory');
export const defaultWarehouseShape = warehouseSchema
  .optional()
  .describe('For shipments that name no warehouse or one that is not listed; absent = they wait');
export const channelsShape = z
  .record(storeId, channelSchema)
  .default({})
  .describe('ShipStation store id → sales channel');

export const periodsShape = z
  .strictObject({
    check: z
      .boolean()
      .default(true)
      .describe('Ask Fusion whether the period of a posting is open; needs business.ledgerId'),
    onClosed: z
      .enum(['wait', 'nextOpen', 'handOver'])
      .default('wait')
      .describe(
        'A closed period: wait until it is opened again, post on the first day of the next open period with a note, or hand over to a person',
      ),
    receivables: recordId.prefault('222').describe('Fusion’s application id of receivables'),
    inventory: recordId.prefault('401').describe('Fusion’s application id of inventory; differs between pods'),
    ledger: recordId.prefault('101').describe('Fusion’s application id of the general ledger'),
    recheck: durationSchema('1s').default('1h').describe('How often a parked posting asks whether the period is open'),
  })
  .prefault({});

/** How long a posting whose answer was lost is looked for before it is sent again. */
export const lostAnswerShape = z
  .strictObject({
    named: durationSchema('0s').default('30s').describe('Where Fusion itself refuses the same name twice'),
    unnamed: durationSchema('0s').default('5m').describe('Where it does not; longer than the pod’s gateway waits'),
  })
  .prefault({})
  .describe('How long a posting whose answer was lost is looked up before it is sent again');

export type AccountRule = z.infer<typeof accountRuleSchema>;
export type WarehousePlace = z.infer<typeof warehouseSchema>;
export type Channel = z.infer<typeof channelSchema>;
export type PeriodSettings = z.infer<typeof periodsShape>;
export type Business = z.infer<typeof businessSchema>;
