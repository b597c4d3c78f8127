/** The lines of a report, as a plain table and as JSON. A goal is a bound with its direction; without one it is a note. */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { round, sum } from './stats.ts';

export type Line = {
  what: string;
  value: number;
  unit: string;
  goal?: { atMost: number } | { atLeast: number };
  /** How it was measured, how much it varied. */
  note?: string;
};

/** `idlePercent`: how much of the machine was free just before; below about 90 other programs spoil the figures. */
export type Section = { title: string; lines: Line[]; idlePercent: number; seconds: number };

const LOOK_MS = 2_000;

/** Runs one measurement and notes how free the machine was before it, and the time that it took. */
export async function section(title: string, measure: () => Promise<Line[]>): Promise<Section> {
  const idlePercent = await idleShare();
  const startedMs = Date.now();
  const lines = await measure();
  return { title, lines, idlePercent, seconds: round((Date.now() - startedMs) / 1000) };
}

/** Percent of all cores' time that nobody used over the next two seconds. */
async function idleShare(): Promise<number> {
  const before = ticks();
  await sleep(LOOK_MS);
  const after = ticks();
  return round(((after.idle - before.idle) / (after.all - before.all)) * 100);
}

function ticks(): { idle: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const idle = sum(times.map((time) => time.idle));
  return { idle, all: sum(times.map(({ user, nice, sys, irq }) => user + nice + sys + irq)) + idle };
}

/** undefined where there is no goal. */
export function isMet({ value, goal }: Line): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

export function sectionText({ title, lines, idlePercent, seconds }: Section): string {
  const width = Math.max(...lines.map(({ what }) => what.length));
  const rows = lines.map((line) => {
    const { what, value, unit, goal, note } = line;
    const bound = goal === undefined ? '' : 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
    const verdict = { true: 'met', false: 'MISSED', undefined: '' }[`${isMet(line)}`];
    const number = `${value} ${unit}`.padEnd(16);
    return `  ${what.padEnd(width)}  ${number} ${bound.padEnd(8)} ${verdict.padEnd(7)} ${note ?? ''}`.trimEnd();
  });
  return [`${title}   (${idlePercent} % of the machine was free, ${seconds} s)`, ...rows, ''].join('\n');
}
