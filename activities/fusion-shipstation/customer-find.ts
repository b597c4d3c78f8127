/**
 * Step of the postings on Fusion's queue: whom an order is billed to. Creates the customer where the settings say so.
 * The trap: in shadow mode nothing is created; the plan then says what would be.
 */

import {
  billToChannel,
  decideBilling,
  isBilledToChannel,
  shownNumber,
} from '../../mappings/fusion-shipstation/customers/billing.ts';
import { draftCustomer } from '../../mappings/fusion-shipstation/customers/draft.ts';
import type { BilledTo, OwnedOrder } from '../../mappings/fusion-shipstation/customers/types.ts';
import type { Problem } from '../../mappings/fusion-shipstation/types.ts';
import { keyOf } from '../../mappings/netsuite-shipstation/customer-profiles/match.ts';
import { durationMs } from '../../settings/duration.ts';
import type { FusionShipStation } from '../../settings/pairs/fusion-shipstation.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { customerKey, hashKeys } from '../netsuite-shipstation/customer-profiles/keys.ts';
import { wakeRecords } from '../wake.ts';
import { isHalfMade, makeCustomer } from './customer-create.ts';
import { findOwner } from './customer-owner.ts';

const SYNC = 'customerAlignment';

/** `fresh`: what is remembered of owners is not used, e.g. after Fusion refused the customer. */
export type FindCustomerRequest = RecordScope & { order: OwnedOrder; fresh?: boolean };
/** Exactly one of the two. */
export type FindCustomerAnswer = { customer?: BilledTo; problem?: Problem };

export async function findCustomer(deps: ActivityDeps, request: FindCustomerRequest): Promise<FindCustomerAnswer> {
  const { connection, order } = request;
  const open = await deps.connections.open(connection, 'fusion-shipstation');
  const frame = frameOf(open.settings);
  if (isBilledToChannel(order, frame)) return answerOf(billToChannel(order, frame));
  const { settings } = frame;
  const api = await open.fusion();
  const name = nameOf(deps, connection, order);
  const mayCreate = settings.onUnknown === 'create' && name !== undefined;
  const isHalf = mayCreate && (await isHalfMade(deps, connection, name.hash));
  const search = { connection, api, settings, isFresh: request.fresh === true || isHalf };
  const { owner, isNew } = await findOwner(deps, search, order);
  if (owner.kind === 'one' && !isHalf) {
    if (isNew) await wakeAccount(deps, connection, owner.account.accountId);
    return answerOf(decideBilling(order, owner, frame));
  }
  const decision = decideBilling(order, owner, frame);
  if (!isHalf && !('create' in decision)) return answerOf(decision);
  return create(deps, open, request, name);
}

export const frameOf = ({ channels, syncs }: FusionShipStation) => ({
  settings: syncs.customerAlignment,
  receivables: syncs.receivablesPosting,
  channels,
});

const answerOf = (decision: FindCustomerAnswer | { create: true }): FindCustomerAnswer =>
  'create' in decision ? {} : decision;

/** Our own name of an owner: a keyed hash of the e-mail address. */
function nameOf(
  deps: ActivityDeps,
  connection: string,
  order: OwnedOrder,
): { hash: string; reference: string } | undefined {
  const email = order.customerEmail?.trim();
  if (email === undefined || !email.includes('@')) return undefined;
  const [hash = ''] = hashKeys(deps.vault, connection, [keyOf('email', email)]);
  return { hash, reference: `ML-${hash.slice(0, 24)}` };
}

async function create(
  deps: ActivityDeps,
  open: OpenConnection<'fusion-shipstation'>,
  request: FindCustomerRequest,
  name: { hash: string; reference: string } | undefined,
): Promise<FindCustomerAnswer> {
  const { connection, sync, recordKey, order } = request;
  const { settings: file, row } = open;
  const settings = file.syncs.customerAlignment;
  const { hash = '', reference = '' } = name ?? {};
  const drafted = draftCustomer(order, reference, settings);
  if ('problem' in drafted) return drafted;
  if (row.mode !== 'live') return { problem: wouldCreate(order) };
  const api = await open.fusion();
  const scope = { connection, sync, recordKey };
  const graceMs = {
    named: durationMs(file.lostAnswer.named) ?? 30_000,
    unnamed: durationMs(file.lostAnswer.unnamed) ?? 300_000,
  };
  const made = await makeCustomer(deps, { scope, api, settings, hash, reference, draft: drafted.draft, graceMs });
  if ('problem' in made) return made;
  await wakeAccount(deps, connection, made.account.accountId);
  const { owner } = await findOwner(deps, { connection, api, settings, isFresh: true }, order);
  const decision = decideBilling(order, owner, frameOf(file));
  if (!('create' in decision)) return answerOf(decision);
  return { customer: { account: made.account.number, how: `${shownNumber(made.account.number)} created for it` } };
}

const wouldCreate = ({ orderNumber }: OwnedOrder): Problem => ({
  cause: 'shadow-mode',
  reason: `shadow mode writes nothing; would: create a customer in Fusion for the owner of order ${orderNumber}`,
});

/** The account's own record puts it into the directory, so that all its orders hear of it. */
async function wakeAccount(deps: ActivityDeps, connection: string, accountId: string): Promise<void> {
  if ((await deps.store.customers.get(connection, accountId)) !== undefined) return;
  const row = {
    key: customerKey(accountId),
    source: `customer:${accountId}`,
    state: 'stale',
    at: deps.now().toISOString(),
  };
  await wakeRecords(deps, { connection, sync: SYNC }, [row], 'sweep');
}
