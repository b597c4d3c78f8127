/**
 * What the files of all pairs have in common: id, mode, time zone, retention, the sweep of a sync.
 * The trap: the store keeps what a schema answers, defaults filled in, so a changed default reaches a connection only
 * with its next `connections apply`.
 */
import { z } from 'zod';
import { durationMs, durationSchema } from './duration.ts';
import { isTimeZone, suggestTimeZone } from './time-zone.ts';

const MODES = ['live', 'shadow', 'paused'] as const;

export const timeZoneSchema = z.string().superRefine((zone, context) => {
  if (isTimeZone(zone)) return;
  const guess = suggestTimeZone(zone);
  const hint = guess === undefined ? 'Write an IANA name such as America/New_York.' : `Did you mean ${guess}?`;
  context.addIssue({ code: 'custom', message: `"${zone}" is not a time zone. ${hint}` });
});

export const connectionIdSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'use at most 40 lower-case letters, digits and "-", beginning with a letter or digit',
  );

export const idShape = connectionIdSchema.describe(
  'Short name of this connection; part of every workflow id. Never change it.',
);

export const modeShape = z
  .enum(MODES)
  .default('shadow')
  .describe('live = write; shadow = plan and show, write nothing; paused = do nothing. Live only when you say so.');

export const retentionShape = z
  .strictObject({
    ledger: durationSchema('1d').optional().describe('How long audit rows are kept, e.g. 3650d; absent = for ever'),
    inbox: durationSchema('1d').default('90d').describe('How long webhooks that are dealt with are kept for replay'),
  })
  .prefault({})
  .describe('How long things are kept');

/** An id of NetSuite, which YAML may have read as a number. */
export const recordId = z.union([z.string().min(1), z.number().int()]).transform(String);

const MOST_SWEEP = '31d';

/** How often something runs by itself; so seldom that it practically never runs is a mistake. */
export const everySchema = (least: string) =>
  durationSchema(least).superRefine((every, context) => {
    if ((durationMs(every) ?? 0) <= (durationMs(MOST_SWEEP) ?? 0)) return;
    context.addIssue({
      code: 'custom',
      message: `a run every ${every} practically never happens. Write ${MOST_SWEEP} or less`,
    });
  });

/** The sweep of a sync that is told by webhooks: what they lost, it finds. */
export const sweepShape = (defaults: { every: string; overlap: string }) =>
  z
    .strictObject({
      every: everySchema('1s').default(defaults.every),
      overlap: durationSchema('0s')
        .default(defaults.overlap)
        .describe('Looked at again each time; covers late commits'),
      startFrom: z.iso
        .date()
        .optional()
        .describe('First sweep starts here; default one day before the connection was applied'),
    })
    .prefault({});

/** How often a waiting record looks again by itself. */
export const recheckShape = durationSchema('1s')
  .default('15m')
  .describe('How often a waiting record looks again by itself');

/** What the generic parts (schedules, sweeps, windows) need to know of any sync. */
export type AnySync = {
  enabled: boolean;
  /** Syncs that look at records: how often, and how far back, all that changed is looked through. */
  sweep?: { every: string; overlap: string; voidsOverlap?: string; startFrom?: string | undefined };
  /** Syncs that run as a whole. */
  every?: string;
  recheck?: string;
};
