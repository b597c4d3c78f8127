/**
 * Carries out one planned write in Fusion's inventory: send a row, mend a refused one, take one back.
 * The trap: Fusion takes the same source keys twice without a word, so a row is sent only when it is certain that the last
 * sending of this name came to nothing: looked for, staged and completed, until the grace time is over.
 */
import { Context } from '@temporalio/activity';
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { CompletedRow, FusionBody, StagedAnswer, StagedRow } from '../../connectors/fusion/types.ts';
import { ConnectorError } from '../../connectors/http/errors.ts';
import { completedOf, stagedOf } from '../../mappings/fusion-shipstation/inventory/match.ts';
import type { Known, KnownDetail, StockWrite } from '../../mappings/fusion-shipstation/inventory/types.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { withWaysOut } from './closed-period.ts';
import { knownByName, putKnown } from './inventory-known.ts';
import { rowsOfParcel } from './inventory-rows.ts';
import { assertGraceIsOver } from './sent-mark.ts';

export type InventoryWriteRequest = RecordScope & { write: StockWrite };
/** `reason`: why Fusion refused the row, in its words. */
export type InventoryWriteResult = {
  outcome: 'processed' | 'queued' | 'rejected' | 'withdrawn';
  done: string;
  reason?: string;
};

type Making = Extract<StockWrite, { kind: 'send' | 'mend' }>;
type Withdrawal = Extract<StockWrite, { kind: 'withdraw' }>;
type Work = {
  deps: ActivityDeps;
  scope: RecordScope;
  api: Fusion;
  sourceCode: string;
  graceMs: number;
  verify: boolean;
};

/** Throws `Invalid` with Fusion's words when it takes no such row; `Unavailable` where it is worth another look. */
export async function applyInventory(
  deps: ActivityDeps,
  { connection, sync, recordKey, write }: InventoryWriteRequest,
): Promise<InventoryWriteResult> {
  const { settings, fusion } = await deps.connections.open(connection, 'fusion-shipstation');
  const { sourceCode, verify } = settings.syncs.inventoryPosting;
  const graceMs = durationMs(settings.lostAnswer.unnamed) ?? 0;
  const work: Work = { deps, scope: { connection, sync, recordKey }, api: await fusion(), sourceCode, graceMs, verify };
  await note(work, write, 'intent', write.title);
  const result = await carryOut(work, write).catch((error: unknown) => {
    throw withWaysOut(error, work.scope, settings.syncs.inventoryPosting.recheck);
  });
  await note(work, write, 'effect', result.done, `inventoryPosting/${write.name}`);
  deps.count?.effect(connection, sync, write.kind);
  return result;
}

function carryOut(work: Work, write: StockWrite): Promise<InventoryWriteResult> {
  if (write.kind === 'send') return send(work, write);
  return write.kind === 'mend' ? mend(work, write) : withdraw(work, write);
}

async function send(work: Work, write: Making): Promise<InventoryWriteResult> {
  const { deps, scope, graceMs } = work;
  const known = await knownByName(deps, scope.connection, write.name);
  if (Context.current().info.attempt > 1 || known?.state === 'intent') {
    const found = await lookUp(work, write);
    if (found !== undefined) {
      deps.count?.duplicatePrevented(scope.connection, scope.sync);
      return settle(work, write, found, known?.detail.sentAt);
    }
    if (known?.state === 'intent') {
      const { answer, sentAt } = known.detail;
      // Answered in an earlier attempt of this step: what became of it is the next look's matter.
      if (answer !== undefined && answer !== 'rejected' && sentAt >= write.detail.sentAt)
        return { outcome: answer, done: `${write.title}: ${answer}` };
      if (answer === undefined) assertGraceIsOver(sentAt, deps.now(), graceMs, write.title);
    }
  }
  const sentAt = deps.now().toISOString();
  await put(work, write, 'intent', { ...write.detail, sentAt });
  return settle(work, write, await sendOnce(work, write, sentAt), sentAt);
}

/** Ours as Fusion shows it. */
type Found = { completed: CompletedRow } | { staged: StagedRow } | { answer: StagedAnswer };

async function sendOnce(work: Work, write: Making, sentAt: string): Promise<Found> {
  try {
    return { answer: await work.api.createStaged(write.body) };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    // A pod may say 400 of a row that it keeps as refused.
    const mayStand = error.type === 'Uncertain' || error.type === 'Invalid';
    const found = mayStand ? await lookUp(work, write).catch(() => undefined) : undefined;
    if (found !== undefined) return found;
    if (error.type === 'Uncertain') {
      throw unavailable(`${error.message}; looked for before it is sent again`);
    }
    // Certainly not made: nothing to look for.
    await put(work, write, 'gone', { ...write.detail, sentAt });
    throw toldOf(error, write);
  }
}

async function settle(
  work: Work,
  write: Making,
  found: Found,
  sentAt = write.detail.sentAt,
): Promise<InventoryWriteResult> {
  const detail = { ...write.detail, sentAt };
  if ('completed' in found) {
    const { transactionId } = found.completed;
    // What it says is compared by the next look, which reads it too.
    await put(work, write, 'intent', { ...detail, answer: 'processed' });
    return { outcome: 'processed', done: `${write.title}: found as processed (transaction ${transactionId})` };
  }
  const row = 'staged' in found ? found.staged : found.answer.row;
  const outcome = 'staged' in found ? found.staged.state : found.answer.outcome;
  const { interfaceId } = row;
  const isMade = outcome === 'processed' && !work.verify;
  await put(work, write, isMade ? 'made' : 'intent', { ...detail, answer: outcome, interfaceId });
  if (outcome === 'rejected') return { outcome, done: `${write.title}: refused`, reason: refusal(write, row) };
  return { outcome, done: `${write.title}: ${outcome} (row ${interfaceId})` };
}

const refusal = (write: Making, { interfaceId, errorCode, explanation }: StagedRow): string => {
  const words = explanation ?? errorCode ?? 'it gives no reason';
  const code = errorCode === undefined || explanation === undefined ? '' : ` (${errorCode})`;
  return `Fusion refused the ${write.title}: ${words}${code}; staged row ${interfaceId}. Mend the cause, it is tried again by itself, or retry it`;
};

/** Under its keys, or under its name where the pod gives no keys back. */
async function lookUp(work: Work, { name, parcel, detail }: Making | Withdrawal): Promise<Found | undefined> {
  const sought = { ...detail, name };
  const rows = await rowsOfParcel(work.api, { sourceCode: work.sourceCode, sourceHeaderId: parcel.id }, [sought]);
  const completed = completedOf(sought, rows);
  if (completed !== undefined) return { completed };
  const staged = stagedOf(sought, rows);
  return staged === undefined ? undefined : { staged };
}

/** What stays as it is stays out: keys and name. */
const KEYS = [
  'SourceCode',
  'SourceHeaderId',
  'SourceLineId',
  'TransactionReference',
  'ExternalSystemTransactionReference',
];

/** The refused row with what is planned now. Setting the same values twice does no harm. */
async function mend(work: Work, write: Extract<Making, { kind: 'mend' }>): Promise<InventoryWriteResult> {
  const body: FusionBody = Object.fromEntries(Object.entries(write.body).filter(([name]) => !KEYS.includes(name)));
  const sentAt = work.deps.now().toISOString();
  try {
    const answer = await work.api.updateStaged(write.interfaceId, body);
    return await settle(work, write, { answer }, sentAt);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.type === 'Uncertain') throw unavailable(`${error.message}; looked at again`);
    if (error.type !== 'NotFound') throw toldOf(error, write);
    // Processed or deleted meanwhile: looked at again from the beginning.
    throw conflict(`staged row ${write.interfaceId} is gone`);
  }
}

async function withdraw(work: Work, write: Withdrawal): Promise<InventoryWriteResult> {
  const { deps, scope, graceMs } = work;
  const found = await lookUp(work, write);
  if (found === undefined) {
    const known = await knownByName(deps, scope.connection, write.name);
    const isOpen = known?.state === 'intent' && known.detail.answer === undefined;
    if (isOpen)
      assertGraceIsOver(known.detail.sentAt, deps.now(), graceMs, `${write.name}, which is to be taken back,`);
    await put(work, write, 'undone', known?.detail ?? write.detail);
    return { outcome: 'withdrawn', done: `${write.title}: nothing stands in Fusion` };
  }
  if ('completed' in found) return { outcome: 'processed', done: `${write.title}: it was processed meanwhile` };
  if (!('staged' in found)) throw conflict('it is looked at again');
  const { interfaceId } = found.staged;
  await work.api.deleteStaged(interfaceId).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.type === 'Uncertain') throw unavailable(error.message);
    throw error;
  });
  const left = await lookUp(work, write);
  if (left !== undefined && 'completed' in left)
    return { outcome: 'processed', done: `${write.title}: it was processed meanwhile` };
  if (left !== undefined) throw unavailable(`staged row ${interfaceId} is still there after its deletion`);
  await put(work, write, 'undone', { ...write.detail, interfaceId });
  return { outcome: 'withdrawn', done: `${write.title}: staged row ${interfaceId} deleted` };
}

function put({ deps, scope }: Work, write: StockWrite, state: Known['state'], detail: KnownDetail): Promise<void> {
  const parcel = `${write.parcel.kind}/${write.parcel.id}`;
  const { interfaceId } = detail;
  const ref = interfaceId === undefined ? undefined : `inventoryStagedTransaction/${interfaceId}`;
  return putKnown(deps, scope, { name: write.name, state, parcel, detail }, ref);
}

const unavailable = (message: string) =>
  new ConnectorError({ type: 'Unavailable', system: 'fusion', code: 'LOST_ANSWER', message, retryAfterMs: 2_000 });

const conflict = (message: string) => new ConnectorError({ type: 'Conflict', system: 'fusion', message });

/** Fusion's words, with the line that they are about: SKU and organisation. */
function toldOf(error: ConnectorError, write: Making): ConnectorError {
  if (error.type !== 'Invalid') return error;
  const { type, system, status, code, retryAfterMs } = error;
  return new ConnectorError({
    type,
    system,
    message: `Fusion refused the ${write.title}: ${error.message}`,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

async function note(
  { deps, scope }: Work,
  write: StockWrite,
  kind: 'intent' | 'effect',
  summary: string,
  targetRef?: string,
): Promise<void> {
  const sealed = () => deps.vault.seal(JSON.stringify(write), `ledger/${scope.connection}`);
  const entry = entryFor(Context.current(), scope, deps.now(), {
    kind,
    outcome: kind === 'intent' ? 'planned' : 'ok',
    summary,
    system: 'fusion',
    step: write.kind,
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(kind === 'intent' ? { sealedPayload: sealed() } : {}),
  });
  await deps.store.ledger.append([entry]);
}
