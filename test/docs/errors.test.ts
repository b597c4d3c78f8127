/** docs/errors.md names every cause for which the program lets a record wait. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOMS = ['mappings', 'activities', 'workflows'];
/** Reasons for looking, not for waiting. */
const WAKES = new Set(['webhook', 'sweep', 'backfill', 'replay', 'person', 'waiting']);

const sources = (room: string): string[] =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(room, name), 'utf8'));

test('every cause is explained', () => {
  const given = new Set<string>();
  for (const text of ROOMS.flatMap(sources)) {
    for (const [, first, second] of text.matchAll(/\bcause: (?:[\w.]+ \? )?'([a-z-]+)'(?: : '([a-z-]+)')?/g)) {
      for (const cause of [first, second]) if (cause !== undefined && !WAKES.has(cause)) given.add(cause);
    }
  }
  expect(given.size).toBeGreaterThan(80);
  const page = ['docs/errors.md', 'docs/reconcile.md'].map((name) => readFileSync(name, 'utf8')).join('\n');
  expect([...given].filter((cause) => !page.includes(`\`${cause}\``)).sort()).toEqual([]);
});
