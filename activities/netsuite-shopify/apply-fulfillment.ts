/**
 * Carries out one planned change of a Shopify order's fulfilments: intent, look-up where an earlier answer may have been
 * lost, the call, what came of it.
 * The trap: making a fulfilment has no idempotency key. The intent is in our store before the call; after a lost answer it is
 * looked up by its lines, its tracking numbers and its time, and only made again when it can no longer be under way.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Shopify } from '../../connectors/shopify/contract.ts';
import type { Fulfillment } from '../../connectors/shopify/types.ts';
import { madeBy } from '../../mappings/netsuite-shopify/fulfillment-update/state.ts';
import type { FulfillmentWrite, LinkDetail } from '../../mappings/netsuite-shopify/fulfillment-update/types.ts';
import type { LinkState } from '../../store/links-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { linkOf } from './fulfillment-plan.ts';
import { FULFILLMENT_SYNC } from './fulfillment-source.ts';

export type ApplyFulfillmentInput = RecordScope & { write: FulfillmentWrite };
export type ApplyFulfillmentResult = { targetRef: string; number?: string; done: string };

type Create = Extract<FulfillmentWrite, { kind: 'create' }>;

/** A call that is this old is no longer under way at Shopify. */
const IN_FLIGHT_MS = 60_000;
const LOOK_AGAIN_MS = 5_000;

export async function applyFulfillment(
  deps: ActivityDeps,
  input: ApplyFulfillmentInput,
): Promise<ApplyFulfillmentResult> {
  const { shopify } = await deps.connections.open(input.connection, 'netsuite-shopify');
  const api = await shopify();
  await note(deps, input, 'intent', input.write.title);
  const result = await carryOut(deps, input, api);
  await note(deps, input, 'effect', result.done, result.targetRef);
  deps.count?.effect(input.connection, input.sync, input.write.kind);
  return result;
}

async function carryOut(
  deps: ActivityDeps,
  input: ApplyFulfillmentInput,
  api: Shopify,
): Promise<ApplyFulfillmentResult> {
  const { write } = input;
  switch (write.kind) {
    case 'create':
      return createOnce(deps, input, api, write);
    case 'adopt':
    case 'release':
      await putLink(deps, input, write, write.state, write.fulfillmentId);
      return { targetRef: `fulfillment/${write.fulfillmentId ?? '-'}`, done: write.title };
    case 'track':
      return track(api, write);
    case 'cancel':
      await settled(api.cancelFulfillment(write.fulfillmentId));
      await putLink(deps, input, write, 'undone', write.fulfillmentId);
      return { targetRef: `fulfillment/${write.fulfillmentId}`, done: write.title };
    case 'tag':
      await settled(api.addTags(write.orderId, write.tags));
      return { targetRef: `order/${write.orderId}`, done: write.title };
    case 'status': {
      const { orderId: ownerId, namespace, key, value } = write;
      const type = 'single_line_text_field';
      await settled(api.setMetafields([{ ownerType: 'Order', ownerId, namespace, key, type, value }]));
      return { targetRef: `order/${ownerId}`, done: write.title };
    }
    case 'cancelOrder':
      return cancelOrder(api, write);
  }
}

async function createOnce(
  deps: ActivityDeps,
  input: ApplyFulfillmentInput,
  api: Shopify,
  write: Create,
): Promise<ApplyFulfillmentResult> {
  const known = await deps.store.links.get(input.connection, FULFILLMENT_SYNC, write.name);
  if (known?.state === 'made') return { targetRef: known.targetRef ?? '-', done: `${write.title} (made before)` };
  if (known?.state === 'intent') {
    const earlier = await findMade(deps, input, api, write);
    if (earlier !== undefined) return found(deps, input, write, earlier);
    if (deps.now().getTime() - Date.parse(known.updatedAt) < IN_FLIGHT_MS) throw lost(write);
  }
  await putLink(deps, input, write, 'intent');
  try {
    const { parts, tracking, notify } = write;
    const fulfillmentOrders = parts.map(({ fulfillmentOrderId, lines }) => ({
      id: fulfillmentOrderId,
      lines: lines.map(({ id, quantity }) => ({ id, quantity })),
    }));
    const draft = { fulfillmentOrders, notifyCustomer: notify, ...(tracking === undefined ? {} : { tracking }) };
    return await made(deps, input, write, await api.createFulfillment(draft), 'made');
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.type !== 'Uncertain') {
      await putLink(deps, input, write, 'gone');
      throw error;
    }
    const earlier = await findMade(deps, input, api, write);
    if (earlier !== undefined) return found(deps, input, write, earlier);
    throw lost(write);
  }
}

async function found(deps: ActivityDeps, input: ApplyFulfillmentInput, write: Create, earlier: Fulfillment) {
  deps.count?.duplicatePrevented(input.connection, input.sync);
  return made(deps, input, write, earlier, 'found as already made by an attempt whose answer was lost');
}

/** What Shopify made must be what was asked for; it is linked first, so that it is never made twice. */
async function made(
  deps: ActivityDeps,
  input: ApplyFulfillmentInput,
  write: Create,
  fulfillment: Fulfillment,
  how: string,
): Promise<ApplyFulfillmentResult> {
  await putLink(deps, input, write, 'made', fulfillment.id);
  const pieces = (lines: { quantity: number }[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const [asked, has] = [pieces(write.parts.flatMap(({ lines }) => lines)), pieces(fulfillment.lines)];
  if (asked !== has) {
    const message = `${fulfillment.name} is in Shopify, but ships ${has} pieces instead of ${asked}; look at it there`;
    throw ApplicationFailure.create({
      type: 'Invalid',
      nonRetryable: true,
      details: ['READ_BACK', 'shopify'],
      message,
    });
  }
  const done = `${fulfillment.name} ${how}: ${write.title}`;
  return { targetRef: `fulfillment/${fulfillment.id}`, number: fulfillment.name, done };
}

/** By lines, tracking numbers and time, among those that no link knows. */
async function findMade(
  deps: ActivityDeps,
  input: ApplyFulfillmentInput,
  api: Shopify,
  write: Create,
): Promise<Fulfillment | undefined> {
  const row = await deps.store.links.get(input.connection, FULFILLMENT_SYNC, write.name);
  if (row === undefined) return undefined;
  const there = await api.fulfillments(write.orderId);
  const refs = there.map(({ id }) => `fulfillment/${id}`);
  const at = { connection: input.connection, sync: FULFILLMENT_SYNC };
  const linked = await deps.store.links.find({ ...at, targetRefs: refs });
  const held = linked.filter(({ state }) => state === 'made' || state === 'found').map(({ targetRef }) => targetRef);
  return madeBy(
    linkOf(row),
    there.filter(({ id }) => !held.includes(`fulfillment/${id}`)),
  );
}

const lost = ({ title }: Create) =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'shopify',
    code: 'LOST_ANSWER',
    message: `the answer to "${title}" was lost and it is not there (yet); looked up again before the next try`,
    retryAfterMs: LOOK_AGAIN_MS,
  });

type Named = { name: string; orderId: string };

async function putLink(
  deps: ActivityDeps,
  input: ApplyFulfillmentInput,
  { name, orderId }: Named,
  state: LinkState,
  fulfillmentId?: string,
): Promise<void> {
  const { write } = input;
  const detail: LinkDetail | undefined =
    write.kind === 'create'
      ? {
          lines: write.parts.flatMap(({ lines }) => lines.map(({ lineId, quantity }) => ({ lineId, quantity }))),
          numbers: write.tracking?.numbers ?? [],
        }
      : undefined;
  await deps.store.links.put({
    connection: input.connection,
    sync: FULFILLMENT_SYNC,
    sourceRef: name,
    sourceOwner: `salesOrder/${input.recordKey}`,
    targetOwner: `order/${orderId}`,
    state,
    at: deps.now().toISOString(),
    ...(fulfillmentId === undefined ? {} : { targetRef: `fulfillment/${fulfillmentId}` }),
    ...(detail === undefined ? {} : { detail: JSON.stringify(detail) }),
  });
}

/** A repeat would mail the buyer once more, so it looks first. */
async function track(
  api: Shopify,
  write: Extract<FulfillmentWrite, { kind: 'track' }>,
): Promise<ApplyFulfillmentResult> {
  const answer = { targetRef: `fulfillment/${write.fulfillmentId}`, done: write.title };
  await settled(
    api.updateTracking(write.fulfillmentId, write.tracking, write.notify && Context.current().info.attempt === 1),
  );
  return answer;
}

/** Irreversible and asynchronous: done when the order says so. */
async function cancelOrder(
  api: Shopify,
  write: Extract<FulfillmentWrite, { kind: 'cancelOrder' }>,
): Promise<ApplyFulfillmentResult> {
  const { orderId, reason, refund, restock, notify, note: staffNote } = write;
  const answer = { targetRef: `order/${orderId}`, done: write.title };
  const isCancelled = async () => (await api.getOrder(orderId))?.cancelledAt !== undefined;
  if (Context.current().info.attempt > 1 && (await isCancelled())) return answer;
  try {
    await settled(api.cancelOrder({ orderId, reason, refund, restock, notifyCustomer: notify, staffNote }));
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'ALREADY_CANCELLED') throw error;
  }
  if (await isCancelled()) return answer;
  throw new ConnectorError({
    type: 'Unavailable',
    system: 'shopify',
    code: 'STILL_RUNNING',
    message: 'Shopify is still cancelling the order',
    retryAfterMs: 1_000,
  });
}

/** Setting what is wanted may be repeated: a lost answer is simply tried again. */
async function settled(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ConnectorError) || error.type !== 'Uncertain') throw error;
    const { system, message } = error;
    throw new ConnectorError({ type: 'Unavailable', system, code: 'LOST_ANSWER', message, cause: error });
  });
}

async function note(
  deps: ActivityDeps,
  input: ApplyFulfillmentInput,
  kind: 'intent' | 'effect',
  summary: string,
  targetRef?: string,
): Promise<void> {
  const entry = entryFor(Context.current(), input, deps.now(), {
    kind,
    outcome: kind === 'intent' ? 'planned' : 'ok',
    summary,
    system: 'shopify',
    step: input.write.kind,
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(kind === 'intent'
      ? { sealedPayload: deps.vault.seal(JSON.stringify(input.write), `ledger/${input.connection}`) }
      : {}),
  });
  await deps.store.ledger.append([entry]);
}
