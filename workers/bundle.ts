/**
 * The workflow bundle, built once and kept in the cache folder under a name made from its sources and versions.
 * The trap: a worker that is restarted after a crash must be back at once, and bundling costs most of its start.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WORKFLOWS = join(ROOT, 'workflows');

/** `failureConverterPath` must be the one that clients use, or failures could not be read. */
export async function workflowBundle(cacheDir: string, failureConverterPath: string): Promise<WorkflowBundle> {
  const file = join(cacheDir, `workflows-${await fingerprint()}.js`);
  const cached = await readFile(file, 'utf8').catch(() => undefined);
  if (cached !== undefined) return { code: cached };
  const bundle = await bundleWorkflowCode({
    workflowsPath: join(WORKFLOWS, 'index.ts'),
    failureConverterPath,
    logger: quiet,
  });
  await mkdir(cacheDir, { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, bundle.code);
  await rename(temporary, file);
  return bundle;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(WORKFLOWS)).filter((name) => name.endsWith('.ts')).sort();
  for (const name of names) hash.update(name).update(await readFile(join(WORKFLOWS, name)));
  hash.update(await readFile(join(ROOT, 'package-lock.json')));
  hash.update(await readFile(join(ROOT, 'vault', 'failure-converter.cjs')));
  return hash.digest('hex').slice(0, 16);
}

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
