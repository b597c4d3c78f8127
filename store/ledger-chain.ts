/**
 * The hash chain of the ledger: what is hashed, and how.
 * The trap: this is what an auditor recomputes from an export; it can never change for rows that exist.
 */
import { createHash } from 'node:crypto';
import type { LedgerEntry } from './contract.ts';
import { clean, instant } from './values.ts';

/** What stands before the first row of a connection. */
export const CHAIN_START = '0'.repeat(64);

/** SHA-256 (hex) of the hash before, a line feed, and the entry as JSON with sorted keys and no absent ones. */
export function chainHash(prevHash: string, entry: LedgerEntry): string {
  return createHash('sha256')
    .update(`${prevHash}\n${canonicalJson(entry)}`, 'utf8')
    .digest('hex');
}

export function canonicalJson(entry: LedgerEntry): string {
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
