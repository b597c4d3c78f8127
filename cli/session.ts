/**
 * What most commands need: the environment, the store with its vault, and (when asked for) Temporal.
 * The trap: Temporal is connected only when a command wants it, so that `trace` and `errors` work while it is away.
 */
import type { Client } from '@temporalio/client';
import { type Env, loadEnv } from '../runtime/env.ts';
import { closest } from '../settings/explain.ts';
import type { ConnectionRow, Store } from '../store/contract.ts';
import type { KeyRing, Vault } from '../vault/contract.ts';
import { type ExitCode, usageError } from './errors.ts';

type Context = { env: Env; store: Store; vault: Vault; ring: KeyRing; close(): Promise<void> };

export type Session = Context & {
  /** The client with the payload codec; connected at the first call. Throws StartProblem when it cannot be reached. */
  temporal(): Promise<Client>;
};

/** Opens the store, runs `work`, closes everything whatever happens. */
export async function withSession(work: (session: Session) => Promise<ExitCode>): Promise<ExitCode> {
  const { openContext } = await import('../runtime/open-context.ts');
  const context = await openContext(quiet(loadEnv()));
  let connected: Promise<{ client: Client; close(): Promise<void> }> | undefined;
  const temporal = async () => {
    connected ??= connect(context);
    return (await connected).client;
  };
  try {
    return await work({ ...context, temporal });
  } finally {
    await (await connected?.catch(() => undefined))?.close();
    await context.close();
  }
}

/** A command speaks by itself; the log is for the long-running processes, and would stand between the lines of JSON. */
function quiet(env: Env): Env {
  for (const warning of env.warnings) process.stderr.write(`${warning}\n`);
  return { ...env, warnings: [], log: { ...env.log, level: 'silent' } };
}

async function connect(context: Context) {
  const { connectTemporal } = await import('../runtime/temporal-connect.ts');
  return connectTemporal(context);
}

/** The connection of this id; usage error with "did you mean" otherwise. */
export async function connectionRow(session: Session, id: string): Promise<ConnectionRow> {
  const row = await session.store.connections.get(id);
  if (row !== undefined) return row;
  const ids = (await session.store.connections.list()).map((one) => one.id);
  const guess = closest(id, ids);
  if (guess !== undefined) throw usageError(`There is no connection "${id}".`, `Did you mean "${guess}"?`);
  const fix = ids.length === 0 ? 'Apply one with `ml-connector connections apply`.' : `There are: ${ids.join(', ')}.`;
  throw usageError(`There is no connection "${id}".`, fix);
}

/** Address of a workflow in Temporal's Web UI; undefined when the server (and so its UI) is not ours. */
export function webUiLink(env: Context['env'], workflowId: string): string | undefined {
  if (env.temporal.external) return undefined;
  const { uiPort, namespace } = env.temporal;
  return `http://127.0.0.1:${uiPort}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
