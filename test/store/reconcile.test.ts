/** Runs of a reconciliation in both databases: rows by key, findings by page, and what goes with the end. */
import { beforeAll, expect, test } from '@jest/globals';
import type { Store } from '../../store/contract.ts';
import type { StoredFinding, StoredReconcileRow } from '../../store/reconcile-contract.ts';
import { findingCursor } from '../../store/reconcile-findings.ts';
import { onEachBackend } from './backends.ts';

const row = (side: 'source' | 'target', id: string, key: string, more: Partial<StoredReconcileRow> = {}) => ({
  side,
  id,
  key,
  judged: true,
  facts: JSON.stringify({ label: id }),
  ...more,
});
const found = (key: string, more: Partial<StoredFinding> = {}): StoredFinding => ({
  key,
  what: 'missing',
  cause: 'missing',
  explained: false,
  healable: true,
  details: JSON.stringify({ key }),
  ...more,
});

onEachBackend((backend) => {
  let store: Store;
  beforeAll(async () => {
    store = await backend.open(await backend.fresh());
  });
  const begin = (id: string, connection = 'acme', startedAt = '2026-11-21T10:00:00.000Z') =>
    store.reconcile.begin({ id, connection, from: '2026-11-01', to: '2026-11-20', startedAt });

  test('rows come back by key and by their second name; a page read twice changes nothing', async () => {
    await begin('rows');
    const rows = [
      row('source', 's1', 'K1', { altKey: 'T1', recordKey: '900' }),
      row('target', 't1', 'K1', { judged: false }),
    ];
    await store.reconcile.putRows('rows', 'shipments', rows);
    await store.reconcile.putRows('rows', 'shipments', [
      rows[0]!,
      rows[0]!,
      row('target', 't2', 'K2', { altKey: 'T1' }),
    ]);
    expect(await store.reconcile.keys('rows', 'shipments', { limit: 9 })).toEqual(['K1', 'K2']);
    expect(await store.reconcile.keys('rows', 'shipments', { after: 'K1', limit: 9 })).toEqual(['K2']);
    expect(await store.reconcile.rowsOfKeys('rows', 'shipments', ['K1'])).toEqual(rows);
    const alike = await store.reconcile.rowsAlike('rows', 'shipments', ['T1', 'unknown']);
    expect(alike.map(({ id }) => id)).toEqual(['s1', 't2']);
    expect(await store.reconcile.rowCounts('rows')).toEqual([
      { stream: 'shipments', side: 'source', rows: 1, judged: 1 },
      { stream: 'shipments', side: 'target', rows: 2, judged: 1 },
    ]);
    await store.reconcile.replaceKeys('rows', 'shipments', ['K1'], [row('source', 's9', 'K9')]);
    expect(await store.reconcile.keys('rows', 'shipments', { limit: 9 })).toEqual(['K2', 'K9']);
  });

  test('many thousand rows of one page', async () => {
    await begin('many');
    const rows = Array.from({ length: 2_500 }, (_, index) =>
      row('source', `s${index}`, `K${String(index).padStart(5, '0')}`),
    );
    await store.reconcile.putRows('many', 'shipments', rows);
    expect(await store.reconcile.keys('many', 'shipments', { after: 'K02000', limit: 600 })).toHaveLength(499);
    expect(
      await store.reconcile.rowsOfKeys(
        'many',
        'shipments',
        rows.map(({ key }) => key),
      ),
    ).toHaveLength(2_500);
  });

  test('findings are replaced by key, paged, filtered and counted; the end lets the rows go', async () => {
    await begin('end', 'ended');
    await store.reconcile.putRows('end', 'shipments', [row('source', 's1', 'K1')]);
    await store.reconcile.replaceFindings('end', 'shipments', ['K1'], [found('K1')]);
    await store.reconcile.replaceFindings(
      'end',
      'shipments',
      ['K1', 'K2', 'K3'],
      [
        found('K1', { cause: 'waiting', explained: true, healable: false, recordKey: '900' }),
        found('K2'),
        found('K2', { what: 'tracking-differs', cause: 'tracking-differs' }),
      ],
    );
    const first = await store.reconcile.findings('end', { limit: 2 });
    expect(first.map(({ key, what }) => [key, what])).toEqual([
      ['K1', 'missing'],
      ['K2', 'missing'],
    ]);
    const rest = await store.reconcile.findings('end', { limit: 2, after: findingCursor(first[1]!) });
    expect(rest).toEqual([
      { ...found('K2', { what: 'tracking-differs', cause: 'tracking-differs' }), stream: 'shipments' },
    ]);
    expect(await store.reconcile.findings('end', { explained: true, limit: 9 })).toMatchObject([{ recordKey: '900' }]);
    expect(await store.reconcile.findings('end', { healable: true, limit: 9 })).toHaveLength(2);
    expect(await store.reconcile.findingCounts('end')).toEqual([
      { stream: 'shipments', cause: 'missing', explained: false, count: 1 },
      { stream: 'shipments', cause: 'tracking-differs', explained: false, count: 1 },
      { stream: 'shipments', cause: 'waiting', explained: true, count: 1 },
    ]);
    expect(await store.reconcile.lastDone('ended')).toBeUndefined();
    await store.reconcile.finish('end', { state: 'done', finishedAt: '2026-11-21T11:00:00.000Z', result: '{}' });
    expect(await store.reconcile.rowCounts('end')).toEqual([]);
    expect(await store.reconcile.findings('end', { limit: 9 })).toHaveLength(3);
    expect(await store.reconcile.lastDone('ended')).toMatchObject({ id: 'end', state: 'done', result: '{}' });
  });

  test('only the newest runs of a connection are kept', async () => {
    for (const day of [1, 2, 3]) await begin(`old-${day}`, 'kept', `2026-11-0${day}T00:00:00.000Z`);
    await store.reconcile.replaceFindings('old-1', 'shipments', ['K'], [found('K')]);
    expect(await store.reconcile.prune('kept', 2)).toBe(1);
    expect(await store.reconcile.get('old-1')).toBeUndefined();
    expect(await store.reconcile.findings('old-1', { limit: 9 })).toEqual([]);
    expect((await store.reconcile.list({ connection: 'kept', limit: 9 })).map(({ id }) => id)).toEqual([
      'old-3',
      'old-2',
    ]);
    await begin('old-3', 'kept');
    expect(await store.reconcile.prune('kept', 2)).toBe(0);
  });
});
