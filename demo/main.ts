/** `npm run demo`: a merchant's week in a minute against simulated vendors, counted by the simulators themselves. */
import { demoHelp, demoOptions } from './options.ts';
import { DEMO_PAIRS } from './pairs.ts';

async function run(args: string[]): Promise<number> {
  try {
    const options = demoOptions(args, DEMO_PAIRS);
    if (options !== undefined) return (await DEMO_PAIRS[options.pair]?.run(options)) ?? 2;
    process.stdout.write(demoHelp(DEMO_PAIRS));
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

// After a Ctrl-C the play still waits for states that will never come; it must not keep the process.
process.exit(await run(process.argv.slice(2)));
