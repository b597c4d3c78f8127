/**
 * Whom an order is billed to: its owner's account, the sales channel's, a new one, or nobody until a person helps.
 * The trap: what fits several accounts is never decided here, however likely one of them is.
 */

import type { CustomerAlignmentSettings } from '../../../settings/customer-alignment.ts';
import type { Channel } from '../../../settings/fusion-common.ts';
import type { ReceivablesPostingSettings } from '../../../settings/receivables-posting.ts';
import { channelCustomer } from '../receivables/customer.ts';
import type { Problem } from '../types.ts';
import type { BillingDecision, FoundOwner, OwnedOrder } from './types.ts';

const MOST_NAMED = 10;

type Frame = {
  settings: CustomerAlignmentSettings;
  channels: Record<string, Channel>;
  receivables: ReceivablesPostingSettings;
};

/** True when orders of this store are billed to the channel whoever their owner is. */
export const isBilledToChannel = ({ storeId }: OwnedOrder, { settings }: Frame): boolean =>
  !settings.enabled || (storeId !== undefined && settings.channelOnly.includes(storeId));

/** What to do about the owner that was found (or not). */
export function decideBilling(order: OwnedOrder, owner: FoundOwner, frame: Frame): BillingDecision {
  if (owner.kind === 'several') return { problem: ambiguous(order, owner) };
  if (owner.kind === 'one') {
    const { number, site } = owner.account;
    const how = `${shownNumber(number)} found by ${owner.rule}`;
    return { customer: { account: number, ...(site === undefined ? {} : { site }), how } };
  }
  const { onUnknown } = frame.settings;
  if (onUnknown === 'create') return { create: true };
  if (onUnknown === 'wait') return { problem: unknown(order, owner.tried) };
  return billToChannel(order, frame);
}

/** The channel's customer, else the general one. */
export function billToChannel(order: OwnedOrder, { channels, receivables }: Frame): BillingDecision {
  const found = channelCustomer(order, { channels, settings: receivables });
  if ('problem' in found) return found;
  const name = order.storeId === undefined ? undefined : channels[order.storeId]?.name;
  return { customer: { ...found, how: name === undefined ? 'the general customer' : `channel ${name}` } };
}

function ambiguous(order: OwnedOrder, owner: Extract<FoundOwner, { kind: 'several' }>): Problem {
  const named = owner.numbers.slice(0, MOST_NAMED).join(', ');
  const more = owner.numbers.length > MOST_NAMED ? ` and ${owner.numbers.length - MOST_NAMED} more` : '';
  return {
    cause: 'customer-ambiguous',
    reason: `order ${order.orderNumber} fits ${owner.numbers.length} customer accounts in Fusion by ${owner.rule} (accounts ${named}${more}); write the right account number where a match rule looks for it (username or custom field), or correct the customers in Fusion`,
  };
}

function unknown(order: OwnedOrder, tried: string[]): Problem {
  const how = tried.length === 0 ? 'it names nobody' : `looked by ${tried.join(', ')}`;
  return {
    cause: 'customer-not-found',
    reason: `no customer account in Fusion is known for the owner of order ${order.orderNumber} (${how}); create the customer, correct the order, or set customerAlignment.onUnknown to channel or create`,
  };
}

/** A number that is a code may be shown; what may be a name is not. */
export const shownNumber = (number: string): string =>
  /^(?=.*\d)[\w.\-/#]{1,40}$/.test(number) ? `account ${number}` : 'an account';
