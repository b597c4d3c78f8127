/** The import table of docs/architecture.md, held by a test: which room may import from which, and which packages. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

type Rule = {
  /** Rooms (or single files) that values may come from; own room is always allowed. */
  values: string[];
  /** Rooms that only types may come from. */
  types: string[];
  /** Packages that must not be imported for their values. */
  never: RegExp[];
};

const TEMPORAL = /^@temporalio\//;
const WORKFLOW_NAMES = [
  'workflows/contracts.ts',
  'workflows/held.ts',
  'workflows/ids.ts',
  'workflows/manifest.ts',
  'workflows/messages.ts',
  'workflows/policies.ts',
  'workflows/search-attributes.ts',
  'workflows/starts.ts',
];

const RULES: Record<string, Rule> = {
  workflows: {
    values: [],
    types: ['activities', 'mappings', 'connectors', 'settings'],
    never: [/^node:/, /^(zod|got|pino|luxon|big\.js|kysely)$/, /^@temporalio\/(worker|activity)/],
  },
  mappings: { values: [], types: ['connectors', 'settings'], never: [/^node:/, TEMPORAL, /^(got|pino|kysely|zod)$/] },
  connectors: { values: [], types: [], never: [TEMPORAL, /^(kysely|pg|node:sqlite)$/] },
  settings: {
    values: [
      'connectors/netsuite/settings.ts',
      'connectors/shipstation/settings.ts',
      'connectors/shopify/settings.ts',
      'connectors/shipbob/settings.ts',
      'connectors/fusion/settings.ts',
    ],
    types: ['connectors', 'workflows/manifest.ts'],
    never: [TEMPORAL, /^got$/],
  },
  vault: { values: [], types: [], never: [/^@temporalio\/(worker|client|workflow)$/, /^(got|kysely)$/] },
  store: { values: [], types: [], never: [TEMPORAL, /^got$/] },
  runtime: { values: ['vault', 'store', ...WORKFLOW_NAMES], types: [], never: [] },
  activities: {
    values: ['connectors', 'mappings', 'settings', 'store', 'vault', ...WORKFLOW_NAMES],
    types: [],
    never: [/^@temporalio\/worker$/],
  },
  ingress: {
    values: ['connectors', 'settings', 'store', 'vault', 'runtime', ...WORKFLOW_NAMES],
    types: [],
    never: [/^@temporalio\/(worker|activity)$/],
  },
  cli: {
    values: ['connectors', 'settings', 'store', 'vault', 'runtime', ...WORKFLOW_NAMES],
    types: ['mappings'],
    never: [/^@temporalio\/(worker|activity)$/],
  },
  workers: {
    values: ['activities', 'connectors', 'mappings', 'settings', 'store', 'vault', 'runtime', 'workflows'],
    types: [],
    never: [],
  },
  simulators: { values: [], types: [], never: [TEMPORAL] },
};

type Import = { file: string; from: string; typeOnly: boolean };

function* sources(folder: string): Generator<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts')) yield path;
  }
}

const IMPORT = /(?:^|\n)\s*(import|export)(\s+type)?\s[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

function importsOf(room: string): Import[] {
  return [...sources(join(ROOT, room))].flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(IMPORT)].map((match) => {
      const target = match[3] ?? match[4] ?? '';
      const from = target.startsWith('.')
        ? relative(ROOT, join(dirname(path), target))
            .split(sep)
            .join('/')
        : target;
      return { file: relative(ROOT, path), from, typeOnly: match[2] !== undefined };
    }),
  );
}

const within = (place: string, allowed: string[]) =>
  allowed.some((room) => place === room || place.startsWith(`${room}/`));

function faults(room: string, rule: Rule): string[] {
  return importsOf(room).flatMap(({ file, from, typeOnly }) => {
    const line = `${file} imports ${from}`;
    if (!from.includes('/') || from.startsWith('@') || from.startsWith('node:')) {
      return !typeOnly && rule.never.some((pattern) => pattern.test(from)) ? [line] : [];
    }
    if (!Object.keys(RULES).some((other) => within(from, [other]))) return from.endsWith('.ts') ? [line] : [];
    const allowed = [room, ...rule.values, ...(typeOnly ? rule.types : [])];
    return within(from, allowed) ? [] : [line];
  });
}

test.each(Object.entries(RULES))('%s imports only what the table allows', (room, rule) => {
  expect(faults(room, rule)).toEqual([]);
});

test('a simulator shares no code with another vendor’s simulator', () => {
  const crossing = ['netsuite', 'shipstation', 'shopify', 'shipbob', 'fusion'].flatMap((vendor) =>
    importsOf(`simulators/${vendor}`).filter(
      ({ from }) => from.startsWith('simulators/') && !within(from, [`simulators/${vendor}`, 'simulators/shared']),
    ),
  );
  expect(crossing).toEqual([]);
});

test('a vendor’s connector imports no other vendor', () => {
  const vendors = readdirSync(join(ROOT, 'connectors')).filter((name) => name !== 'http');
  const crossing = vendors.flatMap((vendor) =>
    importsOf(`connectors/${vendor}`).filter(
      ({ from }) => from.startsWith('connectors/') && !within(from, [`connectors/${vendor}`, 'connectors/http']),
    ),
  );
  expect(crossing).toEqual([]);
});

test('no file is longer than 400 lines', () => {
  const rooms = [...Object.keys(RULES), 'demo', 'bench', 'test'];
  const long = rooms
    .flatMap((room) => [...sources(join(ROOT, room))])
    .filter((path) => readFileSync(path, 'utf8').split('\n').length > 400);
  expect(long).toEqual([]);
});
