import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerEntry, Store } from '../../store/contract.ts';
import { CHAIN_START, canonicalJson } from '../../store/ledger-chain.ts';
import type { StoreOptions } from '../../store/open.ts';
import { onEachBackend } from './backends.ts';
import { rawSql } from './raw.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function entry(over: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    connection: 'acme',
    kind: 'effect',
    sync: 'orderShipped',
    recordKey: 'SO-1',
    workflowId: 'acme/orderShipped/SO-1',
    runId: 'run-1',
    at: '2026-11-21T10:00:00.000Z',
    step: 'createFulfillment',
    outcome: 'ok',
    summary: 'Item fulfilment IF77 created.',
    ...over,
  };
}

onEachBackend((backend) => {
  let options: StoreOptions;
  let store: Store;
  beforeAll(async () => {
    options = await backend.fresh();
    store = await backend.open(options);
  });

  test('rows come back as they went in, linked by hashes that anybody can recompute', async () => {
    const full = entry({
      connection: 'full',
      sourceTime: '2026-11-21T01:59:58.123456-08:00',
      attempt: 2,
      system: 'netsuite',
      failureType: 'Invalid',
      targetRef: 'itemFulfillment/5001',
      sealedPayload: 'mlc1.k.a.b',
    });
    await store.ledger.append([full, entry({ connection: 'full', step: 'verify' })]);
    const rows = await store.ledger.range({ connection: 'full', limit: 10 });
    expect(rows).toEqual([
      { ...full, seq: 1, prevHash: CHAIN_START, hash: expect.any(String) },
      { ...entry({ connection: 'full', step: 'verify' }), seq: 2, prevHash: rows[0]?.hash, hash: expect.any(String) },
    ]);
    const json =
      '{"at":"2026-11-21T10:00:00.000Z","attempt":2,"connection":"full","failureType":"Invalid","kind":"effect",' +
      '"outcome":"ok","recordKey":"SO-1","runId":"run-1",' +
      `"sealedHash":"${sha256('mlc1.k.a.b')}",` +
      '"sourceTime":"2026-11-21T01:59:58.123456-08:00","step":"createFulfillment",' +
      '"summary":"Item fulfilment IF77 created.","sync":"orderShipped","system":"netsuite",' +
      '"targetRef":"itemFulfillment/5001","workflowId":"acme/orderShipped/SO-1"}';
    expect(rows[0]?.hash).toBe(sha256(`${CHAIN_START}\n${sha256(json)}`));
  });

  test('rows of the first form, hashed as they are, are still proved', async () => {
    const own = await backend.fresh();
    const older = await backend.open(own);
    await older.ledger.append([entry({ sealedPayload: 'mlc1.k.a.b' }), entry({ step: 'verify' })]);
    const [first, second] = await older.ledger.range({ connection: 'acme', limit: 2 });
    const hash = sha256(`${CHAIN_START}\n${canonicalJson(entry({ sealedPayload: 'mlc1.k.a.b' }))}`);
    const next = sha256(`${hash}\n${sha256(canonicalJson(entry({ step: 'verify' })))}`);
    const guardOff =
      backend.name === 'postgres' ? 'alter table ledger disable trigger all' : 'drop trigger ledger_no_update';
    await rawSql(own, guardOff);
    await rawSql(own, `update ledger set hash = '${hash}' where seq = ${first?.seq}`);
    await rawSql(own, `update ledger set prev_hash = '${hash}', hash = '${next}' where seq = ${second?.seq}`);
    await rawSql(own, `update ledger_heads set hash = '${next}'`);
    expect(await older.ledger.verify('acme')).toEqual({ rows: 2 });
  });

  test('any text keeps its chain whole', async () => {
    const text = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(text, text, fc.option(text, { nil: undefined }), async (summary, recordKey, targetRef) => {
        await store.ledger.append([
          entry({ connection: 'text', summary, recordKey, ...(targetRef === undefined ? {} : { targetRef }) }),
        ]);
        expect(await store.ledger.verify('text')).not.toHaveProperty('brokenAt');
      }),
      { numRuns: 30 },
    );
  });

  test('a record has its page, a connection its pages', async () => {
    const of = (recordKey: string, minute: number) =>
      entry({ connection: 'pages', recordKey, at: `2026-01-01T00:0${minute}:00Z`, summary: `${recordKey}-${minute}` });
    await store.ledger.append([of('A', 1), of('B', 2), of('A', 3), of('B', 4)]);
    const summaries = (rows: LedgerEntry[]) => rows.map((row) => row.summary);
    expect(summaries(await store.ledger.forRecord('pages', 'orderShipped', 'A'))).toEqual(['A-1', 'A-3']);
    expect(await store.ledger.forRecord('pages', 'another', 'A')).toEqual([]);
    const query = { connection: 'pages', from: '2026-01-01T00:02:00Z', to: '2026-01-01T00:04:00Z' };
    expect(summaries(await store.ledger.range({ ...query, limit: 2 }))).toEqual(['B-2', 'A-3']);
    expect(summaries(await store.ledger.range({ ...query, afterSeq: 3, limit: 2 }))).toEqual(['B-4']);
  });

  test('many appends at once keep one order and each caller’s rows together', async () => {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        store.ledger.append(
          [0, 1, 2].map((part) => entry({ connection: `many-${index % 3}`, summary: `${index}/${part}` })),
        ),
      ),
    );
    const verdicts = await Promise.all(['many-0', 'many-1', 'many-2'].map((id) => store.ledger.verify(id)));
    expect(verdicts).toEqual([{ rows: 102 }, { rows: 99 }, { rows: 99 }]);
    const rows = await store.ledger.range({ connection: 'many-1', limit: 200 });
    for (let at = 0; at < rows.length; at += 3) {
      const index = rows[at]!.summary.split('/')[0];
      expect(rows.slice(at, at + 3).map((row) => row.summary)).toEqual([`${index}/0`, `${index}/1`, `${index}/2`]);
    }
  });

  test('an entry that the database refuses fails alone and leaves the chain whole', async () => {
    const bad = entry({ connection: 'mixed', step: null as unknown as string });
    const results = await Promise.allSettled([
      store.ledger.append([entry({ connection: 'mixed' })]),
      store.ledger.append([entry({ connection: 'mixed' }), bad]),
      store.ledger.append([entry({ connection: 'mixed' })]),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.ledger.verify('mixed')).toEqual({ rows: 2 });
  });

  test('the database itself refuses to change or remove rows', async () => {
    await store.ledger.append([entry({ connection: 'guarded' })]);
    const attempts = [
      `update ledger set summary = 'x' where connection = 'guarded'`,
      `delete from ledger where connection = 'guarded'`,
      `delete from ledger_heads where connection = 'guarded'`,
      backend.name === 'postgres'
        ? 'truncate ledger'
        : `insert or replace into ledger select connection, seq, kind, sync, record_key, workflow_id, run_id, at, source_time, step,
           attempt, system, outcome, failure_type, target_ref, 'x', sealed_payload, prev_hash, hash from ledger
           where connection = 'guarded'`,
    ];
    for (const sql of attempts) await expect(rawSql(options, sql)).rejects.toThrow('the ledger is append-only');
    expect(await store.ledger.verify('guarded')).toEqual({ rows: 1 });
  });

  test('verify finds a changed row, a missing row and a cut end', async () => {
    const own = await backend.fresh();
    const other = await backend.open(own);
    for (const id of ['changed', 'missing', 'cut']) {
      await other.ledger.append([1, 2, 3, 4].map((part) => entry({ connection: id, summary: `row ${part}` })));
    }
    const guardsOff =
      backend.name === 'postgres'
        ? ['alter table ledger disable trigger all']
        : ['drop trigger ledger_no_update', 'drop trigger ledger_no_delete'];
    for (const sql of guardsOff) await rawSql(own, sql);
    await rawSql(own, `update ledger set summary = 'row two' where connection = 'changed' and seq = 2`);
    await rawSql(own, `delete from ledger where connection = 'missing' and seq = 3`);
    await rawSql(own, `delete from ledger where connection = 'cut' and seq = 4`);
    expect(await other.ledger.verify('changed')).toEqual({ rows: 1, brokenAt: 2 });
    expect(await other.ledger.verify('missing')).toEqual({ rows: 2, brokenAt: 3 });
    expect(await other.ledger.verify('cut')).toEqual({ rows: 3, brokenAt: 4 });
    expect(await other.ledger.verify('never used')).toEqual({ rows: 0 });
  });

  test('retention removes the old beginning and the rest still proves itself', async () => {
    const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
    await store.ledger.append([1, 2, 4, 3, 5].map((day) => entry({ connection: 'old', at: at(day) })));
    await store.ledger.append([entry({ connection: 'other', at: at(1) })]);
    // The row of day 3 stands behind one that must stay: the chain can only be cut at its beginning.
    expect(await store.ledger.prune('old', at(4))).toBe(2);
    expect((await store.ledger.range({ connection: 'old', limit: 9 })).map((row) => row.seq)).toEqual([3, 4, 5]);
    expect(await store.ledger.verify('old')).toEqual({ rows: 3 });
    expect(await store.ledger.prune('old', at(1))).toBe(0);
    expect(await store.ledger.prune('old', '2030-01-01T00:00:00Z')).toBe(3);
    expect(await store.ledger.prune('old', '2030-01-01T00:00:00Z')).toBe(0);
    expect(await store.ledger.verify('old')).toEqual({ rows: 0 });
    await store.ledger.append([entry({ connection: 'old' })]);
    expect(await store.ledger.range({ connection: 'old', limit: 9 })).toMatchObject([{ seq: 6 }]);
    expect(await store.ledger.verify('old')).toEqual({ rows: 1 });
    expect(await store.ledger.verify('other')).toEqual({ rows: 1 });
    expect(await store.ledger.prune('nobody', at(4))).toBe(0);
  });

  test('retention goes on over many pages', async () => {
    await store.ledger.append(Array.from({ length: 2100 }, () => entry({ connection: 'long' })));
    await store.ledger.append([entry({ connection: 'long', at: '2027-01-01T00:00:00Z' })]);
    expect(await store.ledger.verify('long')).toEqual({ rows: 2101 });
    expect(await store.ledger.prune('long', '2026-12-31T00:00:00Z')).toBe(2100);
    expect(await store.ledger.verify('long')).toEqual({ rows: 1 });
  });
});

test('canonical JSON sorts its keys whatever order they came in', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.entries(entry({ attempt: 1 })), { minLength: 11 }), (parts) => {
      expect(canonicalJson(Object.fromEntries(parts) as LedgerEntry)).toBe(canonicalJson(entry({ attempt: 1 })));
    }),
  );
});
