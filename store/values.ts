/**
 * Small helpers for what goes into and comes out of rows: instants, ids, clean text, absent values.
 * The trap: instants are compared as text, so all of them must have the same form (UTC with milliseconds).
 */
import { v7 } from 'uuid';
import { StoreError } from './errors.ts';

/** The instant in the store's form, e.g. `2026-11-21T05:25:43.123Z`. Throws StoreError for what is no instant. */
export function instant(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw new StoreError('invalid', `"${text}" is not an instant.`, 'Give ISO-8601 in UTC, e.g. 2026-11-21T05:25:43Z.');
  }
  return date.toISOString();
}

export function now(): string {
  return new Date().toISOString();
}

/** PostgreSQL refuses NUL and both databases change broken surrogates; the ledger's hash must see what is stored. */
export function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

let sequence = 0;

/** UUID v7 of an instant: ids sort by it, and within one process by the order of the calls. */
export function idAt(at: string): string {
  sequence = (sequence + 1) >>> 0;
  return v7({ msecs: Date.parse(at), seq: sequence });
}

/** The instant inside a UUID v7. Throws StoreError for other text. */
export function instantOfId(id: string): string {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/.test(id)) {
    throw new StoreError(
      'invalid',
      `"${id}" is not an id of the inbox.`,
      'Give the id of a row as the store answered it.',
    );
  }
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();
}

export type WithoutNulls<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: Exclude<T[K], null>;
};

/** SQL's null is an absent property in the contracts. */
export function withoutNulls<T extends object>(row: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as WithoutNulls<T>;
}

/** Statements have a limited number of parameters. */
export function chunks<T>(rows: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < rows.length; start += size) parts.push(rows.slice(start, start + size));
  return parts;
}
