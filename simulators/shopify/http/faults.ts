// Fault rules: which Shopify requests go wrong, how, and how often. Chosen by GraphQL operation name or by path.
// Trap: the first matching rule wins; `afterCommit` lets the work be stored and spoils only the answer.
import { createRng, type Rng } from '../../shared/rng.ts';

export const FAULT_KINDS = [
  'rate-limit',
  'throttled',
  'server-error',
  'html',
  'slow',
  'hang',
  'truncated',
  'drop-before',
  'drop-after',
  'unauthorized',
  'forbidden',
  'payment-required',
  'locked',
  'not-found',
  'internal-error',
  'slow-inside',
  'fail-inside',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultRule {
  kind: FaultKind;
  /** GraphQL operation name, or `oauth`, or `bulk-file`; absent = every one. */
  operation?: string;
  /** Regular expression source tested on the path; absent = every path. */
  path?: string;
  /** 0..1, default 1. */
  probability?: number;
  /** How many requests it may still hit; absent = no end. */
  times?: number;
  /** How many matching requests to let through first. */
  skip?: number;
  /** Status for `html` (default 502) and `server-error` (default 500). */
  status?: number;
  /** Pause for `slow` and `slow-inside` (default 1000). */
  delayMs?: number;
  /** Seconds told to the client with `rate-limit` (default 2). */
  retryAfterSec?: number;
  /** Let `server-error`, `html` or `slow` strike only after the work was stored. */
  afterCommit?: boolean;
}

export interface FaultReport extends FaultRule {
  hits: number;
}

export interface FaultEngine {
  /** The rule that hits this request, if any; counts the hit. */
  take(operation: string, path: string): FaultRule | undefined;
  add(rules: readonly FaultRule[]): void;
  replace(rules: readonly FaultRule[]): void;
  list(): FaultReport[];
}

interface ActiveRule extends FaultReport {
  pattern: RegExp | undefined;
  seen: number;
}

/** Checks a rule that came from outside; throws an Error that says what is wrong. */
export function parseFaultRule(value: unknown): FaultRule {
  const rule = value as Partial<FaultRule> | null;
  if (typeof rule !== 'object' || rule === null || !FAULT_KINDS.some((kind) => kind === rule.kind)) {
    throw new Error(`fault rule needs a kind of: ${FAULT_KINDS.join(', ')}`);
  }
  if (rule.path !== undefined) new RegExp(rule.path);
  return rule as FaultRule;
}

/** True when the fault is to strike after the request's work is stored. */
export function strikesAfterCommit(rule: FaultRule): boolean {
  return rule.kind === 'drop-after' || rule.kind === 'truncated' || rule.afterCommit === true;
}

function activate(rule: FaultRule): ActiveRule {
  return { ...rule, hits: 0, seen: 0, pattern: rule.path === undefined ? undefined : new RegExp(rule.path) };
}

function matches(rule: ActiveRule, operation: string, path: string): boolean {
  if (rule.times !== undefined && rule.hits >= rule.times) return false;
  if (rule.operation !== undefined && rule.operation !== operation) return false;
  return rule.pattern === undefined || rule.pattern.test(path);
}

/** A fault engine; `seed` makes the probabilities repeatable. */
export function createFaultEngine(seed: number, initial: readonly FaultRule[] = []): FaultEngine {
  const rng: Rng = createRng(seed);
  let active = initial.map(activate);
  const strikes = (rule: ActiveRule) => {
    rule.seen += 1;
    if (rule.seen <= (rule.skip ?? 0) || !rng.chance(rule.probability ?? 1)) return false;
    rule.hits += 1;
    return true;
  };
  return {
    take: (operation, path) => active.find((rule) => matches(rule, operation, path) && strikes(rule)),
    add: (rules) => {
      active = [...active, ...rules.map(activate)];
    },
    replace: (rules) => {
      active = rules.map(activate);
    },
    list: () => active.map(({ pattern: _pattern, seen: _seen, ...rule }) => rule),
  };
}
