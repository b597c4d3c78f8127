/** What `doctor` looks at in Temporal: reachable, namespace, search attributes, a worker that polls. */
import type { Client } from '@temporalio/client';
import type { Env } from '../../runtime/env.ts';
import { MAIN_QUEUE } from '../../workflows/policies.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { type Check, fail, ok, warn } from './check.ts';

const NOT_FOUND = 5;
const WORKFLOW_QUEUE = 1;
/** Numbers of Temporal's IndexedValueType. */
const TYPES: Record<string, number> = { KEYWORD: 2, KEYWORD_LIST: 7 };

/** The program that `up` would start; nothing is downloaded for the question. */
export async function checkBinary(env: Env): Promise<Check[]> {
  if (env.temporal.external) return [];
  const { resolveTemporalBinary } = await import('../../runtime/temporal-binary.ts');
  const quiet = { say: () => undefined, suppliers: [] };
  const found = await resolveTemporalBinary(quiet).catch(() => undefined);
  if (found !== undefined) return [ok('Temporal program', `server ${found.serverVersion}, ${found.path}`)];
  const detail = 'not here yet; `ml-connector up` downloads or builds it';
  return [
    warn('Temporal program', detail, 'run `ml-connector up`, install the `temporal` CLI, or set TEMPORAL_ADDRESS'),
  ];
}

/** `connect` is asked once; when it fails the rest is not looked at. */
export async function checkTemporal(env: Env, connect: () => Promise<Client>): Promise<Check[]> {
  const { address, external, namespace } = env.temporal;
  let client: Client;
  try {
    client = await connect();
  } catch {
    if (external)
      return [
        fail(
          'Temporal',
          `${address} does not answer`,
          'check TEMPORAL_ADDRESS, the network and the credentials for it',
        ),
      ];
    return [warn('Temporal', `not running at ${address}`, 'start it with `ml-connector up`')];
  }
  const reached = ok('Temporal', `${address} answers`);
  const inNamespace = await checkNamespace(client, namespace);
  if (inNamespace.state === 'fail') return [reached, inNamespace];
  return [reached, inNamespace, await checkAttributes(client, namespace), await checkWorker(client, namespace)];
}

async function checkNamespace(client: Client, namespace: string): Promise<Check> {
  try {
    const found = await client.workflowService.describeNamespace({ namespace });
    const days = Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
    return ok('namespace', `${namespace}, keeps finished workflows ${days} days`);
  } catch (error) {
    if (!isGrpc(error, NOT_FOUND)) throw error;
    return fail(
      'namespace',
      `there is no namespace "${namespace}"`,
      'run `ml-connector up` or `connections apply`, which make it; on Temporal Cloud make it by hand',
    );
  }
}

const isGrpc = (error: unknown, code: number): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

async function checkAttributes(client: Client, namespace: string): Promise<Check> {
  const answer = await client.connection.operatorService.listSearchAttributes({ namespace });
  const known = answer.customAttributes ?? {};
  const wrong = Object.values(SEARCH_ATTRIBUTES).filter(({ name, type }) => known[name] !== TYPES[type]);
  if (wrong.length === 0)
    return ok(
      'search attributes',
      Object.values(SEARCH_ATTRIBUTES)
        .map(({ name }) => name)
        .join(', '),
    );
  const list = wrong.map(({ name, type }) => `${name} (${type})`).join(', ');
  return fail(
    'search attributes',
    `missing or of another type: ${list}`,
    'run `ml-connector up` or `connections apply`, which register them',
  );
}

async function checkWorker(client: Client, namespace: string): Promise<Check> {
  const queue = { name: MAIN_QUEUE };
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: queue,
    taskQueueType: WORKFLOW_QUEUE,
  });
  const count = pollers?.length ?? 0;
  if (count > 0) return ok('worker', `${count} polling`);
  return warn(
    'worker',
    'none is running; nothing is processed',
    'start one with `ml-connector up` or `ml-connector worker`',
  );
}
