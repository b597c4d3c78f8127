/** Options of the demo. The trap: a misspelt option must not start a two-minute play. */
import { parseArgs } from 'node:util';

export type DemoOptions = { once: boolean; json: boolean };

export const DEMO_HELP = `npm run demo -- [options]

Plays about forty orders of one shop against simulated ShipStation and NetSuite, with all that goes wrong in a week,
and counts at the end in both simulators. Needs no account and no key.

  --once   stop at the end; exit code 0 only when nothing is lost, doubled or wrong
  --json   print the result as one JSON object on standard output (the story goes to standard error)
  --help   this text
`;

/** undefined = help was asked for. Throws an Error with one clear sentence. */
export function demoOptions(args: string[]): DemoOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values.help ? undefined : { once: values.once, json: values.json };
}
