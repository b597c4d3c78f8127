/**
 * Step on our own store: the plan for one order, and what is remembered of it. The trap: what is about to be written is
 * noted before it is tried, so that after a crash our own text is not taken for a person's.
 */
import { Context } from '@temporalio/activity';
import type { OrderDetail } from '../../../connectors/shipstation/types.ts';
import { keysOfOrder } from '../../../mappings/netsuite-shipstation/customer-profiles/match.ts';
import { planProfile } from '../../../mappings/netsuite-shipstation/customer-profiles/plan.ts';
import {
  NOTHING_WRITTEN,
  type Owner,
  type ProfilePlan,
  type Tag,
  type Written,
} from '../../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import { durationMs } from '../../../settings/duration.ts';
import type { Store } from '../../../store/contract.ts';
import type { Vault } from '../../../vault/contract.ts';
import type { ActivityDeps } from '../../deps.ts';
import { entryFor, type RecordScope } from '../../ledger-entries.ts';
import { hashKeys, writtenContext } from './keys.ts';
import { bookOf, openProfiles } from './scope.ts';

export type ProfilePlanRequest = RecordScope & { order: OrderDetail; owner: Owner; tags: Tag[] };
/** `written` stays in the store. */
export type ProfilePlanAnswer = Omit<ProfilePlan, 'written'> & {
  mode: 'live' | 'shadow' | 'paused';
  recheckMs: number;
};

export async function planProfileOrder(deps: ActivityDeps, request: ProfilePlanRequest): Promise<ProfilePlanAnswer> {
  const { connection, order, owner, tags } = request;
  const { open, sync } = await openProfiles(deps, connection);
  const { row } = open;
  const known = await readWritten(deps, connection, order.orderId);
  const { written, ...plan } = planProfile({ book: bookOf(open), order, owner, written: known, settings: sync, tags });
  await deps.store.orderNotes.putOwner(connection, order.orderId, {
    ...(owner.kind === 'one' ? { customerId: owner.profile.customerId } : {}),
    keys: hashKeys(deps.vault, connection, keysOfOrder(order, sync)),
  });
  const { write } = plan;
  const isWriting = write !== undefined && row.mode === 'live';
  const tried = isWriting ? { tried: { slots: write.slots, tags: write.addTags.map(({ tagId }) => tagId) } } : {};
  // In shadow mode the order does not show the profile yet, so it must stay due.
  const { fingerprint, ...rest } = written;
  const shown = write === undefined && fingerprint !== undefined ? { fingerprint } : {};
  await keepWritten(deps, connection, order.orderId, { ...rest, ...shown, ...tried });
  if (write !== undefined) await noteDecision(deps, request, plan, row.mode);
  return { ...plan, mode: row.mode, recheckMs: durationMs(sync.recheck) ?? 900_000 };
}

async function noteDecision(
  deps: ActivityDeps,
  request: ProfilePlanRequest,
  plan: Omit<ProfilePlan, 'written'>,
  mode: string,
): Promise<void> {
  const title = plan.write?.title ?? '';
  await deps.store.ledger.append([
    entryFor(Context.current(), request, deps.now(), {
      kind: 'decision',
      outcome: 'planned',
      step: 'plan',
      summary: mode === 'shadow' ? `shadow mode, would: ${title}` : title,
      sealedPayload: deps.vault.seal(JSON.stringify({ request, plan }), `ledger/${request.connection}`),
    }),
  ]);
}

type Keeper = { store: Store; vault: Vault };

/** What is ours on the order. */
export async function readWritten(deps: Keeper, connection: string, orderId: string): Promise<Written> {
  const note = await deps.store.orderNotes.get(connection, orderId);
  if (note?.sealedWritten === undefined) return NOTHING_WRITTEN;
  return JSON.parse(deps.vault.open(note.sealedWritten, writtenContext(connection, orderId))) as Written;
}

export async function keepWritten(deps: Keeper, connection: string, orderId: string, written: Written): Promise<void> {
  const sealed = deps.vault.seal(JSON.stringify(written), writtenContext(connection, orderId));
  await deps.store.orderNotes.putWritten(connection, orderId, sealed);
}
