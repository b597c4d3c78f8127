/**
 * Settings of the sync `journalImport` (shipped goods → general ledger journals, in files), as they stand in the connection's file under
 * `syncs.journalImport`.
 */
import { z } from 'zod';
import { everySchema } from './common.ts';

export const journalImportSchema = z.strictObject({
  enabled: z.boolean().default(false),
  every: everySchema('1s').default('1h').describe('How often it runs'),
});

export type JournalImportSettings = z.infer<typeof journalImportSchema>;
