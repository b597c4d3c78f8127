// Puts sent values into a record the way the service does.
// Trap: a sent line whose key is not found is appended, so a repeated PUT without line numbers doubles the lines.
import { LINE_KEYS } from '../schema/sublists.ts';
import type { Line, Rec, Value, World } from '../world.ts';
import type { ParsedBody } from './parse.ts';

/** The number for a line to be added; `reserved` extra numbers are skipped for hidden sub-lines. */
export function nextLineNumber(world: World, lines: readonly Line[], reserved = 0): number {
  const last = lines.reduce((max, line) => Math.max(max, typeof line.line === 'number' ? line.line : 0), 0);
  if (last === 0) return 1;
  const step = world.switches.lineNumbers === 'step' ? 1 : 1 + world.rng.below(3);
  return last + step + reserved;
}

function mergeLines(current: readonly Line[], sent: readonly Line[], key: string): Line[] {
  const merged = current.map((line) => ({ ...line }));
  for (const line of sent) {
    const wanted = line[key];
    const match = wanted === undefined ? undefined : merged.find((old) => String(old[key]) === String(wanted));
    if (match === undefined) merged.push({ ...line });
    else Object.assign(match, dropNulls(match, line));
  }
  return merged;
}

const isSubrecord = (value: Value): value is Line =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function dropNulls(target: Line, line: Line): Line {
  const kept: Line = {};
  for (const [name, value] of Object.entries(line)) {
    const old = target[name];
    if (value === null) delete target[name];
    else kept[name] = isSubrecord(value) && isSubrecord(old) ? { ...old, ...value } : value;
  }
  return kept;
}

/** Applies the patch in place. `replace` names sublists that become exactly what was sent. */
export function applyPatch(rec: Rec, patch: ParsedBody, replace: readonly string[]): void {
  Object.assign(rec.body, dropNulls(rec.body, patch.body));
  for (const [name, sent] of Object.entries(patch.lists)) {
    const whole = replace.some((wanted) => wanted.toLowerCase() === name.toLowerCase());
    const current = rec.lists[name] ?? [];
    rec.lists[name] = whole ? replaceLines(current, sent) : mergeLines(current, sent, LINE_KEYS[name] ?? 'line');
  }
}

function replaceLines(current: readonly Line[], sent: readonly Line[]): Line[] {
  return sent.map((line) => {
    const old = line.line === undefined ? undefined : current.find((candidate) => candidate.line === line.line);
    return old === undefined ? { ...line } : { ...old, ...line };
  });
}

/** A deep copy that can be changed without touching the stored record. */
export function draftOf(rec: Rec): Rec {
  return { ...rec, body: structuredClone(rec.body), lists: structuredClone(rec.lists) };
}
