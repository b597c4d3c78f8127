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

/** What a look came to. */
export type Outcome =
  | { status: 'done'; summary: string; numbers: Numbers; sources: Sources }
  | { status: 'waiting'; cause: string; reason: string; recheckMs: number; numbers: Numbers; sources: Sources };

/**
 * `wasWaiting`: this look follows one that found something in the way. `heal`: a person asked to mend what differs.
 * `nextPeriod`: a person asked that what belongs to a closed period goes into the next open one. `byPerson`: somebody asked
 * for just this look.
 */
export type Round = {
  steps: Steps;
  wasWaiting: boolean;
  heal: boolean;
  nextPeriod: boolean;
  byPerson: boolean;
  /** What the record is found by when the look fails later on; what an earlier look came to stays. */
  tellNumbers(numbers: Numbers): void;
};

const DEFAULT_RECHECK_MS = 15 * 60_000;
/** Conflicts settle within a few looks; more is a quarrel with another program. */
const MOST_CONFLICTS = 6;
const MOST_ROUNDS_PER_RUN = 40;

export async function runRecord(
  sync: string,
  input: RecordInput,
  look: (round: Round) => Promise<Outcome>,
): Promise<RecordState> {
  const inbox = new RecordInbox(input);
  let known: { numbers: Numbers; sources: Sources } = { numbers: [], sources: [] };
  for (let rounds = 1; ; rounds++) {
    const cause = inbox.takeAll();
    const { heal, nextPeriod } = inbox;
    const byPerson = cause === 'person' || cause === 'replay';
    const wasWaiting = inbox.state.status === 'waiting' || inbox.state.waitingSince !== undefined;
    const tellNumbers = (numbers: Numbers) => {
      if (known.numbers.length === 0) known = { numbers, sources: [] };
    };
    const outcome = await lookUntilDecided(input.connection, cause, (round) =>
      look({ ...round, wasWaiting, heal, nextPeriod, byPerson, tellNumbers }),
    );
    if (outcome.numbers.length > 0) known = { numbers: outcome.numbers, sources: outcome.sources };
    await settle(sync, input, inbox, { ...outcome, ...known });
    if (outcome.status === 'waiting') {
      if (rounds >= MOST_ROUNDS_PER_RUN || workflowInfo().continueAsNewSuggested) await startAfresh(input, inbox);
      await inbox.waitForNews(outcome.recheckMs);
    }
    if (inbox.takeSkip()) {
      const words = outcome.status === 'waiting' ? `skipped; it waited because: ${outcome.reason}` : 'nothing to skip';
      await settle(sync, input, inbox, {
        status: outcome.status === 'waiting' ? 'skipped' : 'done',
        summary: words,
        ...known,
      });
    }
    if (inbox.state.status !== 'waiting') {
      // An update that came in meanwhile waits for the next round's answer.
      await condition(() => allHandlersFinished() || inbox.hasNews());
      if (!inbox.hasNews()) return inbox.state;
    }
  }
}

/** A new run with a short history; not while an update still waits for its answer. */
async function startAfresh(input: RecordInput, inbox: RecordInbox): Promise<void> {
  await condition(() => allHandlersFinished() || inbox.hasNews());
  if (!allHandlersFinished() || inbox.isSkipAsked()) return;
  await continueAsNew({ ...input, carried: inbox.carry() } satisfies RecordInput);
}

/** An obstacle becomes a waiting outcome; a conflict is looked at again a few times first. */
async function lookUntilDecided(
  connection: string,
  cause: WakeCause,
  look: (round: { steps: Steps }) => Promise<Outcome>,
): Promise<Outcome> {
  const steps = stepsFor(priorityOf(cause, connection));
  for (let conflicts = 0; ; conflicts++) {
    try {
      return await look({ steps });
    } catch (error) {
      const { cause: why, reason, recheckMs, lookAgain } = obstacleOf(error);
      if (lookAgain === true && conflicts < MOST_CONFLICTS) await pause(conflicts);
      else return waiting(why, reason, recheckMs);
    }
  }
}

/** Lets the other program finish; grows, so that two of ours do not meet again at once. */
const pause = (conflicts: number) => condition(() => false, 100 * 3 ** conflicts);

function waiting(cause: string, reason: string, recheckMs = DEFAULT_RECHECK_MS): Outcome {
  return { status: 'waiting', cause, reason, recheckMs, numbers: [], sources: [] };
}

type Settled = Outcome | { status: 'skipped' | 'done'; summary: string; numbers: Numbers; sources: Sources };

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
