/**
 * Makes a Temporal namespace ready for us: the namespace with its retention, and our search attributes.
 * The trap: a server learns of both with a delay (cached for seconds), so each call waits until they can be used.
 * Everything may be called again and again, by several processes at once, on our own server and on a cluster.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';
import { messageOf, StartProblem } from './problem.ts';

const DAY_SECONDS = 86_400;
const USABLE_LIMIT_MS = 180_000;
/** gRPC status codes. */
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;

type Service = Pick<Connection, 'workflowService' | 'operatorService'>;
export type Outcome = 'created' | 'updated' | 'unchanged' | 'not allowed';

const statusOf = (error: unknown): number | undefined => (isGrpcServiceError(error) ? error.code : undefined);
const isForbidden = (error: unknown) => [PERMISSION_DENIED, UNIMPLEMENTED].includes(statusOf(error) ?? -1);

/**
 * Creates the namespace or sets its retention (days that finished histories are kept), and waits until it is usable.
 * Answers `not allowed` when it exists but its retention may not be changed by us (Temporal Cloud).
 */
export async function ensureNamespace(
  connection: Service,
  wanted: { namespace: string; retentionDays: number },
): Promise<Outcome> {
  const { namespace, retentionDays } = wanted;
  const kept = await retentionOf(connection, namespace);
  const outcome =
    kept === undefined ? await createNamespace(connection, wanted) : await setRetention(connection, wanted, kept);
  await untilUsable(`The namespace "${namespace}"`, async () => {
    await connection.workflowService.countWorkflowExecutions({ namespace, query: '' });
    return (await retentionOf(connection, namespace)) === retentionDays * DAY_SECONDS || outcome === 'not allowed';
  });
  return outcome;
}

/** Registers those of our search attributes that are missing. Throws StartProblem when one has another type. */
export async function ensureSearchAttributes(connection: Service, namespace: string): Promise<string[]> {
  const wanted = Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => ({ name, type: typeNumber(name, type) }));
  const missing = await missingOf(connection, namespace, wanted);
  if (missing.length > 0) await addAttributes(connection, namespace, missing);
  await untilUsable('The search attributes', async () => {
    const query = wanted.map(({ name }) => `${name} = "-"`).join(' AND ');
    await connection.workflowService.countWorkflowExecutions({ namespace, query });
    return (await missingOf(connection, namespace, wanted)).length === 0;
  });
  return missing.map(({ name }) => name);
}

type Attribute = { name: string; type: number };

function typeNumber(name: string, type: 'KEYWORD' | 'KEYWORD_LIST'): number {
  const encoded = encodeSearchAttributeIndexedValueType(type);
  if (encoded === undefined) throw new Error(`the search attribute ${name} has no type`);
  return encoded;
}

/** Seconds; undefined when there is no such namespace. */
async function retentionOf(connection: Service, namespace: string): Promise<number | undefined> {
  try {
    const found = await connection.workflowService.describeNamespace({ namespace });
    return Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  } catch (error) {
    if (statusOf(error) === NOT_FOUND) return undefined;
    throw error;
  }
}

const retention = (days: number) => msToTs(days * DAY_SECONDS * 1000);

async function createNamespace(
  connection: Service,
  { namespace, retentionDays }: { namespace: string; retentionDays: number },
): Promise<Outcome> {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      description: 'ml-connector',
      workflowExecutionRetentionPeriod: retention(retentionDays),
    });
    return 'created';
  } catch (error) {
    if (statusOf(error) === ALREADY_EXISTS) return 'unchanged';
    if (!isForbidden(error)) throw error;
    throw new StartProblem(
      'usage',
      `There is no Temporal namespace "${namespace}" and we may not create it.`,
      'Create it in the Temporal cluster, or set TEMPORAL_NAMESPACE to one that exists.',
      { cause: error },
    );
  }
}

async function setRetention(
  connection: Service,
  { namespace, retentionDays }: { namespace: string; retentionDays: number },
  keptSeconds: number,
): Promise<Outcome> {
  if (keptSeconds === retentionDays * DAY_SECONDS) return 'unchanged';
  try {
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: retention(retentionDays) },
    });
    return 'updated';
  } catch (error) {
    if (isForbidden(error)) return 'not allowed';
    throw error;
  }
}

async function missingOf(connection: Service, namespace: string, wanted: Attribute[]): Promise<Attribute[]> {
  const known = (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes ?? {};
  for (const { name, type } of wanted) {
    if (known[name] === undefined || known[name] === type) continue;
    throw new StartProblem(
      'usage',
      `The search attribute ${name} exists in the namespace "${namespace}" with another type.`,
      'Use a namespace of its own for this program (TEMPORAL_NAMESPACE).',
    );
  }
  return wanted.filter(({ name }) => known[name] === undefined);
}

async function addAttributes(connection: Service, namespace: string, missing: Attribute[]): Promise<void> {
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, type])),
    });
  } catch (error) {
    if (statusOf(error) === ALREADY_EXISTS) return;
    if (!isForbidden(error)) throw error;
    const list = missing.map(({ name }) => name).join(', ');
    throw new StartProblem(
      'usage',
      `The namespace "${namespace}" lacks search attributes that we may not add: ${list}.`,
      'Add them in the Temporal cluster: MlNumbers as KeywordList, the others as Keyword.',
      { cause: error },
    );
  }
}

/** Repeats `check` until it is true; "not found" and "invalid query" count as not yet. */
async function untilUsable(what: string, check: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + USABLE_LIMIT_MS;
  for (let last = 'it is not there yet'; ; ) {
    try {
      if (await check()) return;
    } catch (error) {
      if (![NOT_FOUND, INVALID_ARGUMENT].includes(statusOf(error) ?? -1)) throw error;
      last = messageOf(error);
    }
    if (Date.now() > endMs) {
      throw new StartProblem(
        'unreachable',
        `${what} cannot be used after ${USABLE_LIMIT_MS / 1000} s: ${last}`,
        'Try again.',
      );
    }
    await sleep(100);
  }
}
