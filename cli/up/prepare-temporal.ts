/** Waits for Temporal, then makes the namespace and the search attributes ready. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Env } from '../../runtime/env.ts';
import { StartProblem } from '../../runtime/problem.ts';
import { connectTemporal, type TemporalClient } from '../../runtime/temporal-connect.ts';
import { ensureNamespace, ensureSearchAttributes } from '../../runtime/temporal-setup.ts';
import type { KeyRing } from '../../vault/contract.ts';

const START_LIMIT_MS = 30_000;

/** Throws StartProblem when it does not answer, or when we may not make what is missing. */
export async function prepareTemporal(env: Env, ring: KeyRing): Promise<void> {
  const { connection, close } = await reach(env, ring);
  try {
    const { namespace, retentionDays } = env.temporal;
    await ensureNamespace(connection, { namespace, retentionDays });
    await ensureSearchAttributes(connection, namespace);
  } finally {
    await close();
  }
}

/** A server of our own needs a moment; another one must answer at once. */
async function reach(env: Env, ring: KeyRing): Promise<TemporalClient> {
  const endMs = Date.now() + (env.temporal.external ? 0 : START_LIMIT_MS);
  for (;;) {
    try {
      return await connectTemporal({ env, ring });
    } catch (error) {
      if (!(error instanceof StartProblem) || error.kind === 'usage' || Date.now() > endMs) throw error;
      await sleep(200);
    }
  }
}
