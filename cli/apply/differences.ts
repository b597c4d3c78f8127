/** Two settings side by side, as lines a person reads before saying yes. */

export type Difference = { path: string; from?: unknown; to?: unknown };

/** Leaves that differ, in the order of the new settings; lists are compared as a whole. */
export function differences(before: unknown, after: unknown): Difference[] {
  const old = flatten(before);
  const fresh = flatten(after);
  const changed = [...fresh].filter(([path, to]) => !same(old.get(path), to));
  const gone = [...old].filter(([path]) => !fresh.has(path));
  return [
    ...changed.map(([path, to]) => (old.has(path) ? { path, from: old.get(path), to } : { path, to })),
    ...gone.map(([path, from]) => ({ path, from })),
  ];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function flatten(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isGroup) return value === undefined ? into : into.set(path, value);
  for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into);
  return into;
}

/** `path: "a" → "b"`, `path: added "b"`, `path: removed "a"`. */
export function differenceText({ path, from, to }: Difference): string {
  if (from === undefined) return `${path}: added ${JSON.stringify(to)}`;
  if (to === undefined) return `${path}: removed ${JSON.stringify(from)}`;
  return `${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
}
