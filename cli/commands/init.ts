/**
 * `init`: the first files. The trap: nothing that exists is ever overwritten, a master key least of all.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Env, loadEnv } from '../../runtime/env.ts';
import { connectionIdSchema } from '../../settings/common.ts';
import type { BuiltPair } from '../../settings/connection.ts';
import { exampleConnection } from '../../settings/example.ts';
import { EXAMPLE_PAIRS, EXAMPLES } from '../../settings/examples.ts';
import { connectionJsonSchema } from '../../settings/json-schema.ts';
import { isTimeZone, suggestTimeZone } from '../../settings/time-zone.ts';
import { generateMasterKey } from '../../vault/keys.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { addCommand } from '../command.ts';
import { type ExitCode, usageError } from '../errors.ts';
import { ENVIRONMENT, ENVIRONMENT_EXAMPLE } from '../init/environment-file.ts';
import type { Output } from '../output.ts';

type Options = { account?: string; timeZone?: string; pair?: string };
type Planned = { file: string; content: string; secret?: boolean; main?: boolean };

export const addInit = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'init [connection]',
    summary: 'write a commented connection file, .env, .env.example and a master key; never overwrites',
    examples: [
      'init acme',
      'init acme --account 1234567_SB1 --time-zone America/New_York',
      'init shop --pair netsuite-shopify',
      'init depot --pair netsuite-shipbob',
      'init books --pair fusion-shipstation',
    ],
    more: 'The connection starts in mode shadow: it reads and shows, and writes nothing until its file says live.\nExit code 4 when the connection file exists already.',
    options: (command) =>
      command
        .option('--pair <pair>', `${EXAMPLE_PAIRS.join(', ')}; the first is usual`)
        .option('--account <id>', 'NetSuite account id, e.g. 1234567 or 1234567_SB1')
        .option('--time-zone <zone>', 'time zone of the account or legal entity, e.g. America/New_York'),
    run: ({ args: [id = 'acme'], options, out }) => init(id, options, out),
  });

async function init(id: string, options: Options, out: Output): Promise<ExitCode> {
  const checkedId = connectionIdSchema.safeParse(id);
  if (!checkedId.success) throw usageError(`"${id}" cannot be an id: ${checkedId.error.issues[0]?.message ?? ''}.`);
  checkTimeZone(options.timeZone);
  const pair = pairOf(options.pair);
  if (options.account !== undefined && !manifestOf(pair).systems.includes('netsuite'))
    throw usageError(`The pair ${pair} has no NetSuite account.`, 'Leave --account out.');
  const files: { file: string; state: 'written' | 'kept' }[] = [];
  const planned = plan(loadEnv(), id, pair, options);
  for (const one of planned) files.push({ file: relative(process.cwd(), one.file), state: await put(one) });
  const main = planned.findIndex((one) => one.main === true);
  const isRefused = files[main]?.state === 'kept';
  out.result({ id, files, refused: isRefused });
  for (const { file, state } of files) {
    out.line(
      state === 'written'
        ? `${out.paint('ok', 'written')}  ${file}`
        : `${out.paint('dim', 'kept')}     ${file} (exists already)`,
    );
  }
  if (isRefused)
    out.note(`${files[main]?.file} exists already and is left as it is. Name another id: ml-connector init <id>`);
  else nextSteps(out, id, pair);
  return isRefused ? 4 : 0;
}

function pairOf(given = 'netsuite-shipstation'): BuiltPair {
  const found = EXAMPLE_PAIRS.find((pair) => pair === given);
  if (found === undefined)
    throw usageError(`There is no example of the pair "${given}".`, `There are: ${EXAMPLE_PAIRS.join(', ')}.`);
  return found;
}

function checkTimeZone(zone: string | undefined): void {
  if (zone === undefined || isTimeZone(zone)) return;
  const guess = suggestTimeZone(zone);
  throw usageError(
    `"${zone}" is not a time zone.`,
    guess === undefined ? 'Write an IANA name.' : `Did you mean ${guess}?`,
  );
}

function plan(env: Env, id: string, pair: BuiltPair, { account, timeZone }: Options): Planned[] {
  const folder = /\.ya?ml$/i.test(env.configPath) ? dirname(env.configPath) : env.configPath;
  const example = {
    id,
    ...(account === undefined ? {} : { account }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
  const hasKey = env.keys.masterKey !== undefined || env.keys.masterKeyFile !== undefined;
  return [
    { file: join(folder, `${id}.yaml`), content: (EXAMPLES[pair] ?? exampleConnection)(example), main: true },
    { file: join(folder, 'connection.schema.json'), content: `${JSON.stringify(connectionJsonSchema(), null, 2)}\n` },
    { file: resolve('.env.example'), content: ENVIRONMENT_EXAMPLE },
    { file: resolve('.env'), content: ENVIRONMENT, secret: true },
    ...(hasKey ? [] : [{ file: join(env.home, 'master.key'), content: `${generateMasterKey()}\n`, secret: true }]),
  ];
}

/** `wx` makes the system itself refuse to overwrite. */
async function put({ file, content, secret }: Planned): Promise<'written' | 'kept'> {
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(file, content, { flag: 'wx', mode: secret === true ? 0o600 : 0o644 });
    return 'written';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return 'kept';
    throw error;
  }
}

function nextSteps(out: Output, id: string, pair: BuiltPair): void {
  const [first = '', ...others] = manifestOf(pair).systems;
  out.line(`
Next:
  1. fill in connections/${id}.yaml
  2. ml-connector up                              (Temporal, worker, webhook door)
  3. ml-connector connections apply
  4. ml-connector credentials set ${id} ${first}
${others.map((system) => `     ml-connector credentials set ${id} ${system}`).join('\n')}
  5. ml-connector ping ${id}

Keep a copy of the master key in a safe place: without it every credential and history is lost.`);
}
