/**
 * What Fusion's receivables hold of an order, and what is missing there.
 * The trap: an invoice is found by its source and cross reference only, and its lines by its own address; an order of
 * several shipments needs both, because what is posted keeps its cents.
 */
import { Context } from '@temporalio/activity';
import type { Fusion } from '../../connectors/fusion/contract.ts';
import { billsOf } from '../../mappings/fusion-shipstation/receivables/bills.ts';
import {
  memoReferenceOf,
  memoSourceOf,
  receiptNumberOf,
} from '../../mappings/fusion-shipstation/receivables/credit.ts';
import { channelCustomer } from '../../mappings/fusion-shipstation/receivables/customer.ts';
import { crossReferenceOf, sourceFor } from '../../mappings/fusion-shipstation/receivables/draft.ts';
import { mayPost, planReceivables } from '../../mappings/fusion-shipstation/receivables/plan.ts';
import { postedInvoice } from '../../mappings/fusion-shipstation/receivables/posted.ts';
import { previewOfReceivables } from '../../mappings/fusion-shipstation/receivables/preview.ts';
import type {
  Bill,
  BillTo,
  Frame,
  PostedInvoice,
  PostedMemo,
  ReceivablesPlan,
  ReceivablesTarget,
} from '../../mappings/fusion-shipstation/receivables/types.ts';
import type { Problem, SoldView } from '../../mappings/fusion-shipstation/types.ts';
import type { Preview } from '../../mappings/netsuite-shipstation/order-shipped/preview.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ConnectionMode } from '../../store/contract.ts';
import { recordWorkflowId } from '../../workflows/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { periodsOf } from './periods.ts';

const PAIR = 'fusion-shipstation';
const MOST_GENERATIONS = 20;
const USUAL_RECHECK_MS = 900_000;

/** `billTo`: what was found out about the order's owner; absent = not asked for yet. */
export type ReceivablesPlanRequest = RecordScope & {
  sold: SoldView;
  billTo?: BillTo | { problem: Problem };
  nextPeriod?: boolean;
  /** Fusion has refused something in this look: what is kept of its periods may be out of date. */
  periodsAnew?: boolean;
};
export type ReceivablesPlanAnswer = ReceivablesPlan & { mode: ConnectionMode; recheckMs: number };

type Seen = { bills: Bill[]; target: ReceivablesTarget };
type Decided = { plan: ReceivablesPlan; frame: Frame };

export async function planReceivablesPosting(
  deps: ActivityDeps,
  request: ReceivablesPlanRequest,
): Promise<ReceivablesPlanAnswer> {
  const { row } = await deps.connections.open(request.connection, PAIR);
  const { plan, frame } = await decide(deps, request);
  if (plan.writes.length > 0) await noteDecision(deps, request, plan, row.mode);
  return { ...plan, mode: row.mode, recheckMs: durationMs(frame.settings.recheck) ?? USUAL_RECHECK_MS };
}

/** The same plan, described and not noted anywhere. */
export async function previewReceivables(deps: ActivityDeps, request: ReceivablesPlanRequest): Promise<Preview> {
  // Looking the owner up may create a customer, so a preview leaves that open.
  const { plan } = await decide(deps, request);
  if (!plan.needsCustomer) return previewOfReceivables(plan);
  const billTo = { account: 'whom customerAlignment finds' };
  return previewOfReceivables((await decide(deps, { ...request, billTo })).plan);
}

async function decide(deps: ActivityDeps, request: ReceivablesPlanRequest): Promise<Decided> {
  const { settings, fusion } = await deps.connections.open(request.connection, PAIR);
  const api = await fusion();
  const { sold, billTo, nextPeriod, periodsAnew: anew } = request;
  const frame = frameOf(settings, { ...request, recordKey: sold.order.orderId });
  const seen = await lookAtBills(api, sold, frame);
  const periods = mayPost(seen.bills, seen.target)
    ? await periodsOf(api, settings, 'receivables', { now: deps.now(), anew })
    : undefined;
  const target = periods === undefined ? seen.target : { ...seen.target, periods };
  const isAligned = settings.syncs.customerAlignment.enabled;
  const billed = billTo ?? (isAligned ? undefined : channelCustomer(sold.order, frame));
  const plan = planReceivables({
    sold,
    bills: seen.bills,
    target,
    frame,
    ...(billed === undefined ? {} : { billTo: billed }),
    ...(nextPeriod === true ? { nextPeriod: true } : {}),
  });
  return { plan, frame };
}

export const frameOf = (
  settings: ConnectionOf<'fusion-shipstation'>,
  { connection, sync, recordKey }: RecordScope,
): Frame => ({
  settings: settings.syncs.receivablesPosting,
  business: settings.business,
  warehouses: settings.warehouses,
  defaultWarehouse: settings.defaultWarehouse,
  channels: settings.channels,
  skuAliases: settings.skuAliases,
  ignoreSkus: settings.ignoreSkus,
  periods: settings.periods,
  periodRecheckMs: durationMs(settings.periods.recheck) ?? USUAL_RECHECK_MS,
  timeZone: settings.timeZone,
  record: recordWorkflowId({ connection, sync, key: recordKey }),
});

/** The order's own bill has another name after each one that was credited. */
export async function lookAtBills(api: Fusion, sold: SoldView, frame: Frame): Promise<Seen> {
  const { settings } = frame;
  for (let generation = 1; ; generation++) {
    const bills = billsOf(sold, settings, generation);
    const target = await readTarget(api, bills, frame);
    const [bill] = bills;
    if (settings.invoice === 'perShipment' || bill === undefined || generation >= MOST_GENERATIONS)
      return { bills, target };
    const isCredited = (target.creditMemos[bill.id] ?? []).length > 0;
    if (!isCredited || bill.voided) return { bills, target };
  }
}

async function readTarget(api: Fusion, bills: Bill[], frame: Frame): Promise<ReceivablesTarget> {
  const target: ReceivablesTarget = { invoices: {}, creditMemos: {}, receipts: {} };
  for (const bill of bills) {
    const invoices = await readInvoices(api, bill, frame);
    target.invoices[bill.id] = invoices;
    if (invoices.length === 0) continue;
    if (bill.voided || bill.id.startsWith('O')) target.creditMemos[bill.id] = await readMemos(api, bill, frame);
    if (frame.settings.receipt === undefined) continue;
    const { businessUnit } = frame.business;
    const receipts = await api.findReceipts({ number: receiptNumberOf(bill, frame), businessUnit });
    target.receipts[bill.id] = receipts.map(({ id, amount }) => ({ id, amount }));
  }
  return target;
}

async function readInvoices(api: Fusion, bill: Bill, frame: Frame): Promise<PostedInvoice[]> {
  const name = { source: sourceFor(bill, frame), crossReference: crossReferenceOf(bill, frame) };
  const found: PostedInvoice[] = [];
  for (const { id } of await api.findInvoices(name)) {
    const view = await api.readInvoice(id);
    if (view !== undefined) found.push(postedInvoice(view));
  }
  return found;
}

async function readMemos(api: Fusion, bill: Bill, frame: Frame): Promise<PostedMemo[]> {
  const name = { source: memoSourceOf(bill, frame), crossReference: memoReferenceOf(bill, frame) };
  return (await api.findCreditMemos(name)).map(({ id, number, amount }) => ({
    id,
    number,
    ...(amount === undefined ? {} : { amount }),
  }));
}

async function noteDecision(
  deps: ActivityDeps,
  request: ReceivablesPlanRequest,
  plan: ReceivablesPlan,
  mode: ConnectionMode,
): Promise<void> {
  const { connection, sync, recordKey } = request;
  const titles = plan.writes.map((write) => write.title).join('; ');
  await deps.store.ledger.append([
    entryFor(Context.current(), { connection, sync, recordKey }, deps.now(), {
      kind: 'decision',
      outcome: 'planned',
      step: 'plan',
      summary: mode === 'shadow' ? `shadow mode, would: ${titles}` : titles,
      sealedPayload: deps.vault.seal(JSON.stringify({ request, plan }), `ledger/${connection}`),
    }),
  ]);
}
