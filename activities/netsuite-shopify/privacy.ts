/**
 * What Shopify asks by law about a customer or a shop (data_request, redact), as a record that waits for a person.
 * The trap: the body names the customer's e-mail; only ids leave it, and the body itself stays sealed in the inbox.
 */
import { DateTime } from 'luxon';
import { isComplianceTopic } from '../../connectors/shopify/topics.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';

/** `reason`: what is asked, by when, and how it is settled; it names nobody. */
export type PrivacyAnswer = { reason: string; numbers: { kind: string; value: string }[] };

/** Shopify gives 30 days. */
const DAYS = 30;

/** The record's key is the inbox row's id. */
export async function describePrivacyRequest(deps: ActivityDeps, request: RecordScope): Promise<PrivacyAnswer> {
  const row = await deps.store.inbox.get(request.recordKey);
  const settle = `when it is done: ml-connector skip ${request.connection}/${request.sync}/${request.recordKey} --note "…"`;
  if (row === undefined || !isComplianceTopic(row.topic)) {
    return {
      reason: `Shopify asked something about personal data, but the delivery is no longer kept; ${settle}`,
      numbers: [],
    };
  }
  const ids = idsOf(deps.vault.open(row.sealedBody, `inbox/${row.connection}`));
  const due = DateTime.fromISO(row.receivedAt, { zone: 'utc' }).plus({ days: DAYS });
  const left = Math.ceil(due.diff(DateTime.fromJSDate(deps.now()), 'days').days);
  const when = left < 0 ? `overdue since ${due.toISODate()}` : `by ${due.toISODate()}, ${left} days left`;
  return {
    reason: `${row.topic}: ${WANTED[row.topic]?.(ids) ?? 'a request'} (${when}); ${settle}`,
    numbers: [
      ...(ids.customer === undefined ? [] : [{ kind: 'customer id', value: ids.customer }]),
      ...ids.orders.map((value) => ({ kind: 'order id', value })),
    ],
  };
}

type Ids = { customer?: string; orders: string[] };

const ordersOf = ({ orders }: Ids) => (orders.length === 0 ? '' : ` and the orders ${orders.join(', ')}`);
const WANTED: Record<string, (ids: Ids) => string> = {
  'customers/data_request': (ids) =>
    `Shopify customer ${ids.customer ?? '?'} wants to be told what is kept about them${ordersOf(ids)}; ` +
    'send the merchant what NetSuite holds of this customer',
  'customers/redact': (ids) =>
    `Shopify customer ${ids.customer ?? '?'}${ordersOf(ids)} shall be forgotten; take their personal data out of NetSuite ` +
    'as far as tax law allows, and let the retention of this program remove the sealed deliveries',
  'shop/redact': () =>
    'the shop has left and all its personal data shall be forgotten; delete the connection and its store when nothing of it is needed',
};

/** Ids have more digits than a JSON number holds, so they are read from the text. */
function idsOf(text: string): Ids {
  const customer = /"customer"\s*:\s*\{[^{}]*?"id"\s*:\s*"?(\d+)/.exec(text)?.[1];
  const list = /"orders_(?:to_redact|requested)"\s*:\s*\[([^\]]*)\]/.exec(text)?.[1] ?? '';
  return { orders: list.match(/\d+/g) ?? [], ...(customer === undefined ? {} : { customer }) };
}
