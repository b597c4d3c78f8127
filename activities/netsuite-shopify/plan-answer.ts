/**
 * A plan of one of Shopify's syncs as its workflow gets it, and the ledger row that tells of the decision.
 * The trap: what was decided on (names, addresses) is sealed; the row in the open only has the titles.
 */
import { Context } from '@temporalio/activity';
import { durationMs } from '../../settings/duration.ts';
import type { ConnectionMode } from '../../store/contract.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import type { RecordPlan } from './answers.ts';

type Planned = Omit<RecordPlan, 'mode' | 'recheckMs' | 'holdMs'> & { holdUntil?: string };
type Decision = { planned: Planned; mode: ConnectionMode; recheck: string; basis: object };

const USUAL_RECHECK_MS = 900_000;

/** Notes the decision when something is to be written. `basis`: what it was decided on; kept sealed. */
export async function answerOf(
  deps: ActivityDeps,
  { connection, sync, recordKey }: RecordScope,
  { planned, mode, recheck, basis }: Decision,
): Promise<RecordPlan> {
  const { writes, problems, notes, numbers, sources, holdUntil } = planned;
  if (writes.length > 0) {
    const titles = writes.map((write) => write.title).join('; ');
    const entry = entryFor(Context.current(), { connection, sync, recordKey }, deps.now(), {
      kind: 'decision',
      outcome: 'planned',
      step: 'plan',
      summary: mode === 'shadow' ? `shadow mode, would: ${titles}` : titles,
      sealedPayload: deps.vault.seal(JSON.stringify({ ...basis, plan: planned }), `ledger/${connection}`),
    });
    await deps.store.ledger.append([entry]);
  }
  const holdMs = holdUntil === undefined ? undefined : Math.max(1_000, Date.parse(holdUntil) - deps.now().getTime());
  return {
    mode,
    writes,
    problems,
    notes,
    numbers: unique(numbers),
    sources,
    recheckMs: durationMs(recheck) ?? USUAL_RECHECK_MS,
    ...(holdMs === undefined ? {} : { holdMs }),
  };
}

const unique = (numbers: RecordPlan['numbers']): RecordPlan['numbers'] => [
  ...new Map(numbers.map((number) => [`${number.kind} ${number.value}`, number])).values(),
];
