/**
 * The lines of an audit export: the rows that were asked for, and for the rows between them the links that keep the chain
 * provable. The trap: rows between two of an order may be many thousand; they are read page by page.
 */
import type { LedgerRow, RecordRow, Store } from '../../store/contract.ts';
import { CHAIN_START, entryOf, formOf, sealedHashOf } from '../../store/ledger-chain.ts';
import { type AuditLine, type AuditRow, linkOf } from '../../store/ledger-proof.ts';

const PAGE = 1_000;

export type Scope = { words: string; from?: string; to?: string; records?: Pick<RecordRow, 'sync' | 'recordKey'>[] };

/** `wholeChain`: links from the connection's first row to its last, so that the file shows its place in all of it. */
export async function* auditLines(
  store: Store,
  connection: string,
  scope: Scope,
  options: { wholeChain: boolean; now: Date },
): AsyncGenerator<AuditLine> {
  const { wholeChain, now } = options;
  let last: { seq: number; hash: string } | undefined;
  let shown = 0;
  const head = (root: { seq: number; hash: string }): AuditLine => ({
    type: 'head',
    head: { version: 1, connection, scope: scope.words, madeAt: now.toISOString(), root },
  });
  if (wholeChain) {
    last = await chainRoot(store, connection);
    yield head(last);
  }
  for await (const row of rowsOf(store, connection, scope)) {
    if (last === undefined) yield head({ seq: row.seq - 1, hash: row.prevHash });
    else yield* gapLines(store, connection, last.seq, row.seq);
    yield { type: 'row', row: shownRow(row) };
    shown += 1;
    last = { seq: row.seq, hash: row.hash };
  }
  if (last === undefined) {
    last = await chainRoot(store, connection);
    yield head(last);
  }
  if (wholeChain) {
    for await (const line of gapLines(store, connection, last.seq, Number.POSITIVE_INFINITY)) {
      yield line;
      last = { ...last, seq: line.gap.to, hash: line.lastHash };
    }
  }
  yield { type: 'end', end: { rows: shown, ...last } };
}

async function chainRoot(store: Store, connection: string): Promise<{ seq: number; hash: string }> {
  const [first] = await store.ledger.range({ connection, limit: 1 });
  return first === undefined ? { seq: 0, hash: CHAIN_START } : { seq: first.seq - 1, hash: first.prevHash };
}

/** In the order of the chain. */
async function* rowsOf(store: Store, connection: string, scope: Scope): AsyncGenerator<LedgerRow> {
  if (scope.records !== undefined) {
    const rows = await Promise.all(
      scope.records.map(({ sync, recordKey }) => store.ledger.forRecord(connection, sync, recordKey)),
    );
    yield* rows.flat().sort((a, b) => a.seq - b.seq);
    return;
  }
  const { from, to } = scope;
  const range = {
    connection,
    limit: PAGE,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  for (let after: number | undefined; ; ) {
    const rows = await store.ledger.range({ ...range, ...(after === undefined ? {} : { afterSeq: after }) });
    yield* rows;
    after = rows.at(-1)?.seq;
    if (rows.length < PAGE) return;
  }
}

/** The rows between two, as links. */
async function* gapLines(
  store: Store,
  connection: string,
  after: number,
  before: number,
): AsyncGenerator<Extract<AuditLine, { type: 'gap' }> & { lastHash: string }> {
  for (let seq = after; seq + 1 < before; ) {
    const page = await store.ledger.range({ connection, afterSeq: seq, limit: Math.min(PAGE, before - seq - 1) });
    const [first, last] = [page[0], page.at(-1)];
    if (first === undefined || last === undefined) return;
    yield { type: 'gap', gap: { from: first.seq, to: last.seq, links: page.map(linkOf) }, lastHash: last.hash };
    seq = last.seq;
  }
}

/** The sealed payload stays where it is; its hash proves it. Rows of the first form cannot be proved without it. */
function shownRow(row: LedgerRow): AuditRow {
  const { sealedPayload, ...readable } = row;
  if (sealedPayload === undefined || formOf(row.prevHash, entryOf(row), row.hash) === 'first') return row;
  return { ...readable, sealedHash: sealedHashOf(sealedPayload) };
}
