/**
 * A connection: one customer's pair of systems, as its file says (YAML, in git, no secrets).
 * The trap: the store keeps what this schema answers, defaults filled in, so a changed default reaches a connection
 * only with its next `connections apply`.
 */
import { z } from 'zod';
import { netSuiteSettingsSchema } from '../connectors/netsuite/settings.ts';
import { shipStationSettingsSchema } from '../connectors/shipstation/settings.ts';
import { durationMs, durationSchema } from './duration.ts';
import { orderShippedSchema } from './order-shipped.ts';
import { isTimeZone, suggestTimeZone } from './time-zone.ts';

/** Pairs that are planned; naming one is a clear "not yet", not a spelling mistake. */
const PLANNED_PAIRS = new Set(['netsuite-shipbob', 'fusion-shipstation', 'netsuite-shopify']);

const MODES = ['live', 'shadow', 'paused'] as const;

const pairSchema = z.enum(['netsuite-shipstation'], {
  error: ({ input }) =>
    typeof input === 'string' && PLANNED_PAIRS.has(input)
      ? `"${input}" is not built yet; today only netsuite-shipstation works`
      : undefined,
});

const timeZoneSchema = z.string().superRefine((zone, context) => {
  if (isTimeZone(zone)) return;
  const guess = suggestTimeZone(zone);
  const hint = guess === undefined ? 'Write an IANA name such as America/New_York.' : `Did you mean ${guess}?`;
  context.addIssue({ code: 'custom', message: `"${zone}" is not a time zone. ${hint}` });
});

const MOST_SWEEP = '31d';
const sweptOften = (every: string) => (durationMs(every) ?? 0) <= (durationMs(MOST_SWEEP) ?? 0);

const syncSchema = orderShippedSchema.superRefine((sync, context) => {
  if (sweptOften(sync.sweep.every)) return;
  const message = `a sweep every ${sync.sweep.every} practically never runs. Write ${MOST_SWEEP} or less`;
  context.addIssue({ code: 'custom', path: ['sweep', 'every'], message });
});

export const connectionIdSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'use at most 40 lower-case letters, digits and "-", beginning with a letter or digit',
  );

export const connectionSchema = z
  .strictObject({
    id: connectionIdSchema.describe('Short name of this connection; part of every workflow id. Never change it.'),
    pair: pairSchema.describe('Which two systems: netsuite-shipstation'),
    mode: z
      .enum(MODES)
      .default('shadow')
      .describe('live = write; shadow = plan and show, write nothing; paused = do nothing. Live only when you say so.'),
    timeZone: timeZoneSchema.describe('IANA time zone of the NetSuite account: whose day a posting date is'),
    netsuite: netSuiteSettingsSchema.describe('Address of the NetSuite account'),
    shipstation: shipStationSettingsSchema.prefault({}).describe('Address of ShipStation; the defaults are its own'),
    retention: z
      .strictObject({
        ledger: durationSchema('1d').optional().describe('How long audit rows are kept, e.g. 3650d; absent = for ever'),
        inbox: durationSchema('1d')
          .default('90d')
          .describe('How long webhooks that are dealt with are kept for replay'),
      })
      .prefault({})
      .describe('How long things are kept'),
    syncs: z
      .strictObject({ orderShipped: syncSchema.prefault({}).describe('ShipStation parcel → NetSuite item fulfilment') })
      .prefault({})
      .describe('What is kept in step'),
  })
  .meta({ title: 'ml-connector connection' });

export type Connection = z.output<typeof connectionSchema>;

/** Names of the syncs that a connection runs. */
export type SyncName = keyof Connection['syncs'];

/** The store's `settings` column → the connection. Throws ZodError when an older release wrote what we no longer know. */
export const parseStoredConnection = (settings: string): Connection => connectionSchema.parse(JSON.parse(settings));
