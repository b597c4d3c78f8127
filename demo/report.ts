/** The table at the end, for people and as JSON. */
import type { Court, Judgement, Waiting } from './scenario.ts';
import type { Show } from './show.ts';

const MOST_SHOWN = 12;

/** `3 × sku-missing (order 1021, 1022, 1023)`. */
function waitingWords({ verdict, told, table }: Judgement<Waiting>): string {
  const words = Object.entries(told).map(([cause, count]) => {
    const names = verdict.mustWait[cause]?.slice(0, MOST_SHOWN).join(', ');
    const noun = table.waits === '' ? '' : `${table.waits} `;
    return `${count} × ${cause}${names === undefined ? '' : ` (${noun}${names})`}`;
  });
  return words.join(', ');
}

const waitingCount = ({ told }: Judgement<Waiting>): number => Object.values(told).reduce((a, b) => a + b, 0);

export function showJudgement(show: Show, judgement: Judgement<Waiting>): void {
  const { table, differences } = judgement;
  const waiting = waitingCount(judgement);
  show.table([
    ...table.facts,
    ...table.faults.map(
      ({ name, list }) =>
        [name, String(list.length), list.length === 0 ? ('good' as const) : ('bad' as const)] as const,
    ),
    [
      'waiting for a person',
      waiting === 0 ? '0' : `${waiting}: ${waitingWords(judgement)}`,
      waiting === 0 ? 'good' : 'warn',
    ],
  ]);
  for (const { short, list } of [...table.faults, { short: 'waiting unexpectedly', list: differences }]) {
    for (const one of list.slice(0, MOST_SHOWN)) show.line(`  ${short}: ${one}`, 'bad');
    if (list.length > MOST_SHOWN) show.line(`  … and ${list.length - MOST_SHOWN} more ${short}`, 'bad');
  }
}

/** The same for machines. */
export const judgementJson = <W extends Waiting>(
  { scenario }: Pick<Court<never, W>, 'scenario'>,
  { verdict, told, differences, ok }: Judgement<W>,
): object => ({ ok, ...scenario.json(verdict), waiting: told, waitingUnexpected: differences });

/** What the simulators did to the connector, by their own count. */
export async function faultWords<V, W extends Waiting>({ scenario, vendors }: Court<V, W>): Promise<string> {
  const words = Object.entries(await scenario.faults(vendors)).flatMap(([vendor, faults]) => {
    const kinds = Map.groupBy(faults, ({ kind }) => kind);
    return [...kinds].map(([kind, rules]) => `${rules.reduce((sum, { hits }) => sum + hits, 0)} × ${vendor} ${kind}`);
  });
  return words.join(', ');
}
