/** Audit exports prove themselves: from the file alone, without store, keys or settings. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { auditLines, type Scope } from '../../cli/audit/export.ts';
import { csvHead, readAuditFile, toCsv, toJson } from '../../cli/audit/text.ts';
import { csvLine, csvRecords } from '../../cli/csv.ts';
import type { LedgerEntry, Store } from '../../store/contract.ts';
import { type AuditLine, type Proof, prove } from '../../store/ledger-proof.ts';
import { openStore } from '../../store/open.ts';
import { applied, openPlace, prepare, type Workplace, workplace } from './support.ts';

const NASTY = ['=1+1', "'=already", '"quoted", and\nbroken', '-5', '', 'plain', "'", '@x', 'ümläut,;'];

const entry = (index: number, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  connection: 'acme',
  kind: index % 3 === 0 ? 'intent' : 'effect',
  sync: 'orderShipped',
  recordKey: String(index % 4),
  workflowId: `acme/orderShipped/${index % 4}`,
  runId: 'run',
  at: new Date(Date.UTC(2026, 9, 1) + index * 86_400_000).toISOString(),
  step: 'create',
  outcome: 'ok',
  summary: NASTY[index % NASTY.length]!,
  ...(index % 3 === 0 ? { sealedPayload: `mlc1.sealed.${index}` } : {}),
  ...(index % 5 === 0 ? { attempt: 2, system: 'netsuite' } : {}),
  ...over,
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlc-audit-'));
  store = await openStore({ path: join(folder, 'store.db') });
  await store.ledger.append(Array.from({ length: 60 }, (_, index) => entry(index)));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function exported(scope: Scope, wholeChain = false): Promise<AuditLine[]> {
  return collect(auditLines(store, 'acme', scope, { wholeChain, now: new Date(0) }));
}

const ORDER: Scope = { words: 'order 2', records: [{ sync: 'orderShipped', recordKey: '2' }] };
const MONTH: Scope = { words: 'month', from: '2026-11-01T00:00:00.000Z', to: '2026-11-14T23:59:59.999Z' };

async function throughFile(lines: AuditLine[], form: 'json' | 'csv'): Promise<Proof> {
  const file = join(folder, `file.${form}`);
  const text = form === 'json' ? lines.map(toJson) : [csvHead(), ...lines.map(toCsv)];
  await writeFile(file, `${text.join('\n')}\n`);
  return prove(readAuditFile(file));
}

const proved = (lines: AuditLine[]): Promise<Proof> =>
  prove(
    (async function* () {
      yield* structuredClone(lines);
    })(),
  );

describe.each(['json', 'csv'] as const)('as %s', (form) => {
  test.each([
    ['an order', ORDER, { rows: 15, linked: 42 }],
    ['a month', MONTH, { rows: 14, linked: 0 }],
    ['all', { words: 'all' }, { rows: 60, linked: 0 }],
    ['nothing', { words: 'none', records: [] }, { rows: 0, linked: 0 }],
  ] as const)('%s proves itself', async (_name, scope, counts) => {
    expect(await throughFile(await exported(scope as Scope), form)).toMatchObject({
      ...counts,
      sound: true,
      believed: 0,
      missing: [],
      connection: 'acme',
    });
  });

  test('no sealed text is in the file, and the whole chain reaches from its root to its head', async () => {
    const lines = await exported(ORDER, true);
    const proof = await throughFile(lines, form);
    const last = (await store.ledger.range({ connection: 'acme', afterSeq: 59, limit: 1 }))[0];
    expect(proof).toMatchObject({
      sound: true,
      rows: 15,
      linked: 45,
      root: { seq: 0 },
      head: { seq: 60, hash: last?.hash },
    });
    expect(await readFile(join(folder, `file.${form}`), 'utf8')).not.toContain('mlc1.sealed');
  });
});

test('whatever is changed, taken out or put in is found', async () => {
  const lines = await exported(ORDER);
  const rows = lines.flatMap((line, index) => (line.type === 'row' ? [index] : []));
  const anyRow = fc.constantFrom(...rows);
  const field = fc.constantFrom('summary', 'at', 'outcome', 'sealedHash', 'recordKey', 'hash', 'prevHash', 'targetRef');
  await fc.assert(
    fc.asyncProperty(anyRow, field, fc.string(), async (index, name, value) => {
      const changed = structuredClone(lines);
      const line = changed[index];
      if (line?.type !== 'row' || Reflect.get(line.row, name) === value) return;
      Reflect.set(line.row, name, value);
      expect(await proved(changed)).toMatchObject({ sound: false });
    }),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: lines.length - 1 }), async (index) => {
      expect((await proved(lines.toSpliced(index, 1))).sound).toBe(false);
      expect((await proved(lines.toSpliced(index, 0, lines[index]!))).sound).toBe(false);
    }),
    { numRuns: 40 },
  );
});

test('missing rows are named', async () => {
  const lines = await exported({ words: 'all' });
  const proof = await proved(lines.filter((line) => line.type !== 'row' || line.row.seq < 10 || line.row.seq > 12));
  expect(proof).toMatchObject({ sound: false, missing: [{ from: 10, to: 12 }] });
  const cut = await proved(lines.slice(0, 20));
  expect(cut).toMatchObject({ sound: false, broken: { why: 'the file ends before its end' } });
});

test('any cells survive a CSV', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.string(), { minLength: 2 }), { minLength: 1 }),
      fc.nat({ max: 9 }),
      async (table, size) => {
        const safe = table.map((cells) => cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? 'x' : cell)));
        const text = `${safe.map(csvLine).join('\n')}\n`;
        const chunks = text.match(new RegExp(`[^]{1,${size + 1}}`, 'gu')) ?? [];
        async function* parts() {
          yield* chunks;
        }
        expect(await collect(csvRecords(parts()))).toEqual(safe);
      },
    ),
    { numRuns: 50 },
  );
});

describe('on the command line', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
    await prepare(place);
    const opened = await openPlace(place);
    await applied(opened.store, place);
    await opened.store.ledger.append(Array.from({ length: 8 }, (_, index) => entry(index)));
    await opened.store.records.put({
      connection: 'acme',
      sync: 'orderShipped',
      recordKey: '2',
      status: 'done',
      workflowId: 'acme/orderShipped/2',
      foundBy: 'webhook',
      numbers: [{ kind: 'order', value: '10045' }],
      at: '2026-10-01T00:00:00.000Z',
    });
    await opened.store.close();
  });
  afterAll(() => place.remove());

  test('an order is exported, proved without any store, and compared with the store on request', async () => {
    const made = await place.run(['audit', 'export', 'acme', '--order', '10045', '-o', 'order.csv', '--format', 'csv']);
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('2 rows written to order.csv') });
    const bare = await workplace();
    await writeFile(join(bare.folder, 'order.csv'), await readFile(join(place.folder, 'order.csv')));
    expect(await bare.json(['audit', 'verify', 'order.csv'])).toMatchObject({
      code: 0,
      answer: { sound: true, rows: 2, linked: 3, scope: 'order 10045' },
    });
    await bare.remove();
    expect(await place.json(['audit', 'verify', 'order.csv', '--store'])).toMatchObject({
      code: 0,
      answer: { inStore: true },
    });
    const text = await readFile(join(place.folder, 'order.csv'), 'utf8');
    await writeFile(join(place.folder, 'forged.csv'), text.replace('2026-10-03', '2026-10-04'));
    expect(await place.run(['audit', 'verify', 'forged.csv'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('BROKEN: row 3 is not what was written'),
    });
  });

  test('a month and the store; a file that is none', async () => {
    const month = await place.run(['audit', 'export', 'acme', '--month', '2026-10']);
    expect(month.stdout.trim().split('\n')).toHaveLength(10);
    expect(await place.run(['audit', 'verify', 'acme'])).toMatchObject({ code: 0, stdout: 'acme: 8 rows, unbroken\n' });
    await writeFile(join(place.folder, 'other.csv'), 'a,b\n1,2\n');
    expect(await place.run(['audit', 'verify', 'other.csv'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be read'),
    });
    const missing = await place.run(['audit', 'verify', 'nowhere/october.csv']);
    expect(missing.code).not.toBe(0);
    expect(missing.stderr.trim().split('\n')).toEqual([expect.stringContaining('nowhere/october.csv')]);
    expect(await place.run(['audit', 'export', 'acme', '--order', '404'])).toMatchObject({ code: 1 });
    expect(await place.run(['audit', 'export', 'acme', '--month', '2026-13'])).toMatchObject({ code: 2 });
  });
});
