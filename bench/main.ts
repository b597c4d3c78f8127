/**
 * `npm run bench`: how fast, how steady and how frugal the connector is on this machine, against a real Temporal server,
 * real worker and ingress processes and both simulators. The trap: figures mean something only beside the bare
 * workflow's of the same run, and on a machine that does nothing else.
 */
import { cpus } from 'node:os';
import { Command, Option } from 'commander';
import { startMachine } from './machine.ts';
import { MEASUREMENTS, type Sizes } from './measurements.ts';
import { isMet, section, sectionText } from './report.ts';

const QUICK: Sizes = {
  rounds: 2,
  roundOrders: 200,
  samples: 100,
  ingressSeconds: 8,
  burst: 2_000,
  backlog: 2_000,
  kills: 1,
  memoryOrders: 2_000,
  stockItems: 5_000,
};
const FULL: Sizes = {
  rounds: 5,
  roundOrders: 500,
  samples: 300,
  ingressSeconds: 30,
  burst: 5_000,
  backlog: 2_000,
  kills: 3,
  memoryOrders: 5_000,
  stockItems: 25_000,
};

const names = Object.keys(MEASUREMENTS);
const program = new Command('bench')
  .option('--quick', 'smaller samples; under three minutes')
  .option('--json', 'the result as JSON on standard output')
  .option('--orders <count>', 'orders of the memory measurement', Number)
  .option('--backlog <count>', 'orders in the backfill that a live event overtakes', Number)
  .option('--keep', 'keep the databases and logs of the run')
  .addOption(new Option('--only <names...>', 'only these measurements').choices(names))
  .parse();
const options = program.opts<{
  quick?: true;
  json?: true;
  orders?: number;
  backlog?: number;
  keep?: true;
  only?: string[];
}>();
const sizes = {
  ...(options.quick ? QUICK : FULL),
  ...(options.orders === undefined ? {} : { memoryOrders: options.orders }),
  ...(options.backlog === undefined ? {} : { backlog: options.backlog }),
};
const say = (line: string) => process.stderr.write(`${line}\n`);

const machine = await startMachine({ keep: options.keep === true, say });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void machine.close().then(() => process.exit(1)));
}
const sections = [];
try {
  for (const [name, { title, measure }] of Object.entries(MEASUREMENTS)) {
    if (options.only !== undefined && !options.only.includes(name)) continue;
    say(`${name} …`);
    const done = await section(title, () => measure(machine, sizes));
    sections.push({ name, ...done });
    if (options.json !== true) process.stdout.write(`${sectionText(done)}\n`);
  }
} finally {
  await machine.close();
}
const processor = cpus();
const about = { node: process.version, cores: processor.length, processor: processor[0]?.model.trim() };
if (options.json === true) process.stdout.write(`${JSON.stringify({ about, sizes, sections }, undefined, 2)}\n`);
else process.stdout.write(`${about.cores} × ${about.processor}, Node ${about.node}\n`);
const missed = sections.flatMap(({ lines }) => lines.filter((line) => isMet(line) === false));
process.exitCode = missed.length > 0 ? 1 : 0;
