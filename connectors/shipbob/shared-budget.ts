/**
 * One budget for each token, whatever the number of processes: its state lies where all of them see it.
 * The trap: a call that is held back changes the state too (somebody more is in line), so a denial must be saved as well.
 */
import { createHash } from 'node:crypto';
import type { SharedState } from '../http/contract.ts';
import { type Answered, SlidingBudget } from './budget.ts';
import type { BudgetView, ShipBobCredentials } from './types.ts';

export type Budget = {
  check(priority: number, nowMs: number): Promise<void>;
  answered(answer: Answered, priority: number, nowMs: number): Promise<number | undefined>;
  snapshot(nowMs: number): Promise<BudgetView | undefined>;
};

/** So large a limit is nobody's bottleneck: the processes need not agree about it. */
const LARGE_LIMIT = 1_000;

/** The name of a budget: per user and application, so per token or grant. Tells nothing of the secret. */
export function budgetKey(credentials: ShipBobCredentials): string {
  const own = credentials.kind === 'pat' ? credentials.token : `${credentials.clientId}\n${credentials.refreshToken}`;
  return `budget/shipbob/${createHash('sha256').update(own).digest('hex').slice(0, 24)}`;
}

/** Without `shared` the budget lives in this process alone. */
export function createBudget(reserve: number, shared: SharedState | undefined, key: string): Budget {
  const own = new SlidingBudget(reserve);
  let isLarge = false;
  const change = async <T>(nowMs: number, step: (budget: SlidingBudget) => T): Promise<T> => {
    if (shared === undefined || isLarge) return step(own);
    const result = await shared.change(key, (saved) => {
      const budget = new SlidingBudget(reserve, saved);
      const outcome = outcomeOf(() => step(budget));
      return { value: budget.save(), answer: { ...outcome, limit: budget.snapshot(nowMs)?.limit ?? 0 } };
    });
    isLarge = result.limit > LARGE_LIMIT;
    if ('error' in result) throw result.error;
    return result.value;
  };
  return {
    check: (priority, nowMs) => change(nowMs, (budget) => budget.check(priority, nowMs)),
    answered: (answer, priority, nowMs) => change(nowMs, (budget) => budget.answered(answer, priority, nowMs)),
    async snapshot(nowMs) {
      if (shared === undefined || isLarge) return own.snapshot(nowMs);
      const saved = await shared.get(key);
      return saved === undefined ? undefined : new SlidingBudget(reserve, saved).snapshot(nowMs);
    },
  };
}

type Outcome<T> = { value: T } | { error: unknown };

function outcomeOf<T>(step: () => T): Outcome<T> {
  try {
    return { value: step() };
  } catch (error) {
    return { error };
  }
}
