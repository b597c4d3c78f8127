/** Waits for Temporal, then makes the namespace and the search attributes ready. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Env } from '../../runtime/env.ts';
import { StartProblem } from '../../runtime/problem.ts';
import { connectTemporal, type TemporalClient } from '../../runtime/temporal-connect.ts';
import { ensureNamespace, ensureSearchAttributes } from '../../runtime/temporal-setup.ts';
import type { KeyRing } from '../../vault/contract.ts';

/** Throws StartProblem when it does not answer within `waitMs`, or when we may not make what is missing. */
export async function prepareTemporal(env: Env, ring: KeyRing, waitMs = 0): Promise<void> {
  const { connection, close } = await reach(env, ring, waitMs);
  try {
    const { namespace, retentionDays } = env.temporal;
    await ensureNamespace(connection, { namespace, retentionDays });
    await ensureSearchAttributes(connection, namespace);
  } finally {
    await close();
  }
}

async function reach(env: Env, ring: KeyRing, waitMs: number): Promise<TemporalClient> {
  const endMs = Date.now() + waitMs;
  for (;;) {
    try {
      return await connectTemporal({ env, ring });
    } catch (error) {
      if (!(error instanceof StartProblem) || error.kind === 'usage' || Date.now() > endMs) throw error;
      await sleep(200);
    }
  }
}
