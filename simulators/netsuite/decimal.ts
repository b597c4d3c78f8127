// Exact arithmetic on quantities and amounts, so that 0.1 + 0.2 of an item is 0.3.
// Trap: values are kept as JSON numbers; never add them with `+`.
import { Big } from 'big.js';

export const plus = (a: number, b: number): number => (a === 0 ? b : b === 0 ? a : new Big(a).plus(b).toNumber());
export const minus = (a: number, b: number): number => (b === 0 ? a : new Big(a).minus(b).toNumber());
export const times = (a: number, b: number): number => new Big(a).times(b).toNumber();
export const money = (a: number): number => new Big(a).round(2).toNumber();
export const sum = (values: Iterable<number>): number => [...values].reduce(plus, 0);
