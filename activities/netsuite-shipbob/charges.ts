/**
 * The steps of `warehouseCharges`: an invoice of ShipBob's, what NetSuite holds of it, and what is missing.
 * The trap: webhooks of one invoice come charge by charge, thousands on a Monday, so they are gathered before it is read.
 */

import { planWarehouseCharges } from '../../mappings/netsuite-shipbob/warehouse-charges/plan.ts';
import { invoiceState } from '../../mappings/netsuite-shipbob/warehouse-charges/sum-up.ts';
import type { InvoiceSource } from '../../mappings/netsuite-shipbob/warehouse-charges/types.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import type { RecordPlan } from '../netsuite-shopify/answers.ts';
import { answerOf } from '../netsuite-shopify/plan-answer.ts';
import type { SyncSource } from '../sync-sources.ts';
import { withOrders } from './charges-orders.ts';
import { readInvoice } from './charges-source.ts';
import { readPapers, readPeriodsAfter } from './charges-target.ts';

const PAIR = 'netsuite-shipbob';
/** An invoice's total may change later, and only its list tells; about a month is served. */
const LISTED_DAYS = 31;

export type ChargesPlanRequest = RecordScope & { source: InvoiceSource };

/** How long to gather webhooks before the first look. */
export async function chargesPause(deps: ActivityDeps, request: RecordScope): Promise<{ ms: number }> {
  const { settings } = await deps.connections.open(request.connection, PAIR);
  return { ms: durationMs(settings.syncs.warehouseCharges.settleFor) ?? 0 };
}

/** On ShipBob's queue. */
export async function observeCharges(deps: ActivityDeps, request: RecordScope): Promise<{ source?: InvoiceSource }> {
  const { settings, shipBob } = await deps.connections.open(request.connection, PAIR);
  const api = await shipBob();
  const source = await readInvoice(api, request.recordKey, settings, deps.now());
  if (source === undefined) return {};
  const { orderLookups } = settings.syncs.warehouseCharges;
  const tools = { store: deps.store, api };
  return { source: { ...source, lines: await withOrders(tools, request.connection, source.lines, orderLookups) } };
}

/** On NetSuite's queue: reads what it holds, decides, and notes what is to be written. */
export async function planCharges(deps: ActivityDeps, request: ChargesPlanRequest): Promise<RecordPlan> {
  const { source } = request;
  const { settings, row, netSuite } = await deps.connections.open(request.connection, PAIR);
  const sync = settings.syncs.warehouseCharges;
  const api = await netSuite();
  const papers = await readPapers(api, source.invoice.id, sync);
  const first = planWarehouseCharges({ source, papers, periods: [], settings: sync });
  // Only a paper that is to be made needs a day.
  const periods = first.writes.length === 0 ? [] : await readPeriodsAfter(api, source.invoice.date);
  const planned = periods.length === 0 ? first : planWarehouseCharges({ source, papers, periods, settings: sync });
  const basis = { source, papers };
  return answerOf(deps, request, { planned, mode: row.mode, recheck: sync.recheck, basis });
}

export const warehouseChargesSource: SyncSource = {
  overlapMs: ({ settings }) =>
    settings.pair === PAIR ? (durationMs(settings.syncs.warehouseCharges.sweep.overlap) ?? 0) : 0,
  deepScanDays: { invoices: LISTED_DAYS },
  async readPage(open, _stream, window, cursor) {
    const page = await (await open.shipBob()).listInvoices({ from: window.from, to: window.to }, cursor);
    const rows = page.rows.map((invoice) => ({
      key: invoice.id,
      source: `invoice:${invoice.id}`,
      state: invoiceState(invoice),
      at: `${invoice.date}T00:00:00.000Z`,
    }));
    return { rows, read: page.rows.length, ...(page.next === undefined ? {} : { next: page.next }) };
  },
};
