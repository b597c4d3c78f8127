/**
 * Settings of the sync `inventoryPosting` (ShipStation shipments → Fusion inventory transactions), as they stand in the
 * connection's file under `syncs.inventoryPosting`.
 * The trap: Fusion's costing makes the journal of an inventory transaction; with `book: journal` nothing is staged instead,
 * so that the same goods never reach the general ledger twice.
 */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';
import { accountRuleSchema } from './fusion-common.ts';

const name = z.string().min(1);

const unitsShape = z
  .strictObject({
    as: z
      .enum(['name', 'code'])
      .default('name')
      .describe('name = TransactionUnitOfMeasure, e.g. Each; code = TransactionUOM, e.g. ea'),
    default: name.default('Each').describe('Unit of every item that is not listed'),
    bySku: z.record(z.string(), name).default({}).describe('SKU → unit'),
  })
  .prefault({})
  .describe('Unit of measure of the quantities; ShipStation counts pieces');

export const inventoryPostingSchema = z.strictObject({
  enabled: z.boolean().default(false),
  sweep: sweepShape({ every: '15m', overlap: '90m' }),
  recheck: recheckShape,
  book: z
    .enum(['inventory', 'journal'])
    .default('inventory')
    .describe(
      'inventory = staged inventory transactions (Fusion’s costing makes the journal); journal = general ledger journals by the sync journalImport, where Fusion keeps no inventory',
    ),
  issueType: name.default('Miscellaneous Issue').describe('Transaction type of what leaves'),
  receiptType: name.default('Miscellaneous Receipt').describe('Transaction type of what comes back'),
  accounts: z
    .array(accountRuleSchema)
    .default([])
    .describe('Offset accounts by rule; the most exact one wins: product, then store, then warehouse'),
  account: name
    .optional()
    .describe('Offset account of everything that no rule names; {costCenter} is filled in from warehouse or channel'),
  accountIs: z
    .enum(['combination', 'alias'])
    .default('combination')
    .describe('Whether accounts are segment combinations or account aliases'),
  mode: z
    .enum(['online', 'concurrent', 'background'])
    .default('online')
    .describe('How Fusion processes staged rows: within the call, at once, or by its scheduled inventory manager'),
  sourceCode: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,30}$/, 'at most 30 letters, digits, _ and -')
    .default('SHIPSTATION')
    .describe('SourceCode of the transactions; never change it on a connection that has posted'),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,20}$/, 'at most 20 letters, digits, _ and -')
    .default('SS')
    .describe('Transactions are named <prefix>:<shipment>/<line>; never change it on a connection that has posted'),
  day: z
    .enum(['labelCreated', 'shipDate'])
    .default('labelCreated')
    .describe('Whose day it is booked on: the moment the label was made, or ShipStation’s ship date'),
  units: unitsShape,
  kits: z
    .record(z.string(), z.array(z.strictObject({ item: name, quantity: z.int().positive().default(1) })).min(1))
    .default({})
    .describe('ShipStation SKU of a kit → the Fusion items that leave for one of it'),
  returns: z
    .enum(['ignore', 'receipt'])
    .default('ignore')
    .describe('Return labels that name items: nothing, or a receipt when the label is made'),
  marks: z
    .enum(['rest', 'ignore'])
    .default('rest')
    .describe('Orders marked as shipped without a label: issue what no label took, or nothing'),
  verify: z
    .boolean()
    .default(true)
    .describe('Look every processed row up in the completed transactions before it counts as posted'),
});

export type InventoryPostingSettings = z.infer<typeof inventoryPostingSchema>;
