/** The lines of a report, as a plain table and as JSON. A goal is a bound with its direction; without one it is a note. */
import { loadavg } from 'node:os';
import { round } from './stats.ts';

export type Line = {
  what: string;
  value: number;
  unit: string;
  goal?: { atMost: number } | { atLeast: number };
  /** How it was measured, how much it varied. */
  note?: string;
};

export type Section = { title: string; lines: Line[]; load: number; seconds: number };

/** Runs one measurement and notes the load average (1 minute) and the time that it took. */
export async function section(title: string, measure: () => Promise<Line[]>): Promise<Section> {
  const startedMs = Date.now();
  const load = round(loadavg()[0] ?? 0, 1);
  const lines = await measure();
  return { title, lines, load, seconds: round((Date.now() - startedMs) / 1000) };
}

/** undefined where there is no goal. */
export function isMet({ value, goal }: Line): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

export function sectionText({ title, lines, load, seconds }: Section): string {
  const width = Math.max(...lines.map(({ what }) => what.length));
  const rows = lines.map((line) => {
    const { what, value, unit, goal, note } = line;
    const bound = goal === undefined ? '' : 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
    const verdict = { true: 'met', false: 'MISSED', undefined: '' }[`${isMet(line)}`];
    const number = `${value} ${unit}`.padEnd(16);
    return `  ${what.padEnd(width)}  ${number} ${bound.padEnd(8)} ${verdict.padEnd(7)} ${note ?? ''}`.trimEnd();
  });
  return [`${title}   (load average before ${load}, ${seconds} s)`, ...rows, ''].join('\n');
}
