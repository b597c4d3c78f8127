/** Options of the demo. The trap: a misspelt option must not start a two-minute play. */
import { parseArgs } from 'node:util';
import type { DemoOptions } from './play.ts';

type Plays = Record<string, { plays: string }>;

export const demoHelp = (pairs: Plays): string => `npm run demo -- [options]

Plays a week of one merchant against simulated vendors, with all that goes wrong in a week, and counts at the end in
the simulators themselves. Needs no account and no key.

  --pair <pair>   which two systems; the first is usual
${Object.entries(pairs)
  .map(([pair, { plays }]) => `                  ${pair}: ${plays}`)
  .join('\n')}
  --once          stop at the end; exit code 0 only when nothing is lost, doubled or wrong
  --json          print the result as one JSON object on standard output (the story goes to standard error)
  --help          this text
`;

/** undefined = help was asked for. Throws an Error with one clear sentence. */
export function demoOptions(args: string[], pairs: Plays): (DemoOptions & { pair: string }) | undefined {
  const known = Object.keys(pairs);
  const { values } = parseArgs({
    args,
    options: {
      pair: { type: 'string', default: known[0] ?? '' },
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { pair, once, json } = values;
  if (values.help) return undefined;
  if (!known.includes(pair)) throw new Error(`There is no demo of the pair "${pair}". There are: ${known.join(', ')}.`);
  return { pair, once, json };
}
