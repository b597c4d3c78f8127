/**
 * Carries out one planned write of any NetSuite record: intent row, look-up where an earlier answer may have been lost,
 * the call, read-back, comparison with what was wanted, effect row.
 * The trap: a create is never repeated blindly, its external id is looked up first; and NetSuite drops or recalculates
 * values without a word, so what it holds afterwards is compared field by field.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError } from '../connectors/http/errors.ts';
import { appendedSublists, withoutHeldLines } from '../connectors/netsuite/appended-lines.ts';
import type { NetSuite } from '../connectors/netsuite/contract.ts';
import { differenceWords } from '../connectors/netsuite/record-differences.ts';
import {
  type Expectation,
  type RecordType,
  type RecordView,
  type RecordWrite,
  recordWords,
} from '../connectors/netsuite/record-types.ts';
import { mismatches, sublistsOf, valueAt } from '../connectors/netsuite/record-view.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';

export type ApplyRecordInput = RecordScope & { write: RecordWrite };
/** `targetRef` is `<recordType>/<id>`; `done` is one line for a person, without personal data. */
export type ApplyRecordResult = { targetRef: string; id: string; tranId?: string; done: string };

type Making = Extract<RecordWrite, { kind: 'create' | 'transform' }>;
type Update = Extract<RecordWrite, { kind: 'update' }>;
type Remove = Extract<RecordWrite, { kind: 'remove' }>;

/**
 * Idempotent by the write's external id. Throws `Invalid` with code READ_BACK when NetSuite holds something else than
 * wanted (the record exists and is named), NAME_TAKEN, NOT_OURS or GONE; `Unavailable` where it is worth another try.
 */
export async function applyRecord(deps: ActivityDeps, input: ApplyRecordInput): Promise<ApplyRecordResult> {
  const { netSuite } = await deps.connections.get(input.connection);
  const api = await netSuite();
  await note(deps, input, 'intent', input.write.title);
  const result = await carryOut(deps, input, api);
  await note(deps, input, 'effect', result.done, result.targetRef);
  deps.count?.effect(input.connection, input.sync, input.write.kind);
  return result;
}

function carryOut(deps: ActivityDeps, input: ApplyRecordInput, api: NetSuite): Promise<ApplyRecordResult> {
  const { write } = input;
  switch (write.kind) {
    case 'create':
    case 'transform':
      return makeOnce(deps, input, api, write);
    case 'update':
      return update(api, write);
    case 'remove':
      return remove(api, write);
  }
}

async function makeOnce(
  deps: ActivityDeps,
  scope: RecordScope,
  api: NetSuite,
  write: Making,
): Promise<ApplyRecordResult> {
  const byName = { externalId: write.externalId };
  if (isRepeat()) {
    const earlier = await readBack(api, write.recordType, byName, write.expect);
    if (earlier !== undefined) {
      deps.count?.duplicatePrevented(scope.connection, scope.sync);
      return verified(write, earlier, 'found as already made by an attempt whose answer was lost');
    }
  }
  const made = await make(api, write);
  const view = await readBack(api, write.recordType, 'id' in made ? { id: made.id } : byName, write.expect);
  if (view !== undefined) return verified(write, view, 'id' in made ? 'made' : 'found under its name');
  throw 'id' in made || made.lost === 'answer' || !isRepeat() ? notThere(write) : nameTaken(write);
}

/** Without an id the record is looked up by its name: the answer was lost, or the name is taken. */
async function make(api: NetSuite, write: Making): Promise<{ id: string } | { lost: 'answer' | 'name' }> {
  const body = { ...write.body, externalId: write.externalId };
  const replace = write.kind === 'transform' && write.replace !== undefined ? { replace: write.replace } : {};
  try {
    return write.kind === 'create'
      ? await api.createRecord(write.recordType, body)
      : await api.transformRecord(write.from, write.recordType, body, replace);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.type === 'Uncertain') return { lost: 'answer' };
    if (error.type === 'Conflict' && error.code === 'ALREADY_EXISTS') return { lost: 'name' };
    throw error;
  }
}

/** Sets absolute values. When it is repeated, lines that would be appended are only sent where they are not there yet. */
async function update(api: NetSuite, write: Update): Promise<ApplyRecordResult> {
  const { recordType, id, replace } = write;
  const appended = appendedSublists(write.body, replace);
  let { body } = write;
  if (isRepeat() && write.expect.length + appended.length > 0) {
    const held = await readBack(api, recordType, { id }, write.expect, appended);
    if (held === undefined) throw gone(write);
    body = withoutHeldLines(body, appended, held);
    const isThere = appendedSublists(body, replace).length === 0 && mismatches(held, write.expect).length === 0;
    if (isThere && write.expect.length > 0) return resultOf(write, held, write.title);
  }
  await settled(api.updateRecord(recordType, id, body, replace === undefined ? {} : { replace }));
  const view = await readBack(api, recordType, { id }, write.expect);
  if (view === undefined) throw gone(write);
  assertAsWanted(write, view);
  return resultOf(write, view, write.title);
}

const gone = (write: Update) =>
  refusal('GONE', `${recordWords(write.recordType)} ${write.id} was deleted in NetSuite meanwhile`);

/** Only ever deletes a record that bears our own name. */
async function remove(api: NetSuite, write: Remove): Promise<ApplyRecordResult> {
  const { recordType, id } = write;
  const targetRef = `${recordType}/${id}`;
  const present = await readBack(api, recordType, { id }, []);
  if (present === undefined) return { targetRef, id, done: `${write.title} (it was gone already)` };
  if (valueAt(present, 'externalId') !== write.externalId) {
    throw refusal(
      'NOT_OURS',
      `${recordWords(recordType)} ${nameOf(present, id)} does not bear the name ${write.externalId}; it was left alone`,
    );
  }
  await settled(api.deleteRecord(recordType, id));
  if ((await readBack(api, recordType, { id }, [])) !== undefined) {
    throw again('STILL_THERE', `${recordWords(recordType)} ${nameOf(present, id)} is still there after its deletion`);
  }
  return resultOf(write, present, write.title);
}

function readBack(
  api: NetSuite,
  recordType: RecordType,
  name: { id: string } | { externalId: string },
  expect: Expectation[],
  more: string[] = [],
): Promise<RecordView | undefined> {
  return api.readRecord(recordType, name, { sublists: [...new Set([...sublistsOf(expect), ...more])] });
}

function verified(write: Making, view: RecordView, how: string): ApplyRecordResult {
  assertAsWanted(write, view);
  const name = nameOf(view, valueAt(view, 'id') ?? '');
  return resultOf(write, view, `${recordWords(write.recordType)} ${name} ${how}: ${write.title}`);
}

function assertAsWanted(write: Making | Update, view: RecordView): void {
  const wrong = mismatches(view, write.expect);
  if (wrong.length === 0) return;
  const id = valueAt(view, 'id') ?? (write.kind === 'update' ? write.id : '');
  const bears = write.kind === 'update' ? '' : `, named ${write.externalId}`;
  const words = wrong.map((one) => differenceWords(write.recordType, one)).join('; ');
  throw refusal(
    'READ_BACK',
    `${recordWords(write.recordType)} ${nameOf(view, id)} (id ${id}${bears}) is in NetSuite, but is not what was wanted: ${words}`,
  );
}

function resultOf(write: RecordWrite, view: RecordView, done: string): ApplyRecordResult {
  const id = valueAt(view, 'id') ?? ('id' in write ? write.id : '');
  const tranId = valueAt(view, 'tranId');
  return { targetRef: `${write.recordType}/${id}`, id, ...(tranId === undefined ? {} : { tranId }), done };
}

/** An entity's own number may hold a person's name, so only a transaction's number is told. */
const nameOf = (view: RecordView, id: string): string => valueAt(view, 'tranId') ?? id;

const isRepeat = (): boolean => Context.current().info.attempt > 1;

/** The lost call may still be running in NetSuite; its name keeps the next attempt from making a second one. */
const notThere = (write: Making) =>
  again(
    'LOST_ANSWER',
    `the answer to making ${recordWords(write.recordType)} ${write.externalId} was lost and it is not there (yet); looked up again before the next try`,
  );

/** Transactions share one name space, and so do entities; a customer's own name may be taken as well. */
const nameTaken = (write: Making) =>
  refusal(
    'NAME_TAKEN',
    `NetSuite says that ${recordWords(write.recordType)} ${write.externalId} already exists, but has none under this external id: another record bears this external id, number or name`,
  );

function again(code: string, message: string): ConnectorError {
  return new ConnectorError({ type: 'Unavailable', system: 'netsuite', code, message });
}

function refusal(code: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'Invalid', nonRetryable: true, details: [code, 'netsuite'], message });
}

/** Deleting and setting absolute values may be repeated: a lost answer is simply tried again. */
async function settled(call: Promise<void>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ConnectorError) || error.type !== 'Uncertain') throw error;
    throw again(error.code ?? 'LOST_ANSWER', error.message);
  });
}

async function note(
  deps: ActivityDeps,
  input: ApplyRecordInput,
  kind: 'intent' | 'effect',
  summary: string,
  targetRef?: string,
): Promise<void> {
  const sealed = () => deps.vault.seal(JSON.stringify(input.write), `ledger/${input.connection}`);
  const entry = entryFor(Context.current(), input, deps.now(), {
    kind,
    outcome: kind === 'intent' ? 'planned' : 'ok',
    summary,
    system: 'netsuite',
    step: input.write.kind,
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(kind === 'intent' ? { sealedPayload: sealed() } : {}),
  });
  await deps.store.ledger.append([entry]);
}
