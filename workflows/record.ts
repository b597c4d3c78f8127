/**
 * The spine of every record workflow: takes the waiting signals, looks, settles; when something is in the way it waits for
 * a retry, a new event or the recheck timer. The syncs only say what "look" means.
 * The trap: a signal handler must never throw, and nothing may be lost between two rounds or over continue-as-new.
 */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { obstacleOf } from './blocked-by.ts';
import type { RecordInput, RecordState, WakeCause } from './contracts.ts';
import { priorityOf } from './policies.ts';
import { RecordInbox } from './record-inbox.ts';
import { describeState } from './record-words.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { type Steps, stepsFor } from './steps.ts';

type Numbers = RecordState['numbers'];
type Sources = { source: string; state: string }[];

/** What a look came to. `again` asks for another look at once, e.g. after something was taken back. */
export type Outcome =
  | { status: 'done'; summary: string; numbers: Numbers; sources: Sources }
  | { status: 'waiting'; cause: string; reason: string; recheckMs: number; numbers: Numbers; sources: Sources }
  | { status: 'again' };

export type Round = { steps: Steps /** How many looks in a row asked for another one. */; repeats: number };

const DEFAULT_RECHECK_MS = 15 * 60_000;
/** Conflicts and takings-back settle within a few looks; more is a quarrel with another program. */
const MOST_REPEATS = 6;
const MOST_ROUNDS_PER_RUN = 40;

export async function runRecord(
  sync: string,
  input: RecordInput,
  look: (round: Round) => Promise<Outcome>,
): Promise<RecordState> {
  const inbox = new RecordInbox(input);
  let parts: { numbers: Numbers; sources: Sources } = { numbers: [], sources: [] };
  let roundsInRun = 0;
  for (;;) {
    const cause = inbox.takeAll();
    if (!inbox.skipAsked) {
      const outcome = await lookUntilDecided(input.connection, cause, look);
      roundsInRun++;
      if (outcome.status === 'done') {
        await settle(sync, input, inbox, outcome);
        if (inbox.hasNews()) continue;
        await condition(allHandlersFinished);
        if (inbox.hasNews()) continue;
        return inbox.state;
      }
      if (outcome.numbers.length > 0) parts = { numbers: outcome.numbers, sources: outcome.sources };
      await settle(sync, input, inbox, { ...outcome, ...parts });
      await inbox.waitForNews(outcome.recheckMs);
    }
    if (inbox.skipAsked) {
      await settle(sync, input, inbox, { status: 'skipped', summary: 'skipped by a person', ...parts });
      await condition(allHandlersFinished);
      return inbox.state;
    }
    if (roundsInRun >= MOST_ROUNDS_PER_RUN || workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew({ ...input, carried: inbox.carry() } satisfies RecordInput);
    }
  }
}

/** Looks, and looks again where that is asked for; an obstacle becomes a waiting outcome. */
async function lookUntilDecided(connection: string, cause: WakeCause, look: (round: Round) => Promise<Outcome>) {
  const steps = stepsFor(priorityOf(cause, connection));
  for (let repeats = 0; ; repeats++) {
    try {
      const outcome = await look({ steps, repeats });
      if (outcome.status !== 'again') return outcome;
      if (repeats >= MOST_REPEATS)
        return waiting(
          'unsettled',
          'it did not come to rest after several looks; another program may be changing the same order',
        );
    } catch (error) {
      const obstacle = obstacleOf(error);
      if (obstacle.lookAgain !== true || repeats >= MOST_REPEATS)
        return waiting(obstacle.cause, obstacle.reason, obstacle.recheckMs);
    }
  }
}

const waiting = (cause: string, reason: string, recheckMs = DEFAULT_RECHECK_MS) =>
  ({ status: 'waiting', cause, reason, recheckMs, numbers: [], sources: [] }) as const;

type Settled =
  | Exclude<Outcome, { status: 'again' }>
  | { status: 'skipped'; summary: string; numbers: Numbers; sources: Sources };

async function settle(sync: string, input: RecordInput, inbox: RecordInbox, outcome: Settled): Promise<void> {
  inbox.settle(outcome);
  setCurrentDetails(describeState(inbox.state));
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.status, value: outcome.status },
    { key: SEARCH_ATTRIBUTES.cause, value: outcome.status === 'waiting' ? outcome.cause : null },
    { key: SEARCH_ATTRIBUTES.numbers, value: [...new Set(outcome.numbers.map((number) => number.value))] },
  ]);
  const { store } = stepsFor(undefined);
  const { cause, reason, summary } = inbox.state;
  await store.settleRecord({
    connection: input.connection,
    sync,
    recordKey: input.key,
    status: outcome.status,
    foundBy: input.foundBy,
    numbers: outcome.numbers,
    sources: outcome.sources,
    ...(cause === undefined ? {} : { cause }),
    ...(reason === undefined ? {} : { reason }),
    ...(summary === undefined ? {} : { summary }),
    ...(inbox.by === undefined ? {} : { by: inbox.by }),
  });
  inbox.markSettled();
}
