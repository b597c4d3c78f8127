/**
 * Waits until both simulators hold what they should, and the connector says of the rest what it waits for.
 * The trap: right once is not enough, because a late double would come after; so two more sweeps go by, and it is
 * judged again.
 */
import { type Env, waitingTold } from './command.ts';
import { RULES, readDumps, type Vendors } from './shop.ts';
import { isRight, judge, type Verdict, waitingDifferences } from './verdict.ts';
import { until } from './wait.ts';

export type Judgement = {
  verdict: Verdict;
  /** Waiting records by cause, in the connector's own words. */
  told: Record<string, number>;
  /** Differences between who must wait and who does. */
  differences: string[];
  ok: boolean;
};

export async function judgeNow(vendors: Vendors, env: Env): Promise<Judgement> {
  const verdict = judge(await readDumps(vendors), RULES);
  const told = await waitingTold(env);
  const differences = waitingDifferences(verdict, told);
  return { verdict, told, differences, ok: isRight(verdict) && differences.length === 0 };
}

const LOOK_EVERY_MS = 500;

/** The judgement as soon as it is right, else the last one when `limitMs` is over. `sweeps` more are waited for. */
export async function settled(vendors: Vendors, env: Env, limitMs: number, sweeps: number): Promise<Judgement> {
  const endMs = Date.now() + limitMs;
  const left = () => Math.max(0, endMs - Date.now());
  for (;;) {
    const right = await until(
      'the right state',
      left(),
      async () => (isRight(judge(await readDumps(vendors), RULES)) ? true : undefined),
      LOOK_EVERY_MS,
    ).catch(() => undefined);
    const judgement = await judgeNow(vendors, env);
    if (right === undefined || left() === 0) return judgement;
    if (!judgement.ok) continue;
    await moreSweeps(vendors, sweeps, left());
    const again = await judgeNow(vendors, env);
    if (again.ok) return again;
  }
}

/** Sweeps are seen in ShipStation's own request log: only they ask for voided labels by date. */
async function moreSweeps({ shipStation }: Vendors, count: number, limitMs: number): Promise<void> {
  const seen = async () =>
    (await shipStation.requests()).requests.filter(
      ({ path, status }) => path.includes('voidDateStart') && status === 200,
    ).length;
  const before = await seen();
  await until('more sweeps', limitMs, async () => ((await seen()) >= before + count ? true : undefined)).catch(
    () => undefined,
  );
}
