/**
 * Carries out what planApply found. The trap: the settings come first, because a schedule or webhook that fires for a
 * connection that the store does not know would only fail.
 */

import { saveHookToken } from './hook-address.ts';
import type { ApplyPlan, ApplyTools } from './plan.ts';
import { applySchedule } from './schedules.ts';
import { wakeWaiting } from './wake-waiting.ts';
import { applyWebhooks } from './webhooks.ts';

/** Answers how many waiting records were told to look again. */
export async function executePlan(tools: ApplyTools, plan: ApplyPlan): Promise<{ woken: number; revision: number }> {
  const { connection, newToken } = plan;
  const { revision } = await tools.store.connections.put({
    id: connection.id,
    pair: connection.pair,
    mode: connection.mode,
    settings: JSON.stringify(connection),
  });
  if (newToken !== undefined) await saveHookToken(tools.store, tools.vault, connection.id, newToken);
  for (const change of plan.schedules) await applySchedule(tools.client, change);
  await applyWebhooks(plan.webhooks);
  const changed = plan.settings.length > 0 && connection.mode !== 'paused';
  const woken = changed ? await wakeWaiting(tools, connection.id, `apply:${revision}`) : 0;
  return { woken, revision };
}
