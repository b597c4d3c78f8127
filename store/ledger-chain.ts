/**
 * The hash chain of the ledger: what is hashed, and how.
 * The trap: this is what an auditor recomputes from an export; it can never change for rows that exist. Rows of the first
 * form (the hash over the entry itself) are therefore still accepted; new ones are made in the second, whose links can be
 * shown without what they link.
 */
import { createHash } from 'node:crypto';
import type { LedgerEntry } from './contract.ts';
import { clean, instant } from './values.ts';

/** What stands before the first row of a connection. */
export const CHAIN_START = '0'.repeat(64);

/** An entry whose sealed payload may be represented by its hash, as exports do. */
export type DigestedEntry = LedgerEntry & { sealedHash?: string };

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** SHA-256 (hex) of a sealed payload. */
export const sealedHashOf = (sealedPayload: string): string => sha256(sealedPayload);

/** SHA-256 (hex) of the entry as JSON with sorted keys and no absent ones, its sealed payload replaced by its hash. */
export function entryDigest(entry: DigestedEntry): string {
  const { sealedPayload, ...rest } = entry;
  return sha256(
    canonicalJson(sealedPayload === undefined ? rest : { ...rest, sealedHash: sealedHashOf(sealedPayload) }),
  );
}

/** SHA-256 (hex) of the hash before, a line feed, and the entry's digest. */
export const linkHash = (prevHash: string, digest: string): string => sha256(`${prevHash}\n${digest}`);

export const chainHash = (prevHash: string, entry: DigestedEntry): string => linkHash(prevHash, entryDigest(entry));

/** The first form: the hash before, a line feed, and the entry as JSON. */
const firstChainHash = (prevHash: string, entry: LedgerEntry): string => sha256(`${prevHash}\n${canonicalJson(entry)}`);

/** Which form the hash of a row was made in; undefined when the row is not what was hashed. */
export function formOf(prevHash: string, entry: DigestedEntry, hash: string): 'first' | 'second' | undefined {
  if (chainHash(prevHash, entry) === hash) return 'second';
  return entry.sealedHash === undefined && firstChainHash(prevHash, entry) === hash ? 'first' : undefined;
}

export function canonicalJson(entry: DigestedEntry): string {
  const present = Object.entries(entry).filter(([, value]) => value !== undefined);
  return JSON.stringify(Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1))));
}

const FIELDS = [
  'connection',
  'kind',
  'sync',
  'recordKey',
  'workflowId',
  'runId',
  'at',
  'sourceTime',
  'step',
  'attempt',
  'system',
  'outcome',
  'failureType',
  'targetRef',
  'summary',
  'sealedPayload',
] as const satisfies readonly (keyof LedgerEntry)[];

/** The entry exactly as the database will give it back: known fields only, text that both databases keep. */
export function normalEntry(entry: LedgerEntry): LedgerEntry {
  const known = FIELDS.filter((field) => entry[field] !== undefined).map((field) => {
    const value = entry[field];
    return [field, typeof value === 'string' ? clean(value) : value];
  });
  return { ...(Object.fromEntries(known) as LedgerEntry), at: instant(entry.at) };
}

/** The entry part of a row or of anything that holds its fields. */
export function entryOf(row: LedgerEntry): LedgerEntry {
  const known = FIELDS.filter((field) => row[field] !== undefined).map((field) => [field, row[field]]);
  return Object.fromEntries(known) as LedgerEntry;
}
