/**
 * Carries out one planned write in NetSuite: intent row, look-up where an earlier answer may have been lost, the call,
 * read-back, effect row. The trap: a create is never repeated blindly; its external id is looked up first.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError } from '../connectors/http/errors.ts';
import type { NetSuite } from '../connectors/netsuite/contract.ts';
import type { Fulfillment, FulfillmentDraft } from '../connectors/netsuite/types.ts';
import { isOutdated, unnamedItems } from '../mappings/netsuite-shipstation/order-shipped/remaining.ts';
import type { Write } from '../mappings/netsuite-shipstation/order-shipped/types.ts';
import { differences, trackingDifferences } from '../mappings/netsuite-shipstation/order-shipped/verify.ts';
import { isSame } from '../mappings/shared/quantity.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';

export type ApplyInput = RecordScope & { write: Write };
export type ApplyResult = { targetRef: string; tranId?: string; done: string };

export async function applyWrite(deps: ActivityDeps, input: ApplyInput): Promise<ApplyResult> {
  const { settings, netSuite } = await deps.connections.open(input.connection, 'netsuite-shipstation');
  const api = await netSuite();
  const { write } = input;
  await note(deps, input, 'intent', 'planned', write.title);
  const result = await carryOut(deps, input, api, write, settings.syncs.orderShipped.shipStatus !== 'none');
  await note(deps, input, 'effect', 'ok', result.done, result.targetRef);
  deps.count?.effect(input.connection, input.sync, write.kind);
  return result;
}

async function carryOut(
  deps: ActivityDeps,
  input: ApplyInput,
  api: NetSuite,
  write: Write,
  pickPackShip: boolean,
): Promise<ApplyResult> {
  switch (write.kind) {
    case 'create':
      return createOnce(deps, input, api, write.draft, pickPackShip);
    case 'remove':
      return remove(api, write);
    case 'markVoided':
      await settled(api.updateFulfillment(write.fulfillmentId, { memo: write.memo }));
      return { targetRef: `itemFulfillment/${write.fulfillmentId}`, done: write.title };
    case 'addTracking':
      return addTracking(api, write);
    case 'correct':
      return correct(api, write);
  }
}

async function createOnce(
  deps: ActivityDeps,
  input: ApplyInput,
  api: NetSuite,
  draft: FulfillmentDraft,
  pickPackShip: boolean,
): Promise<ApplyResult> {
  const isRepeat = Context.current().info.attempt > 1;
  const earlier = isRepeat ? await api.readFulfillment({ externalId: draft.externalId }) : undefined;
  if (earlier !== undefined) {
    deps.count?.duplicatePrevented(input.connection, input.sync);
    return verified(earlier, draft, pickPackShip, 'found as already made by an attempt whose answer was lost');
  }
  await assertUpToDate(api, draft);
  const made = await create(api, draft);
  const fulfillment = await api.readFulfillment(
    made === undefined ? { externalId: draft.externalId } : { id: made.id },
  );
  if (fulfillment === undefined) throw notThere(draft);
  return verified(fulfillment, draft, pickPackShip, 'made');
}

/** The plan may have waited long for its turn, and another part of a split order may have been posted on the same sales order. */
async function assertUpToDate(api: NetSuite, draft: FulfillmentDraft): Promise<void> {
  const now = await api.readSalesOrder(draft.salesOrderId);
  if (!isOutdated(draft, now, await api.readItems(unnamedItems(draft, now)))) return;
  throw new ConnectorError({
    type: 'Conflict',
    system: 'netsuite',
    code: 'CHANGED_MEANWHILE',
    message: `the open lines of sales order ${now.tranId} have changed since it was looked at`,
  });
}

/** undefined when the name is taken or the answer was lost: whoever asks then looks it up by its name. */
async function create(api: NetSuite, draft: FulfillmentDraft): Promise<{ id: string } | undefined> {
  try {
    return await api.createFulfillment(draft);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.type === 'Uncertain' || (error.type === 'Conflict' && error.code === 'ALREADY_EXISTS')) return undefined;
    if (error.type === 'Invalid' && draft.shipStatus !== undefined && /shipstatus/i.test(error.message)) {
      // An account without Pick, Pack and Ship refuses the field; refused means that nothing was made.
      const { shipStatus: _left, ...plain } = draft;
      return create(api, plain);
    }
    throw error;
  }
}

/** The lost call may still be running in NetSuite; its name keeps the next attempt from making a second one. */
const notThere = (draft: FulfillmentDraft) =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'netsuite',
    code: 'LOST_ANSWER',
    message: `the answer to creating ${draft.externalId} was lost and it is not there (yet); looked up again before the next try`,
  });

const readBackDiffers = (name: string, wrong: string[]) =>
  ApplicationFailure.create({
    type: 'Invalid',
    nonRetryable: true,
    details: ['READ_BACK', 'netsuite'],
    message: `${name} is not what was sent: ${wrong.join('; ')}`,
  });

function verified(fulfillment: Fulfillment, draft: FulfillmentDraft, pickPackShip: boolean, how: string): ApplyResult {
  const wrong = differences(draft, fulfillment, pickPackShip);
  if (wrong.length > 0) throw readBackDiffers(`${fulfillment.tranId} (${draft.externalId})`, wrong);
  const pieces = draft.lines.map((line) => `${line.quantity} of line ${line.orderLine}`).join(', ');
  return {
    targetRef: `itemFulfillment/${fulfillment.id}`,
    tranId: fulfillment.tranId,
    done: `item fulfilment ${fulfillment.tranId} ${how}: ${pieces}`,
  };
}

/** NetSuite drops packages of the wrong list without a word, so what it holds afterwards is read. */
async function addTracking(api: NetSuite, write: Extract<Write, { kind: 'addTracking' }>): Promise<ApplyResult> {
  const { fulfillmentId, packages, packageSublist } = write;
  await settled(api.updateFulfillment(fulfillmentId, { packages, packageSublist }));
  const held = await api.readFulfillment({ id: fulfillmentId });
  const wrong = held === undefined ? ['it is gone'] : trackingDifferences({ packages, packageSublist }, held);
  if (wrong.length > 0) throw readBackDiffers(held?.tranId ?? fulfillmentId, wrong);
  return { targetRef: `itemFulfillment/${fulfillmentId}`, done: write.title };
}

/** Sets quantities in place, only on a fulfilment that bears our own name; what NetSuite holds afterwards is read. */
async function correct(api: NetSuite, write: Extract<Write, { kind: 'correct' }>): Promise<ApplyResult> {
  const present = await api.readFulfillment({ id: write.fulfillmentId });
  if (present?.externalId !== write.externalId) throw notOurs(present?.tranId ?? write.fulfillmentId, write.externalId);
  const items = write.lines.map(({ line, quantity }) => ({
    line: { decimal: String(line) },
    quantity: { decimal: quantity },
  }));
  await settled(api.updateRecord('itemFulfillment', write.fulfillmentId, { item: { items } }));
  const held = await api.readFulfillment({ id: write.fulfillmentId });
  const wrong = write.lines.flatMap(({ line, orderLine, quantity }) => {
    const now = held?.lines.find((one) => one.line === line)?.quantity;
    return now !== undefined && isSame(now, quantity)
      ? []
      : [`line ${orderLine} has ${now ?? 'nothing'}, not ${quantity}`];
  });
  if (wrong.length > 0) throw readBackDiffers(present.tranId, wrong);
  return { targetRef: `itemFulfillment/${write.fulfillmentId}`, tranId: present.tranId, done: write.title };
}

const notOurs = (tranId: string, externalId: string) =>
  ApplicationFailure.create({
    type: 'Invalid',
    nonRetryable: true,
    details: ['NOT_OURS', 'netsuite'],
    message: `${tranId} no longer bears the name ${externalId}; it was left alone`,
  });

/** Only ever deletes a fulfilment that bears our own name. */
async function remove(api: NetSuite, write: Extract<Write, { kind: 'remove' }>): Promise<ApplyResult> {
  const targetRef = `itemFulfillment/${write.fulfillmentId}`;
  const present = await api.readFulfillment({ id: write.fulfillmentId });
  if (present === undefined) return { targetRef, done: `${write.title} (it was gone already)` };
  if (present.externalId !== write.externalId) throw notOurs(present.tranId, write.externalId);
  await settled(api.deleteFulfillment(write.fulfillmentId));
  if ((await api.readFulfillment({ id: write.fulfillmentId })) !== undefined) throw stillThere(present);
  return { targetRef, tranId: present.tranId, done: write.title };
}

const stillThere = (fulfillment: Fulfillment) =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'netsuite',
    code: 'STILL_THERE',
    message: `${fulfillment.tranId} is still there after its deletion`,
  });

/** Deleting and setting absolute values may be repeated: a lost answer is simply tried again. */
async function settled(call: Promise<void>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ConnectorError) || error.type !== 'Uncertain') throw error;
    const { system, message } = error;
    throw new ConnectorError({
      type: 'Unavailable',
      system,
      message,
      cause: error,
      ...(error.code === undefined ? {} : { code: error.code }),
    });
  });
}

async function note(
  deps: ActivityDeps,
  input: ApplyInput,
  kind: 'intent' | 'effect',
  outcome: 'planned' | 'ok',
  summary: string,
  targetRef?: string,
): Promise<void> {
  const sealedPayload =
    kind === 'intent' ? deps.vault.seal(JSON.stringify(input.write), `ledger/${input.connection}`) : undefined;
  const entry = entryFor(Context.current(), input, deps.now(), {
    kind,
    outcome,
    summary,
    system: 'netsuite',
    step: input.write.kind,
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(sealedPayload === undefined ? {} : { sealedPayload }),
  });
  await deps.store.ledger.append([entry]);
}
