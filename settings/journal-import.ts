/**
 * Settings of the sync `journalImport` (shipped goods → general ledger journals, in files), as they stand in the
 * connection's file under `syncs.journalImport`.
 * The trap: the file import knows no duplicates; a batch is looked for by its name before it is ever sent again.
 */
import { z } from 'zod';
import { everySchema, recordId } from './common.ts';
import { durationSchema } from './duration.ts';
import { accountRuleSchema } from './fusion-common.ts';

const name = z.string().min(1);
const amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d+(\.\d{1,8})?$/.test(text), 'an amount such as 4.10');

export const journalImportSchema = z.strictObject({
  enabled: z.boolean().default(false),
  every: everySchema('1s').default('1h').describe('How often it runs'),
  debit: z.array(accountRuleSchema).default([]).describe('Cost-of-sales accounts by rule; the most exact one wins'),
  debitAccount: name.optional().describe('Cost of sales of everything that no rule names'),
  credit: z.array(accountRuleSchema).default([]).describe('Stock accounts by rule; the most exact one wins'),
  creditAccount: name.optional().describe('Stock of everything that no rule names'),
  delimiter: z.string().length(1).default('-').describe('What separates the segments of an account'),
  costs: z
    .record(z.string(), amount)
    .default({})
    .describe('SKU → cost of one piece; what is not listed costs what ShipStation’s product says'),
  source: name.default('Spreadsheet').describe('Journal source, as it is called in Fusion'),
  sourceParameter: name.optional().describe('The source as the import’s parameter list wants it; absent = as above'),
  category: name.default('Inventory').describe('Journal category'),
  dataAccessSetId: recordId.prefault('#NULL').describe('Id of the data access set, or #NULL'),
  documentAccount: name
    .default('fin$/generalLedger$/import$')
    .describe('Where the file is put; some pods want fin$/journal$/import$'),
  jobName: name.default('/oracle/apps/ess/financials/generalLedger/programs/common,JournalImportLauncher'),
  jobOptions: name.default('ExtractFileType=ALL').describe('Without it Fusion gives no error files back'),
  batchPrefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,20}$/, 'at most 20 letters, digits, _ and -')
    .default('SS')
    .describe('Batches are named <prefix>-<group id>'),
  mostEntries: z.int().min(1).max(1000).default(500).describe('More entries than this go into a further batch'),
  lookFor: durationSchema('1s')
    .default('30m')
    .describe('How long a batch whose answer was lost is looked for before it is sent again'),
  pollEvery: durationSchema('1s').default('15s').describe('How often a running import is asked how it stands'),
  post: z
    .strictObject({
      packageName: name.default('/oracle/apps/ess/financials/generalLedger/programs/common'),
      jobName: name.default('AutomaticPosting'),
      parameters: name.describe('Parameters of your posting criteria set'),
    })
    .optional()
    .describe('Start automatic posting after an import; absent = journals are left for your people to post'),
});

export type JournalImportSettings = z.infer<typeof journalImportSchema>;
