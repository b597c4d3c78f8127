/** Runs the command line as a process, in a folder of its own, with nothing of our own environment. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

export type Ran = { code: number | null; stdout: string; stderr: string };

export type Workplace = {
  folder: string;
  env: Record<string, string>;
  run(args: string[], input?: string): Promise<Ran>;
  /** Runs with --json and reads the answer. */
  json<T>(args: string[], input?: string): Promise<{ code: number | null; answer: T; stderr: string }>;
  remove(): Promise<void>;
};

/** A fresh folder; `env` is added to a bare environment. */
export async function workplace(env: Record<string, string> = {}): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'ml-cli-'));
  const full = { PATH: process.env.PATH ?? '', HOME: folder, ...env };
  const run = (args: string[], input = '') => runCli(args, { cwd: folder, env: full, input });
  return {
    folder,
    env: full,
    run,
    json: async (args, input) => {
      const { code, stdout, stderr } = await run([...args, '--json'], input);
      return { code, answer: stdout === '' ? undefined : JSON.parse(stdout), stderr };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function runCli(args: string[], options: { cwd: string; env: Record<string, string>; input: string }): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
      cwd: options.cwd,
      env: options.env,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(options.input);
  });
}
