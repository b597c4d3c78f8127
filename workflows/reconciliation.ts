/**
 * reconciliation: reads a range of days from both systems, compares them line by line, looks a second time at what
 * differs, and says why. On request it starts the records again that can be mended. Run daily by a Temporal Schedule.
 * The trap: 100,000 rows would outgrow one history, so rows go through the store and the run continues as new.
 */
import {
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { obstacleOf } from './blocked-by.ts';
import type { ReconcileInput, ReconcileProgress, ReconcileResult } from './contracts.ts';
import { reconcileQuery } from './messages.ts';
import { priorityOf } from './policies.ts';
import { describeProgress, describeResult } from './reconcile-words.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { type Steps, stepsFor } from './steps.ts';

const STEPS_PER_RUN = 300;
/** Second looks cost some ten calls each; more differences than this have one cause, which a few of them tell. */
const MOST_LOOKS = 300;
const MOST_HEALED = 1_000;
/** What is mended is looked at after so many ms each; then it stays open. */
const HEAL_LOOKS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 120_000, 240_000, 480_000];

type Scope = { connection: string; sync: string; recordKey: string };
type Run = { scope: Scope & { run: string }; steps: Steps; progress: ReconcileProgress };

export async function reconciliation(input: ReconcileInput): Promise<ReconcileResult> {
  const scope = { connection: input.connection, sync: 'reconcile', recordKey: '-' };
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connection, value: input.connection },
    { key: SEARCH_ATTRIBUTES.sync, value: 'reconcile' },
  ]);
  const steps = stepsFor(priorityOf('sweep', input.connection));
  const progress = input.carried ?? (await begin(input, scope, steps));
  setHandler(reconcileQuery, () => progress);
  const run: Run = { scope: { ...scope, run: progress.run }, steps, progress };
  const result = await carryOut(input, run).catch((error: unknown) => stopped(run, error));
  upsertSearchAttributes([
    {
      key: SEARCH_ATTRIBUTES.status,
      value: result.unexplained > 0 || result.stopped !== undefined ? 'differs' : 'done',
    },
  ]);
  setCurrentDetails(describeResult(result));
  return result;
}

async function begin(input: ReconcileInput, scope: Scope, { store }: Steps): Promise<ReconcileProgress> {
  const { from, to, streams } = input;
  const begun = await store.beginReconcile({
    ...scope,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(streams === undefined ? {} : { streams }),
    ...(input.run === undefined ? {} : { earlier: input.run }),
  });
  const counted = { source: 0, target: 0, compared: 0, looked: 0, notLookedAt: 0 };
  return { ...begun, stream: 0, stage: input.run === undefined ? 'source' : 'heal', ...counted };
}

async function carryOut(input: ReconcileInput, run: Run): Promise<ReconcileResult> {
  const { scope, steps, progress } = run;
  for (let taken = 0; progress.stage !== 'close' && progress.stage !== 'heal'; taken++) {
    if (taken === STEPS_PER_RUN) await continueAsNew({ ...input, carried: progress } satisfies ReconcileInput);
    taken += await advance(run);
    setCurrentDetails(describeProgress(progress));
  }
  const compared =
    progress.stage === 'close'
      ? await steps.store.closeReconcile({ ...scope, notLookedAt: progress.notLookedAt })
      : undefined;
  const wantsHealing = input.run !== undefined || input.heal === true;
  if (compared !== undefined && !wantsHealing) return compared;
  progress.stage = 'heal';
  const healed = await heal(run, input.by);
  return steps.store.closeReconcile({ ...scope, healed });
}

/** One step of the present stage; answers how many further steps it took. */
async function advance(run: Run): Promise<number> {
  const { progress } = run;
  const stream = progress.streams[progress.stream];
  if (stream === undefined) {
    progress.stage = 'close';
    return 0;
  }
  if (progress.stage === 'source' || progress.stage === 'target') return readPage(run, stream, progress.stage);
  if (progress.stage === 'compare') return comparePage(run, stream);
  return lookAgain(run, stream);
}

type Stream = ReconcileProgress['streams'][number];

async function readPage({ scope, steps, progress }: Run, stream: Stream, side: 'source' | 'target'): Promise<number> {
  const { from, to, before, cursor } = progress;
  const request = { ...scope, stream: stream.name, side, range: { from, to, before } };
  const at = cursor === undefined ? {} : { cursor };
  const found = await steps.vendor(stream[side]).readReconcileSide({ ...request, ...at });
  progress[side] += found.rows;
  goOn(progress, found.next, side === 'source' ? 'target' : 'compare');
  return 0;
}

async function comparePage({ scope, steps, progress }: Run, stream: Stream): Promise<number> {
  const { cursor } = progress;
  const after = cursor === undefined ? {} : { after: cursor };
  const found = await steps.slow.compareReconcile({ ...scope, stream: stream.name, ...after });
  progress.compared += found.keys;
  goOn(progress, found.next, 'look');
  return 0;
}

/** What lists said may have changed while they were read: each difference is looked at straight in both systems. */
async function lookAgain({ scope, steps, progress }: Run, stream: Stream): Promise<number> {
  const { from, to, before } = progress;
  const most = Math.max(0, MOST_LOOKS - progress.looked);
  const suspects = await steps.slow.listSuspects({ ...scope, stream: stream.name, most });
  if (suspects.more) progress.notLookedAt++;
  if (stream.looks) {
    for (const target of suspects.records) {
      const request = { ...scope, stream: stream.name, target, range: { from, to, before } };
      await steps.vendor(stream.target).lookReconcile(request);
      progress.looked++;
      setCurrentDetails(describeProgress(progress));
    }
  }
  progress.stream++;
  goOn(progress, undefined, 'source');
  return suspects.records.length;
}

function goOn(progress: ReconcileProgress, next: string | undefined, stage: ReconcileProgress['stage']): void {
  if (next !== undefined) progress.cursor = next;
  else {
    delete progress.cursor;
    progress.stage = stage;
  }
}

/** Wakes the records, waits for them, and compares each again until it agrees or has come to its end. */
async function heal(run: Run, by: string | undefined): Promise<{ started: number; stillOpen: number }> {
  const { scope, steps, progress } = run;
  const { from, to, before } = progress;
  const { targets } = await steps.slow.listHealable({ ...scope, most: MOST_HEALED });
  if (targets.length === 0) return { started: 0, stillOpen: 0 };
  const { at } = await steps.slow.wakeToHeal({ ...scope, targets, ...(by === undefined ? {} : { by }) });
  let open = targets;
  const looks = new Map<string, number>();
  for (const pauseMs of HEAL_LOOKS_MS) {
    setCurrentDetails(`${targets.length - open.length} of ${targets.length} records mended`);
    await condition(() => false, pauseMs, { summary: 'the records are being mended' });
    const settled = await steps.slow.settledSince({ ...scope, targets: open, since: at });
    const mended = new Set<string>();
    for (const { stream, recordKey } of settled) {
      const name = `${stream} ${recordKey}`;
      if ((looks.get(name) ?? 0) >= 2) continue;
      looks.set(name, (looks.get(name) ?? 0) + 1);
      const system = progress.streams.find((one) => one.name === stream)?.target ?? 'netsuite';
      const request = { ...scope, stream, target: recordKey, range: { from, to, before } };
      const left = await steps.vendor(system).lookReconcile(request);
      if (left.open === 0) mended.add(name);
    }
    open = open.filter(({ stream, recordKey }) => !mended.has(`${stream} ${recordKey}`));
    // Seen twice after its end and still open: more waiting changes nothing.
    if (open.every(({ stream, recordKey }) => (looks.get(`${stream} ${recordKey}`) ?? 0) >= 2)) break;
  }
  return { started: targets.length, stillOpen: open.length };
}

/** A parked connection or a vendor that stays away: what was found so far is kept, and the run says why it stopped. */
async function stopped({ scope, steps }: Run, error: unknown): Promise<ReconcileResult> {
  if (isCancellation(error) || isContinueAsNew(error)) throw error;
  return steps.store.closeReconcile({ ...scope, stopped: obstacleOf(error).reason });
}

const isContinueAsNew = (error: unknown): boolean => error instanceof Error && error.name === 'ContinueAsNew';
