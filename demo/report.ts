/** The table at the end, for people and as JSON. */
import type { Judgement } from './settle.ts';
import type { FaultHits } from './shipstation-sim.ts';
import type { Vendors } from './shop.ts';
import type { Show } from './show.ts';

const MOST_SHOWN = 12;

/** `3 × sku-missing (1021, 1022, 1023)`. */
export function waitingWords({ verdict, told }: Judgement): string {
  const words = Object.entries(told).map(([cause, count]) => {
    const numbers = verdict.mustWait[cause]?.slice(0, MOST_SHOWN).join(', ');
    return `${count} × ${cause}${numbers === undefined ? '' : ` (order ${numbers})`}`;
  });
  return words.join(', ');
}

export const waitingCount = ({ told }: Judgement): number => Object.values(told).reduce((a, b) => a + b, 0);

export function showJudgement(show: Show, judgement: Judgement): void {
  const { verdict, differences } = judgement;
  const none = (list: string[]) => (list.length === 0 ? ('good' as const) : ('bad' as const));
  const waiting = waitingCount(judgement);
  show.table([
    ['orders shipped', String(verdict.ordersShipped)],
    ['parcels that left (labels and marks, no voids, no returns)', String(verdict.parcels)],
    ['item fulfilments in NetSuite', String(verdict.fulfilments)],
    ['lost', String(verdict.lost.length), none(verdict.lost)],
    ['doubled', String(verdict.doubled.length), none(verdict.doubled)],
    ['wrong lines, quantity, date, place or tracking', String(verdict.wrong.length), none(verdict.wrong)],
    ['order lines over-fulfilled', String(verdict.overFulfilled.length), none(verdict.overFulfilled)],
    [
      'waiting for a person',
      waiting === 0 ? '0' : `${waiting}: ${waitingWords(judgement)}`,
      waiting === 0 ? 'good' : 'warn',
    ],
  ]);
  for (const [name, list] of Object.entries({
    lost: verdict.lost,
    doubled: verdict.doubled,
    wrong: verdict.wrong,
    'over-fulfilled': verdict.overFulfilled,
    'waiting unexpectedly': differences,
  })) {
    for (const one of list.slice(0, MOST_SHOWN)) show.line(`  ${name}: ${one}`, 'bad');
    if (list.length > MOST_SHOWN) show.line(`  … and ${list.length - MOST_SHOWN} more ${name}`, 'bad');
  }
}

/** The same for machines. */
export const judgementJson = ({ verdict, told, differences, ok }: Judgement) => ({
  ok,
  ordersShipped: verdict.ordersShipped,
  parcels: verdict.parcels,
  fulfilments: verdict.fulfilments,
  lost: verdict.lost,
  doubled: verdict.doubled,
  wrong: verdict.wrong,
  overFulfilled: verdict.overFulfilled,
  waiting: told,
  waitingUnexpected: differences,
});

/** What the simulators did to the connector, by their own count. */
export async function faultWords({ netSuite, shipStation }: Vendors): Promise<string> {
  const counted = (vendor: string, faults: FaultHits[]) => {
    const kinds = Map.groupBy(faults, ({ kind }) => kind);
    return [...kinds].map(([kind, rules]) => `${rules.reduce((sum, { hits }) => sum + hits, 0)} × ${vendor} ${kind}`);
  };
  const books = counted('NetSuite', await netSuite.faults());
  return [...books, ...counted('ShipStation', await shipStation.faults())].join(', ');
}
