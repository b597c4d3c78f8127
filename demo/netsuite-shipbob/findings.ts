/** What the judges find, and how they say it. The trap: a unit too few is lost, a unit too many is doubled; never both. */
import type { Waiting } from '../scenario.ts';
import type { Units } from './dumps.ts';

export type Verdict = Waiting & {
  lost: string[];
  doubled: string[];
  wrong: string[];
  stowed: number;
  booked: number;
  shipments: number;
  fulfilments: number;
  announced: number;
  inspected: number;
  received: number;
  invoiced: string;
  billed: string;
};

/** What a judge of one kind of record finds, and by how much the stock of a place has to have changed. */
export type Findings = Verdict & { moved: Units };

export const mustWait = (found: Findings, cause: string, who: string): void => {
  found.mustWait[cause] = [...(found.mustWait[cause] ?? []), who];
};

export const move = (found: Findings, sku: string, location: string, units: number): void => {
  const key = `${sku}|${location}`;
  found.moved[key] = (found.moved[key] ?? 0) + units;
};

/** Tells each SKU of which there is less or more than there should be. */
export function compare(who: string, want: Units, got: Units, found: Findings): void {
  for (const sku of new Set([...Object.keys(want), ...Object.keys(got)])) {
    const [wanted, has] = [want[sku] ?? 0, got[sku] ?? 0];
    if (has < wanted) found.lost.push(`${who}: ${has} of ${wanted} ${sku}`);
    if (has > wanted) found.doubled.push(`${who}: ${has} instead of ${wanted} ${sku}`);
  }
}
