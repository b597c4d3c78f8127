/**
 * Waits until both simulators hold what they should, and the connector says of the rest what it waits for.
 * The trap: right once is not enough, because a late double would come after; so more sweeps go by, and it is
 * judged again.
 */
import { waitingTold } from './command.ts';
import { type Court, isRight, type Judgement, type Waiting, waitingDifferences } from './scenario.ts';
import { until } from './wait.ts';

async function judgeNow<V, W extends Waiting>({ scenario, vendors, env }: Court<V, W>): Promise<Judgement<W>> {
  const verdict = await scenario.judge(vendors);
  const table = scenario.table(verdict);
  const told = await waitingTold(env);
  const differences = waitingDifferences(verdict, told);
  return { verdict, table, told, differences, ok: isRight(table) && differences.length === 0 };
}

const LOOK_EVERY_MS = 500;

/** The judgement as soon as it is right, else the last one when `limitMs` is over. `sweeps` more are waited for. */
export async function settled<V, W extends Waiting>(
  court: Court<V, W>,
  limitMs: number,
  sweeps: number,
): Promise<Judgement<W>> {
  const { scenario, vendors } = court;
  const endMs = Date.now() + limitMs;
  const left = () => Math.max(0, endMs - Date.now());
  const looksRight = async () => (isRight(scenario.table(await scenario.judge(vendors))) ? true : undefined);
  for (;;) {
    const right = await until('the right state', left(), looksRight, LOOK_EVERY_MS).catch(() => undefined);
    const judgement = await judgeNow(court);
    if (right === undefined || left() === 0) return judgement;
    if (!judgement.ok) continue;
    await moreSweeps(court, sweeps, left());
    const again = await judgeNow(court);
    if (again.ok) return again;
  }
}

async function moreSweeps<V, W extends Waiting>(
  { scenario, vendors }: Court<V, W>,
  count: number,
  limitMs: number,
): Promise<void> {
  const before = await scenario.sweepsSeen(vendors);
  const seen = async () => ((await scenario.sweepsSeen(vendors)) >= before + count ? true : undefined);
  await until('more sweeps', limitMs, seen).catch(() => undefined);
}
