/**
 * What one pair brings to the demo; main.ts, stack.ts, settle.ts and report.ts do the rest. To add a pair:
 *
 *   1. a folder demo/<pair>/ whose scenario.ts exports a `Scenario` (demo/netsuite-shipstation is the model);
 *   2. a line in pairs.ts.
 *
 * In the folder: the connection's file, what stands in both systems before the play, the scenes, what should come of
 * them worked out anew from the simulators' own dumps, and the verdict. netsuite-sim.ts signs in to NetSuite and sets
 * its faults; control.ts speaks to any simulator; wait.ts waits for states.
 * The trap: a verdict may not read the connector's store, and `expected` may not import from mappings: both would be
 * the connector judged by its own word.
 */
import type { Env } from './command.ts';
import type { Show } from './show.ts';
import type { Stack } from './stack.ts';

export type Tuning = {
  id: string;
  /** Durations such as `5s`; the defaults of the product are far longer than anybody wants to watch. */
  sweepEvery: string;
  recheck: string;
  /** Requests in flight at the ERP. */
  concurrency: number;
};

/** A simulator as a program of its own. Its control API answers `GET <url>/__sim/health`. */
export type Simulator = {
  file: string;
  usualPort: number;
  /** Options besides `--port`. `windowMs` is the length that rate windows shall have. */
  args?(windowMs: number): string[];
};

/** Judged from dumps. */
export type Waiting = {
  /** Who cannot go on before somebody has mended something, by the cause that `ml-connector errors` must name. */
  mustWait: Record<string, string[]>;
};

export type VerdictTable = {
  /** What happened and what stands in the books. */
  facts: readonly (readonly [name: string, value: string])[];
  /** Must all be empty. `name` is the row, `short` stands before each one that is told. */
  faults: readonly { name: string; short: string; list: readonly string[] }[];
  /** What one waiting record is called, e.g. `order`. */
  waits: string;
};

/** A fault rule of a simulator and how often it struck. */
export type FaultHits = { kind: string; hits: number; times?: number; afterCommit?: boolean };

/** `S` names the simulators (also the systems of their credentials), `V` speaks to them, `W` is the verdict. */
export type Scenario<S extends string, V, W extends Waiting> = {
  title: string;
  tuning: Tuning;
  /** Whose story `trace` tells at the end. */
  shown: { words: string; number: string };
  simulators: Record<S, Simulator>;
  /** YAML of the connection. */
  connection(urls: Record<S, string>, tuning: Tuning): string;
  open(urls: Record<S, string>): V;
  /** Fills both systems. Answers what `credentials set <id> <system>` is given. */
  prepare(vendors: V): Promise<Record<string, object>>;
  /** The scenes, one after the other. */
  play(stack: Stack<V>, show: Show): Promise<void>;
  /** Somebody mends what was missing; nobody retries anything. */
  mend(vendors: V, show: Show): Promise<void>;
  /** From fresh dumps. */
  judge(vendors: V): Promise<W>;
  table(verdict: W): VerdictTable;
  json(verdict: W): object;
  /** True when as much was played as should be; an empty play is right, too. */
  isWhole(verdict: W): boolean;
  /** How many sweeps the vendors have seen so far, by their own request logs. */
  sweepsSeen(vendors: V): Promise<number>;
  /** Called twice a second: tells what changed in the books since. */
  watcher(vendors: V, show: Show): () => Promise<void>;
  /** Faults by vendor. */
  faults(vendors: V): Promise<Record<string, FaultHits[]>>;
};

export type Judgement<W extends Waiting> = {
  verdict: W;
  table: VerdictTable;
  /** Waiting records by cause, in the connector's own words. */
  told: Record<string, number>;
  /** Differences between who must wait and who does. */
  differences: string[];
  ok: boolean;
};

/** The scenario of a run, with what is needed to judge it. */
export type Court<V, W extends Waiting> = {
  scenario: Pick<Scenario<string, V, W>, 'judge' | 'table' | 'json' | 'sweepsSeen' | 'faults'>;
  vendors: V;
  env: Env;
};

export const isRight = ({ faults }: VerdictTable): boolean => faults.every(({ list }) => list.length === 0);

/** Empty when who must wait and who the connector says waits (records by cause) agree. */
export function waitingDifferences({ mustWait }: Waiting, told: Record<string, number>): string[] {
  const causes = new Set([...Object.keys(mustWait), ...Object.keys(told)]);
  return [...causes].flatMap((cause) => {
    const must = mustWait[cause]?.length ?? 0;
    const does = told[cause] ?? 0;
    return must === does ? [] : [`${cause}: ${must} must wait, ${does} do`];
  });
}
