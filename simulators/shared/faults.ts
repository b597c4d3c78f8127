// Fault rules shared by the simulators: which requests go wrong, how, and how often.
// Trap: the first matching rule wins, so put the narrow rule before the wide one.
import { createRng, type Rng } from './rng.ts';

export type FaultKind =
  | 'rate-limit'
  | 'server-error'
  | 'slow'
  | 'html'
  | 'drop-before'
  | 'drop-after'
  | 'unauthorized'
  | 'forbidden'
  | 'record-changed'
  | 'record-locked';

export interface FaultRule {
  kind: FaultKind;
  /** HTTP method, any case; absent = every method. */
  method?: string;
  /** Regular expression source tested on the path with its query; absent = every path. */
  path?: string;
  /** 0..1, default 1. */
  probability?: number;
  /** How many requests it may still hit; absent = no end. */
  times?: number;
  /** How many matching requests to let through first. */
  skip?: number;
  /** Status for `html` (default 502) and `server-error` (default 500). */
  status?: number;
  /** Pause for `slow` (default 1000). */
  delayMs?: number;
  /** Seconds told to the client with `rate-limit` (default 1). */
  retryAfterSec?: number;
  /** Apply `server-error`, `html` or `slow` only after the work was done and stored. */
  afterCommit?: boolean;
}

export interface FaultReport extends FaultRule {
  hits: number;
}

export interface FaultEngine {
  /** The rule that hits this request, if any; counts the hit. */
  take(method: string, pathAndQuery: string): FaultRule | undefined;
  add(rules: readonly FaultRule[]): void;
  replace(rules: readonly FaultRule[]): void;
  list(): FaultReport[];
}

interface ActiveRule extends FaultReport {
  pattern: RegExp | undefined;
  seen: number;
}

const KINDS: readonly string[] = [
  'rate-limit',
  'server-error',
  'slow',
  'html',
  'drop-before',
  'drop-after',
  'unauthorized',
  'forbidden',
  'record-changed',
  'record-locked',
];

/** Checks a rule that came from outside; throws an Error that says what is wrong. */
export function parseFaultRule(value: unknown): FaultRule {
  const rule = value as Partial<FaultRule> | null;
  if (typeof rule !== 'object' || rule === null || !KINDS.includes(String(rule.kind))) {
    throw new Error(`fault rule needs a kind of: ${KINDS.join(', ')}`);
  }
  if (rule.path !== undefined) new RegExp(rule.path);
  return rule as FaultRule;
}

/** True when the fault is to strike after the request's work is stored. */
export function strikesAfterCommit(rule: FaultRule): boolean {
  return rule.kind === 'drop-after' || rule.afterCommit === true;
}

function activate(rule: FaultRule): ActiveRule {
  return { ...rule, hits: 0, seen: 0, pattern: rule.path === undefined ? undefined : new RegExp(rule.path) };
}

function matches(rule: ActiveRule, method: string, path: string): boolean {
  if (rule.times !== undefined && rule.hits >= rule.times) return false;
  if (rule.method !== undefined && rule.method.toUpperCase() !== method.toUpperCase()) return false;
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
    take: (method, path) => active.find((rule) => matches(rule, method, path) && strikes(rule)),
    add: (rules) => {
      active = [...active, ...rules.map(activate)];
    },
    replace: (rules) => {
      active = rules.map(activate);
    },
    list: () => active.map(({ pattern: _pattern, seen: _seen, ...rule }) => rule),
  };
}
