/**
 * Carries out one planned change of a purchase order's receiving orders in ShipBob: intent, look-up where an earlier answer
 * may have been lost, the call, read-back, link.
 * The trap: ShipBob has no idempotency key; the purchase order number, unique in the account, is the name. The intent is in
 * our store before the call, so that a receiving order found later is known for ours.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { ShipBob } from '../../connectors/shipbob/contract.ts';
import type { ReceivingDraft, ReceivingOrder } from '../../connectors/shipbob/types.ts';
import type { LinkDetail, ReplenishmentWrite } from '../../mappings/netsuite-shipbob/replenishment/types.ts';
import type { LinkState } from '../../store/links-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { ownerOf, REPLENISHMENT } from './purchase-order.ts';

export type ReceivingWrite = Exclude<ReplenishmentWrite, { kind: 'note' }>;
export type ApplyReceivingInput = RecordScope & { write: ReceivingWrite };
export type ApplyReceivingResult = { targetRef: string; number?: string; done: string };

type Create = Extract<ReceivingWrite, { kind: 'create' }>;

const LOOK_AGAIN_MS = 5_000;

/** Throws `Invalid` READ_BACK when ShipBob holds something else than was announced (it exists and is linked). */
export async function applyReceiving(deps: ActivityDeps, input: ApplyReceivingInput): Promise<ApplyReceivingResult> {
  const { shipBob } = await deps.connections.open(input.connection, 'netsuite-shipbob');
  const api = await shipBob();
  await note(deps, input, 'intent', input.write.title);
  const result = await carryOut(deps, input, api);
  await note(deps, input, 'effect', result.done, result.targetRef);
  deps.count?.effect(input.connection, input.sync, input.write.kind);
  return result;
}

async function carryOut(deps: ActivityDeps, input: ApplyReceivingInput, api: ShipBob): Promise<ApplyReceivingResult> {
  const { write } = input;
  if (write.kind === 'create') return createOnce(deps, input, api, write);
  const { wroId, detail, title } = write;
  const answer = { targetRef: refOf(wroId), number: wroId, done: title };
  if (write.kind === 'cancel') await cancel(api, wroId);
  await putLink(deps, input, write.kind === 'adopt' ? 'found' : 'undone', detail, wroId);
  return answer;
}

const refOf = (id: string): string => `receivingOrder/${id}`;

/** Repeating a cancellation does no harm. */
async function cancel(api: ShipBob, wroId: string): Promise<void> {
  await api.cancelReceivingOrder(wroId).catch((error: unknown) => {
    if (!(error instanceof ConnectorError) || error.type !== 'Uncertain') throw error;
    throw again(error.message);
  });
}

async function createOnce(
  deps: ActivityDeps,
  input: ApplyReceivingInput,
  api: ShipBob,
  write: Create,
): Promise<ApplyReceivingResult> {
  const known = await deps.store.links.get(input.connection, REPLENISHMENT, write.name);
  if (known?.state === 'made' || known?.state === 'found')
    return { targetRef: known.targetRef ?? '-', done: `${write.title} (made before)` };
  const tried = numberTried(known?.detail) ?? write.draft.purchaseOrderNumber;
  if (known?.state === 'intent') {
    const earlier = await findOwn(deps, input, api, tried, write);
    if (earlier !== undefined) return found(deps, input, api, write, earlier);
  }
  return announce(deps, input, api, write, tried);
}

const numberTried = (detail: string | undefined): string | undefined =>
  detail === undefined ? undefined : (JSON.parse(detail) as Partial<LinkDetail>).number;

async function announce(
  deps: ActivityDeps,
  input: ApplyReceivingInput,
  api: ShipBob,
  write: Create,
  number: string,
): Promise<ApplyReceivingResult> {
  const detail = detailOf(write, number);
  await putLink(deps, input, 'intent', detail);
  try {
    const made = await api.createReceivingOrder({ ...write.draft, purchaseOrderNumber: number });
    return await verified(deps, input, api, write, made, number, 'made', `receiving order ${made.id} made`);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.type === 'Uncertain' || error.code === 'DUPLICATE') {
      const earlier = await findOwn(deps, input, api, number, write);
      if (earlier !== undefined) return found(deps, input, api, write, earlier);
      // Taken by one that was cancelled, or by another centre's.
      if (error.code === 'DUPLICATE' && number !== write.otherNumber)
        return announce(deps, input, api, write, write.otherNumber);
      throw again(
        `the answer to "${write.title}" was lost and it is not there (yet); looked up again before the next try`,
      );
    }
    if (error.type === 'Invalid') await putLink(deps, input, 'gone', detail);
    throw error;
  }
}

/** By its number, among those that stand and that no other link knows. */
async function findOwn(
  deps: ActivityDeps,
  { connection }: RecordScope,
  api: ShipBob,
  number: string,
  write: Create,
): Promise<ReceivingOrder | undefined> {
  const there = (await api.findReceivingOrders(number)).filter(({ status }) => status !== 'Cancelled');
  const targetRefs = there.map(({ id }) => refOf(id));
  const linked =
    targetRefs.length === 0 ? [] : await deps.store.links.find({ connection, sync: REPLENISHMENT, targetRefs });
  const taken = linked.filter(({ sourceRef }) => sourceRef !== write.name).map(({ targetRef }) => targetRef);
  return there.find(({ id }) => !taken.includes(refOf(id)));
}

/** Ours when it holds what we announced; else somebody made it by hand in the meantime, and it is taken as it is. */
async function found(
  deps: ActivityDeps,
  input: ApplyReceivingInput,
  api: ShipBob,
  write: Create,
  order: ReceivingOrder,
): Promise<ApplyReceivingResult> {
  deps.count?.duplicatePrevented(input.connection, input.sync);
  const number = order.purchaseOrderNumber ?? write.draft.purchaseOrderNumber;
  if (differences(write.draft, order).length === 0) {
    const how = `receiving order ${order.id} found as already made by an attempt whose answer was lost`;
    return verified(deps, input, api, write, order, number, 'made', how);
  }
  await putLink(deps, input, 'found', detailOf(write, number), order.id);
  const done = `receiving order ${order.id} was made by hand in ShipBob under ${number}; it is taken for this purchase order`;
  return { targetRef: refOf(order.id), number: order.id, done };
}

/** Linked first, so that it is never made twice; then read back and compared, lots and boxes too. */
async function verified(
  deps: ActivityDeps,
  input: ApplyReceivingInput,
  api: ShipBob,
  write: Create,
  made: ReceivingOrder,
  number: string,
  state: LinkState,
  how: string,
): Promise<ApplyReceivingResult> {
  await putLink(deps, input, state, detailOf(write, number), made.id);
  const order = (await api.getReceivingOrder(made.id)) ?? made;
  const wrong = differences({ ...write.draft, purchaseOrderNumber: number }, order);
  const boxes = await api.receivingBoxes(made.id);
  if (boxes.length > 0 && boxes.length !== write.draft.boxes.length)
    wrong.push(`${boxes.length} boxes instead of ${write.draft.boxes.length}`);
  if (wrong.length > 0) {
    const message = `receiving order ${made.id} is in ShipBob, but is not what was announced: ${wrong.join('; ')}; mend or cancel it there`;
    throw ApplicationFailure.create({
      type: 'Invalid',
      nonRetryable: true,
      details: ['READ_BACK', 'shipbob'],
      message,
    });
  }
  return { targetRef: refOf(made.id), number: made.id, done: `${how}: ${write.title}` };
}

/** The centre is not compared: where it lies in a hub's region ShipBob shows the hub. */
function differences(draft: ReceivingDraft, order: ReceivingOrder): string[] {
  const wanted = new Map<string, number>();
  for (const { inventoryId, quantity } of draft.boxes.flatMap(({ items }) => items))
    wanted.set(inventoryId, (wanted.get(inventoryId) ?? 0) + quantity);
  const wrong: string[] = [];
  for (const [inventoryId, quantity] of wanted) {
    const has = order.items.find((item) => item.inventoryId === inventoryId)?.expected ?? 0;
    if (has !== quantity) wrong.push(`${has} of inventory ${inventoryId} instead of ${quantity}`);
  }
  for (const { inventoryId, expected } of order.items)
    if (!wanted.has(inventoryId) && expected > 0) wrong.push(`${expected} of inventory ${inventoryId} not asked for`);
  return wrong;
}

const detailOf = ({ ordered, draft }: Create, number: string): LinkDetail => ({
  number,
  centreId: draft.fulfillmentCenterId,
  ordered,
});

async function putLink(
  deps: ActivityDeps,
  { connection, write }: ApplyReceivingInput,
  state: LinkState,
  detail: LinkDetail,
  wroId?: string,
): Promise<void> {
  await deps.store.links.put({
    connection,
    sync: REPLENISHMENT,
    sourceRef: write.name,
    sourceOwner: ownerOf(write.purchaseOrderId),
    targetOwner: `number/${detail.number}`,
    state,
    at: deps.now().toISOString(),
    detail: JSON.stringify(detail),
    ...(wroId === undefined ? {} : { targetRef: refOf(wroId) }),
  });
}

const again = (message: string) =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'shipbob',
    code: 'LOST_ANSWER',
    message,
    retryAfterMs: LOOK_AGAIN_MS,
  });

async function note(
  deps: ActivityDeps,
  input: ApplyReceivingInput,
  kind: 'intent' | 'effect',
  summary: string,
  targetRef?: string,
): Promise<void> {
  const sealed = () => deps.vault.seal(JSON.stringify(input.write), `ledger/${input.connection}`);
  const entry = entryFor(Context.current(), input, deps.now(), {
    kind,
    outcome: kind === 'intent' ? 'planned' : 'ok',
    summary,
    system: 'shipbob',
    step: input.write.kind,
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(kind === 'intent' ? { sealedPayload: sealed() } : {}),
  });
  await deps.store.ledger.append([entry]);
}
