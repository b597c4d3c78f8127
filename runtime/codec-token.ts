/**
 * The token that lets a browser ask the codec server for clear text, made once and kept beside the other files.
 * The trap: several processes start at once, and all must end up with the same token.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './env.ts';

/** ML_CONNECTOR_CODEC_TOKEN, else the one in $HOME/codec.token, which is made if it is missing (readable by us only). */
export function codecToken(env: Pick<Env, 'codec' | 'home'>): string {
  if (env.codec.token !== undefined) return env.codec.token;
  const file = join(env.home, 'codec.token');
  mkdirSync(env.home, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) publish(file, `${randomBytes(24).toString('hex')}\n`);
  return readFileSync(file, 'utf8').trim();
}

/** Written beside, then linked: nobody can read a half-written token, and the first one in wins. */
function publish(file: string, content: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What the Web UI is given as its codec endpoint. Called by the browser, so the address is that of this machine. */
export const codecEndpoint = (env: Pick<Env, 'codec' | 'home'>): string =>
  `http://127.0.0.1:${env.codec.port}/${codecToken(env)}`;
