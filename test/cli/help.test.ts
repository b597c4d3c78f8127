import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from '../../cli/program.ts';
import { type Workplace, workplace } from './support.ts';

type Named = { name: string; command: Command };

function leaves(command: Command, path: string[] = []): Named[] {
  if (command.commands.length === 0) return [{ name: path.join(' '), command }];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (chunk) => {
      text += chunk;
    },
  });
  command.outputHelp();
  return text;
}

const commands = leaves(createProgram());
let place: Workplace;
beforeAll(async () => {
  place = await workplace();
});
afterAll(() => place.remove());

test('there is a command for each task', () => {
  expect(commands.map(({ name }) => name).sort()).toEqual([
    'audit export',
    'audit verify',
    'backfill',
    'budget',
    'catalog check',
    'codec-server',
    'connections apply',
    'connections authorize',
    'connections hook-address',
    'connections list',
    'connections pause',
    'connections remove',
    'connections resume',
    'connections rotate-token',
    'connections show',
    'credentials check',
    'credentials rotate-key',
    'credentials set',
    'doctor',
    'errors',
    'ingress',
    'init',
    'keys generate',
    'ledger export',
    'ledger verify',
    'ping',
    'preview',
    'reconcile',
    'replay',
    'retry',
    'schema',
    'skip',
    'stock run',
    'stock status',
    'trace',
    'up',
    'version',
    'worker',
  ]);
});

test.each(commands)('$name has --json, --debug and an example that names it', ({ name, command }) => {
  const help = helpOf(command);
  expect(help).toContain('--json');
  expect(help).toContain('--debug');
  expect(help).toMatch(new RegExp(`Example:\\n {2}\\$ ml-connector ${name}\\b`));
});

test('each argument is one word, so that the usage line can be read', () => {
  const names = commands.flatMap(({ command }) => command.registeredArguments.map((argument) => argument.name()));
  expect(names.filter((name) => !/^[a-z-]+$/.test(name))).toEqual([]);
});

test('--help answers without an environment and with exit code 0', async () => {
  const { code, stdout, stderr } = await place.run(['trace', '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('ml-connector trace [options] <number>');
});

test('bad usage is exit code 2 and a hint, with nothing on stdout', async () => {
  const wrong: [args: string[], hint: RegExp][] = [
    [['trce', '5'], /Did you mean trace\?/],
    [['trace'], /missing required argument 'number'/],
    [['trace', '5', '--jsn'], /Did you mean --json\?/],
    [['skip', '5'], /required option '--note <text>' not specified/],
    [['retry', '--canary', 'x', '--all'], /Write a whole number from 1\./],
  ];
  const ran = await Promise.all(wrong.map(([args]) => place.run(args)));
  expect(ran.map(({ code, stdout }) => ({ code, stdout }))).toEqual(wrong.map(() => ({ code: 2, stdout: '' })));
  for (const [index, { stderr }] of ran.entries()) expect(stderr).toMatch(wrong[index]![1]);
});

test('version tells what it stands on', async () => {
  const { code, answer } = await place.json<Record<string, string>>(['version']);
  expect(code).toBe(0);
  expect(answer).toEqual({
    'ml-connector': expect.stringMatching(/^\d+\.\d+\.\d+/),
    node: process.versions.node,
    temporalSdk: expect.stringMatching(/^1\./),
  });
});
