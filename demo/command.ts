/** Runs `ml-connector` as a user does. The trap: exit code 1 means "ran and found something", which is not a failure here. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { childEnv, nodeArguments, ROOT } from './processes.ts';

export type Env = Record<string, string>;
export type Answer = { exitCode: number; stdout: string; stderr: string };

export async function mlConnector(env: Env, args: string[], input?: string): Promise<Answer> {
  const child = spawn(process.execPath, nodeArguments('cli/main.ts', args), {
    cwd: ROOT,
    env: childEnv(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input ?? '');
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, stdout, stderr };
}

/** The same, but anything else than exit code 0 is thrown. */
export async function mustRun(env: Env, args: string[], input?: string): Promise<string> {
  const { exitCode, stdout, stderr } = await mlConnector(env, args, input);
  if (exitCode === 0) return stdout;
  throw new Error(`ml-connector ${args.join(' ')} ended with ${exitCode}:\n${(stderr + stdout).trim()}`);
}

type ErrorsAnswer = { groups: { cause: string; count: number }[]; parked: { connection: string; reason?: string }[] };

/** Waiting records by cause, as `ml-connector errors --json` tells them; a parked connection counts as `parked`. */
export async function waitingTold(env: Env): Promise<Record<string, number>> {
  const { stdout, stderr, exitCode } = await mlConnector(env, ['errors', '--json']);
  if (exitCode > 1 || stdout.trim() === '') throw new Error(`errors --json ended with ${exitCode}: ${stderr.trim()}`);
  const { groups, parked } = JSON.parse(stdout) as ErrorsAnswer;
  const told: Record<string, number> = {};
  for (const { cause, count } of groups) told[cause] = (told[cause] ?? 0) + count;
  if (parked.length > 0) told.parked = parked.length;
  return told;
}
