/**
 * One budget for each key of the vendor, whatever the number of processes: its state lies where all of them see it.
 * The trap: a process that is killed never tells that its calls ended, so calls in flight are forgotten after a while.
 */
import { createHash } from 'node:crypto';
import type { SharedState } from '../http/contract.ts';
import type { AnswerHeaders, CallBudget } from './budget.ts';
import type { RateBudget } from './types.ts';

/** A budget whose state can be laid down and taken up again. */
export type StoredBudget = CallBudget & { save(): string; waiting(): WaitingCalls };
/** Calls that were denied and come again: live, sweep, backfill. */
export type WaitingCalls = { live: number; sweep: number; backfill: number };

/** What is left of a window, and who waits for the next ones. */
export type BudgetView = RateBudget & { waiting: WaitingCalls };

export type Budget = {
  check(priority: number, nowMs: number): Promise<void>;
  answered(
    answer: { status: number; headers: AnswerHeaders },
    priority: number,
    nowMs: number,
  ): Promise<number | undefined>;
  lost(): Promise<void>;
  snapshot(nowMs: number): Promise<BudgetView | undefined>;
};

/** So large a limit is nobody's bottleneck: the processes need not agree about it. */
const LARGE_LIMIT = 1_000;

/** The name of a credential's budget; tells nothing of the key. */
export const budgetKey = (api: 'v1' | 'v2', apiKey: string): string =>
  `budget/shipstation/${api}/${createHash('sha256').update(apiKey).digest('hex').slice(0, 24)}`;

/** `make` answers a budget in the given state, or a new one. Without `shared` it lives in this process alone. */
export function createBudget(
  make: (saved: string | undefined) => StoredBudget,
  shared: SharedState | undefined,
  key: string,
): Budget {
  const own = make(undefined);
  let isLarge = false;
  const change = async <T>(nowMs: number, step: (budget: StoredBudget) => T): Promise<T> => {
    if (shared === undefined || isLarge) return step(own);
    const result = await shared.change(key, (saved) => {
      const budget = make(saved);
      const answer = outcomeOf(() => step(budget));
      return { value: budget.save(), answer: { ...answer, limit: budget.snapshot(nowMs)?.limit ?? 0 } };
    });
    isLarge = result.limit > LARGE_LIMIT;
    if ('error' in result) throw result.error;
    return result.value;
  };
  const seen = (budget: StoredBudget, nowMs: number) => {
    const told = budget.snapshot(nowMs);
    return told === undefined ? undefined : { ...told, waiting: budget.waiting() };
  };
  return {
    check: (priority, nowMs) => change(nowMs, (budget) => budget.check(priority, nowMs)),
    answered: (answer, priority, nowMs) => change(nowMs, (budget) => budget.answered(answer, priority, nowMs)),
    lost: () => change(Date.now(), (budget) => budget.lost()),
    async snapshot(nowMs) {
      if (shared === undefined || isLarge) return seen(own, nowMs);
      const saved = await shared.get(key);
      return saved === undefined ? undefined : seen(make(saved), nowMs);
    },
  };
}

type Outcome<T> = { value: T } | { error: unknown };

/** A denial changes the state too (somebody more is in line), so it is carried out of the change. */
function outcomeOf<T>(step: () => T): Outcome<T> {
  try {
    return { value: step() };
  } catch (error) {
    return { error };
  }
}
