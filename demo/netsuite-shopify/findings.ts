/** What the judges find. The trap: a paper that nobody can explain is a double, however well its sums fit. */
import Big from 'big.js';
import type { Waiting } from '../scenario.ts';
import type { Paper } from './dumps.ts';

/** Sums by currency. */
export type Sums = Record<string, string>;

export type Verdict = Waiting & {
  lost: string[];
  doubled: string[];
  wrong: string[];
  orders: number;
  salesOrders: number;
  paid: Sums;
  deposited: Sums;
  givenBack: Sums;
  refunded: Sums;
  credited: number;
  shipped: number;
  fulfilments: number;
  levels: number;
  levelsRight: number;
  forged: number;
};

/** `claimed`: papers of NetSuite's that belong to something in Shopify. */
export type Findings = Verdict & { claimed: Set<Paper> };

export const newFindings = (): Findings => ({
  ...{ lost: [], doubled: [], wrong: [], mustWait: {}, claimed: new Set<Paper>() },
  ...{ orders: 0, salesOrders: 0, credited: 0, shipped: 0, fulfilments: 0, levels: 0, levelsRight: 0, forged: 0 },
  ...{ paid: {}, deposited: {}, givenBack: {}, refunded: {} },
});

export const mustWait = (found: Findings, cause: string, who: string): void => {
  found.mustWait[cause] = [...(found.mustWait[cause] ?? []), who];
};

export const addTo = (sums: Sums, currency: string, amount: string): void => {
  sums[currency] = Big(sums[currency] ?? 0)
    .plus(amount)
    .toFixed(2);
};

/** `1200.50 USD, 80.00 EUR`. */
export const sumWords = (sums: Sums): string =>
  Object.entries(sums)
    .map(([currency, amount]) => `${amount} ${currency}`)
    .join(', ') || '0.00';

/** Exactly one of these papers there shall be; answers it. `what` names it, e.g. `deposit of #1001`. */
export function exactlyOne(found: Findings, papers: readonly Paper[], what: string): Paper | undefined {
  const [first, ...more] = papers;
  for (const paper of papers) found.claimed.add(paper);
  if (first === undefined) found.lost.push(`no ${what}`);
  if (more.length > 0) found.doubled.push(`${what}: ${papers.map(({ tranId }) => tranId).join(', ')}`);
  return first;
}
