/**
 * Proves an exported part of a ledger from the file alone: no store, no keys. The trap: it proves that what is shown is
 * what was written, and where it stands in the chain; that nothing of the same order was left out is only proved by an
 * export of the whole connection, or by the store.
 */
import type { LedgerRow } from './contract.ts';
import { type DigestedEntry, entryDigest, formOf, linkHash } from './ledger-chain.ts';

/** A row as it is exported: the sealed payload by its hash, or itself where the row is of the first form. */
export type AuditRow = LedgerRow & { sealedHash?: string };

export type AuditHead = {
  version: 1;
  connection: string;
  /** What was asked for, in words. */
  scope: string;
  madeAt: string;
  /** The link before the first line. */
  root: { seq: number; hash: string };
};

/** Rows that are not shown: their digests, or `=<hash>` for rows of the first form, which must be believed. */
export type AuditGap = { from: number; to: number; links: string[] };
export type AuditEnd = { rows: number; seq: number; hash: string };

export type AuditLine =
  | { type: 'head'; head: AuditHead }
  | { type: 'row'; row: AuditRow }
  | { type: 'gap'; gap: AuditGap }
  | { type: 'end'; end: AuditEnd };

export type Proof = {
  connection: string;
  scope: string;
  rows: number;
  /** Rows that are only linked, not shown. */
  linked: number;
  /** Linked rows of the first form, which the file cannot prove. */
  believed: number;
  root: { seq: number; hash: string };
  head: { seq: number; hash: string };
  /** Rows that are neither shown nor linked. */
  missing: { from: number; to: number }[];
  broken?: { seq: number; why: string };
  sound: boolean;
};

const FIRST_FORM = '=';

/** How a row that is not shown is linked. */
export function linkOf(row: LedgerRow): string {
  return formOf(row.prevHash, entryPart(row), row.hash) === 'first'
    ? `${FIRST_FORM}${row.hash}`
    : entryDigest(entryPart(row));
}

/** The fields of a row that are hashed. */
export function entryPart(row: AuditRow): DigestedEntry {
  const { seq: _seq, prevHash: _prev, hash: _hash, ...entry } = row;
  return entry;
}

type State = Omit<Proof, 'sound'> & { ended: boolean };

export async function prove(lines: AsyncIterable<AuditLine>): Promise<Proof> {
  let state: State | undefined;
  for await (const line of lines) {
    if (line.type === 'head' && state === undefined) state = begin(line.head);
    else if (state === undefined || line.type === 'head') return unreadable();
    else if (state.ended) state.broken ??= { seq: state.head.seq, why: 'something stands behind the end' };
    else if (line.type === 'row') proveRow(state, line.row);
    else if (line.type === 'gap') proveGap(state, line.gap);
    else proveEnd(state, line.end);
  }
  if (state === undefined) return unreadable();
  const { ended, ...proof } = state;
  if (!ended) proof.broken ??= { seq: proof.head.seq + 1, why: 'the file ends before its end' };
  return { ...proof, sound: proof.broken === undefined && proof.missing.length === 0 };
}

const begin = ({ connection, scope, root }: AuditHead): State => ({
  connection,
  scope,
  rows: 0,
  linked: 0,
  believed: 0,
  root,
  head: { ...root },
  missing: [],
  ended: false,
});

function unreadable(): Proof {
  const nowhere = { seq: 0, hash: '' };
  const broken = { seq: 0, why: 'the file does not begin as an audit export does' };
  return {
    connection: '',
    scope: '',
    rows: 0,
    linked: 0,
    believed: 0,
    root: nowhere,
    head: nowhere,
    missing: [],
    broken,
    sound: false,
  };
}

function proveRow(state: State, row: AuditRow): void {
  if (row.seq <= state.head.seq) state.broken ??= { seq: row.seq, why: `row ${row.seq} stands in the wrong place` };
  else if (row.seq > state.head.seq + 1) state.missing.push({ from: state.head.seq + 1, to: row.seq - 1 });
  else if (row.prevHash !== state.head.hash) {
    state.broken ??= { seq: row.seq, why: `row ${row.seq} does not follow the one before it` };
  }
  if (row.connection !== state.connection)
    state.broken ??= { seq: row.seq, why: `row ${row.seq} is of another connection` };
  if (formOf(row.prevHash, entryPart(row), row.hash) === undefined) {
    state.broken ??= { seq: row.seq, why: `row ${row.seq} is not what was written` };
  }
  state.rows += 1;
  state.head = { seq: row.seq, hash: row.hash };
}

function proveGap(state: State, { from, to, links }: AuditGap): void {
  if (from > state.head.seq + 1) state.missing.push({ from: state.head.seq + 1, to: from - 1 });
  if (links.length !== to - from + 1 || from <= state.head.seq) {
    state.broken ??= { seq: from, why: `the links of rows ${from} to ${to} are not complete` };
  }
  for (const link of links) {
    const isFirstForm = link.startsWith(FIRST_FORM);
    if (isFirstForm) state.believed += 1;
    state.head.hash = isFirstForm ? link.slice(1) : linkHash(state.head.hash, link);
  }
  state.linked += links.length;
  state.head.seq = to;
}

function proveEnd(state: State, end: AuditEnd): void {
  state.ended = true;
  const isSame = end.rows === state.rows && end.seq === state.head.seq && end.hash === state.head.hash;
  if (!isSame) {
    state.broken ??= {
      seq: state.head.seq,
      why: `the file says it ends at row ${end.seq} with ${end.rows} rows shown`,
    };
  }
}
