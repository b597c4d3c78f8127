/**
 * Puts a profile's fields on an open order: read, compare `modifyDate`, replace, read back.
 * The trap: V1 has no conditional write. Between the comparison and the replacement lies one call; what a person saves in
 * that moment is lost, and nothing in V1 could prevent it.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError } from '../../../connectors/http/errors.ts';
import type { OrdersOnly } from '../../../connectors/shipstation/orders-only.ts';
import type { OrderDetail, RawOrder } from '../../../connectors/shipstation/types.ts';
import { OPEN_STATUSES } from '../../../mappings/netsuite-shipstation/customer-profiles/plan.ts';
import { wordsOf } from '../../../mappings/netsuite-shipstation/customer-profiles/slots.ts';
import type { ProfileWrite } from '../../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import { profileDifferences } from '../../../mappings/netsuite-shipstation/customer-profiles/verify.ts';
import type { ActivityDeps } from '../../deps.ts';
import { entryFor, type RecordScope } from '../../ledger-entries.ts';
import { rememberOrder } from '../../order-events.ts';
import { sourceOf } from './order.ts';
import { keepWritten } from './plan.ts';
import { openProfiles } from './scope.ts';

export type ProfileApplyInput = RecordScope & { write: ProfileWrite; fingerprint: string };
export type ProfileApplyResult = { done: string; sources: { source: string; state: string }[] };

export async function applyProfile(deps: ActivityDeps, input: ProfileApplyInput): Promise<ProfileApplyResult> {
  const { connection, write, fingerprint } = input;
  const { open, sync } = await openProfiles(deps, connection);
  await note(deps, input, 'intent', 'planned', write.title);
  const { order, how } = await carryOut(deps, input, await open.shipStation());
  const wrong = profileDifferences(write, order);
  if (wrong.length > 0) throw readBackDiffers(order.orderNumber, wrong);
  await keepWritten(deps, connection, order.orderId, { ...write.after, fingerprint });
  await rememberOrder(deps, connection, order);
  const parts = [...wordsOf(Object.keys(write.slots)), ...tagWords(write)];
  const done = `${parts.join(', ')} ${how} on order ${order.orderNumber}`;
  await note(deps, input, 'effect', 'ok', done);
  deps.count?.effect(connection, input.sync, 'update');
  return { done, sources: [sourceOf(order, sync)] };
}

async function carryOut(
  deps: ActivityDeps,
  input: ProfileApplyInput,
  api: OrdersOnly,
): Promise<{ order: OrderDetail; how: string }> {
  const { write, connection, sync } = input;
  const present = await api.readOrderWhole(write.orderId);
  if (present === undefined) throw changedMeanwhile(write, 'it is no longer there');
  const { raw, detail } = present;
  if (!OPEN_STATUSES.includes(detail.orderStatus)) throw changedMeanwhile(write, `it is ${detail.orderStatus} now`);
  if (detail.modifyDate !== write.modifyDate) {
    // An earlier attempt whose answer was lost changes the time too.
    const isRepeat = Context.current().info.attempt > 1;
    if (!isRepeat || profileDifferences({ ...write, addTags: [], removeTags: [] }, detail).length > 0)
      throw changedMeanwhile(write, 'somebody changed it since it was looked at');
    deps.count?.duplicatePrevented(connection, sync);
    return {
      order: await setTags(api, write, detail),
      how: 'found as already written by an attempt whose answer was lost',
    };
  }
  const replaced = Object.keys(write.slots).length === 0 ? detail : await replace(api, write, raw);
  return { order: await setTags(api, write, replaced), how: 'written' };
}

/** A refusal because the order was closed in this moment is no fault of the record's: it is looked at again. */
async function replace(api: OrdersOnly, write: ProfileWrite, raw: RawOrder): Promise<OrderDetail> {
  try {
    return await api.replaceOrder(raw, write.change);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.type === 'Uncertain') throw lostAnswer(error);
    if (error.type !== 'Invalid') throw error;
    const now = (await api.readOrderWhole(write.orderId))?.detail;
    if (now !== undefined && OPEN_STATUSES.includes(now.orderStatus)) throw error;
    throw changedMeanwhile(write, `it is ${now?.orderStatus ?? 'gone'} now`);
  }
}

/** Tags change the order's time, so it is read once more behind them. */
async function setTags(api: OrdersOnly, write: ProfileWrite, order: OrderDetail): Promise<OrderDetail> {
  const add = write.addTags.filter(({ tagId }) => !order.tagIds.includes(tagId));
  const remove = write.removeTags.filter(({ tagId }) => order.tagIds.includes(tagId));
  if (add.length + remove.length === 0) return order;
  for (const { tagId } of add) await settled(api.setTag(write.orderId, tagId, true));
  for (const { tagId } of remove) await settled(api.setTag(write.orderId, tagId, false));
  const now = (await api.readOrderWhole(write.orderId))?.detail;
  if (now === undefined) throw changedMeanwhile(write, 'it is no longer there');
  return now;
}

/** Setting a tag may be repeated. */
const settled = (call: Promise<void>): Promise<void> =>
  call.catch((error: unknown) => {
    throw error instanceof ConnectorError && error.type === 'Uncertain' ? lostAnswer(error) : error;
  });

/** The next attempt reads the order first, so it is tried again. */
const lostAnswer = (error: ConnectorError) =>
  new ConnectorError({
    type: 'Unavailable',
    system: error.system,
    code: 'LOST_ANSWER',
    message: error.message,
    cause: error,
  });

const changedMeanwhile = (write: ProfileWrite, how: string) =>
  new ConnectorError({
    type: 'Conflict',
    system: 'shipstation',
    code: 'CHANGED_MEANWHILE',
    message: `order ${write.orderId} was not written: ${how}`,
  });

const readBackDiffers = (orderNumber: string, wrong: string[]) =>
  ApplicationFailure.create({
    type: 'Invalid',
    nonRetryable: true,
    details: ['READ_BACK', 'shipstation'],
    message: `order ${orderNumber} does not show what was written: ${wrong.join(', ')}`,
  });

const tagWords = ({ addTags, removeTags }: ProfileWrite): string[] => [
  ...addTags.map(({ name }) => `tag ${name}`),
  ...removeTags.map(({ name }) => `removal of tag ${name}`),
];

async function note(
  deps: ActivityDeps,
  input: ProfileApplyInput,
  kind: 'intent' | 'effect',
  outcome: 'planned' | 'ok',
  summary: string,
): Promise<void> {
  const { connection, write } = input;
  const sealed =
    kind === 'intent' ? { sealedPayload: deps.vault.seal(JSON.stringify(write), `ledger/${connection}`) } : {};
  const entry = entryFor(Context.current(), input, deps.now(), {
    kind,
    outcome,
    summary,
    system: 'shipstation',
    step: 'updateOrder',
    ...(kind === 'effect' ? { targetRef: `order/${write.orderId}` } : {}),
    ...sealed,
  });
  await deps.store.ledger.append([entry]);
}
