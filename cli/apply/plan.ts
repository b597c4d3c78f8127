/**
 * What `connections apply` would do, found out by reading only. The trap: everything that can fail for a reason outside
 * (Temporal away, ShipStation away, credentials refused) must fail here, before anything is written.
 */
import type { Client } from '@temporalio/client';
import type { Connection } from '../../settings/connection.ts';
import type { LoadedConnection } from '../../settings/load.ts';
import type { Store } from '../../store/contract.ts';
import type { Vault } from '../../vault/contract.ts';
import { type Difference, differences, differenceText } from './differences.ts';
import { hookUrl, newHookToken, readHookToken } from './hook-address.ts';
import { planSchedules, type ScheduleChange, wantedSchedules } from './schedules.ts';
import { planWebhooks, type WebhookWork, webhookLines } from './webhooks.ts';

export type ApplyTools = { store: Store; vault: Vault; client: Client; publicUrl: string };

export type ApplyPlan = {
  file: string;
  connection: Connection;
  isNew: boolean;
  settings: Difference[];
  /** Set when a token has to be made. */
  newToken?: string;
  schedules: ScheduleChange[];
  webhooks: WebhookWork;
};

/** `withWebhooks: false` leaves the vendor alone. */
export async function planApply(
  tools: ApplyTools,
  { file, connection }: LoadedConnection,
  withWebhooks: boolean,
): Promise<ApplyPlan> {
  const row = await tools.store.connections.get(connection.id);
  const before = row === undefined ? undefined : { ...JSON.parse(row.settings), mode: row.mode };
  const token = await readHookToken(tools.store, tools.vault, connection.id);
  const newToken = token === undefined ? newHookToken() : undefined;
  const url = hookUrl(tools.publicUrl, connection.id, token ?? newToken ?? '');
  const { store, vault, publicUrl } = tools;
  return {
    file,
    connection,
    isNew: row === undefined,
    settings: before === undefined ? [] : differences(before, connection),
    ...(newToken === undefined ? {} : { newToken }),
    schedules: await planSchedules(tools.client, wantedSchedules(connection)),
    webhooks: withWebhooks
      ? await planWebhooks({ keeper: { store, vault }, connection, publicUrl, url })
      : { kind: 'left', reason: 'left alone as asked (--no-webhooks)' },
  };
}

/** What will change, in words; empty = no change. */
export function planLines(plan: ApplyPlan): string[] {
  const { connection, isNew, settings, newToken, schedules, webhooks } = plan;
  return [
    ...(isNew ? [`new connection ${connection.id} (${connection.pair}, mode ${connection.mode})`] : []),
    ...settings.map(differenceText),
    ...(newToken === undefined ? [] : ['webhook address: made']),
    ...schedules.filter(({ kind }) => kind !== 'keep').map(scheduleLine),
    ...webhookLines(webhooks),
  ];
}

function scheduleLine({ kind, wanted, differences }: ScheduleChange): string {
  if (kind === 'create')
    return `schedule ${wanted.scheduleId}: create, every ${wanted.everyMs / 1000} s${wanted.paused ? ', paused' : ''}`;
  return `schedule ${wanted.scheduleId}: ${differences.join(', ')}`;
}
