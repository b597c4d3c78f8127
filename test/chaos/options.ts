/** Options of the chaos run. The trap: a run that cannot be repeated is worth little, so the seed is always printed. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export type ChaosOptions = {
  orders: number;
  seed: number;
  /** Share of vendor requests and of webhooks that are hit, 0..1. */
  faults: number;
  /** 0 = never. */
  killEveryMs: number;
  workers: 1 | 2;
  database: 'sqlite' | 'postgres';
  json: boolean;
};

export const CHAOS_HELP = `npm run chaos -- [options]

Plays many orders against the simulated vendors while requests fail, answers are cut after the work was done, webhooks
are lost, doubled, late and shuffled, and processes are killed with kill -9. The simulators count at the end.
Exit code 1 on anything lost, doubled, wrong or waiting without a reason.

  --orders <n>            how many orders (default 200)
  --seed <n>              repeats the same orders and faults (default random, printed)
  --faults <share>        share of vendor requests and webhooks that are hit, e.g. 10% or 0.1 (default 10%)
  --kill-every <time>     kill -9 in turn of worker, ingress and Temporal server, e.g. 5s; 0 = never (default 5s);
                          on a slow machine later: something must have been posted since the last one
  --workers 1|2           worker processes (default 1)
  --database sqlite|postgres   postgres: DATABASE_URL if set, else one is started (default sqlite)
  --json                  the result as one JSON object on standard output (the rest goes to standard error)
`;

/** undefined = help was asked for. Throws an Error with one clear sentence. */
export function chaosOptions(args: string[]): ChaosOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      orders: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
      faults: { type: 'string', default: '10%' },
      'kill-every': { type: 'string', default: '5s' },
      workers: { type: 'string', default: '1' },
      database: { type: 'string', default: 'sqlite' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { database, workers } = values;
  if (database !== 'sqlite' && database !== 'postgres') throw new Error('--database must be sqlite or postgres');
  if (workers !== '1' && workers !== '2') throw new Error('--workers must be 1 or 2');
  return {
    orders: whole(values.orders, '--orders'),
    seed: whole(values.seed, '--seed'),
    faults: share(values.faults),
    killEveryMs: duration(values['kill-every']),
    workers: workers === '2' ? 2 : 1,
    database,
    json: values.json,
  };
}

function whole(text: string, option: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`${option} must be a whole number from 1`);
}

/** `10%` or `0.1`. */
function share(text: string): number {
  const percent = /^(\d+(\.\d+)?)%$/.exec(text);
  const value = percent === null ? Number(text) : Number(percent[1]) / 100;
  if (text !== '' && value >= 0 && value <= 0.5) return value;
  throw new Error('--faults must be a share from 0 to 50%, e.g. 10%');
}

/** `5s`, `500ms`, `1m` or `0`. */
function duration(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)(ms|s|m)?$/.exec(text) ?? [];
  const factors: Record<string, number> = { ms: 1, s: 1000, m: 60_000, '': 1000 };
  if (count !== '') return Number(count) * (factors[unit] ?? 1000);
  throw new Error('--kill-every must be a time such as 5s, or 0');
}
