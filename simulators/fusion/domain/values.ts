// JSON rows and the exact arithmetic on their amounts.
// Trap: amounts are stored as JSON numbers and computed as decimals; never add two of them with +.
import Big from 'big.js';

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
/** A row as a client sees it; children are arrays of rows under their names. */
export type Item = { [name: string]: Json };

/** The text of a member; '' when it is absent or null. */
export function text(row: Item | undefined, name: string): string {
  const value = row?.[name];
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

/** True when the member holds something. */
export const given = (row: Item, name: string): boolean => text(row, name) !== '';

/** The amount of a member; zero when it is absent. */
export function amount(row: Item | undefined, name: string): Big {
  const value = text(row, name);
  return new Big(value === '' ? 0 : value);
}

/** The rows of a child; [] when there are none. */
export function childRows(row: Item | undefined, name: string): Item[] {
  const value = row?.[name];
  return Array.isArray(value) ? (value as Item[]) : [];
}

/** A decimal as a JSON number. */
export const num = (value: Big): number => Number(value.toString());

/** Rounded half up to a currency's decimals. */
export const round = (value: Big, decimals: number): Big => value.round(decimals, Big.roundHalfUp);

export const total = (values: readonly Big[]): Big => values.reduce((sum, one) => sum.plus(one), new Big(0));

/** A text that is a decimal number. */
export const isDecimal = (value: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
