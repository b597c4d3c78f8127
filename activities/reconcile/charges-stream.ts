/**
 * Invoices of ShipBob's ↔ vendor bills and bill credits of NetSuite. The trap: NetSuite lists by change, not by day, so all
 * that changed since the range began is read; and ShipBob serves about a month of invoices.
 */
import {
  CHARGE_RULES,
  rowOfInvoice,
  rowOfPaper,
  rowOfTransaction,
} from '../../mappings/netsuite-shipbob/reconcile/charges.ts';
import { planWarehouseCharges } from '../../mappings/netsuite-shipbob/warehouse-charges/plan.ts';
import type { InvoiceSource } from '../../mappings/netsuite-shipbob/warehouse-charges/types.ts';
import { verdictOf } from '../../mappings/shared/reconcile/explain.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { readInvoice } from '../netsuite-shipbob/charges-source.ts';
import { readPapers } from '../netsuite-shipbob/charges-target.ts';
import type { LedgerWrite, ReconcileStream, SecondLook, SidePage } from './contract.ts';
import { startOf } from './days.ts';

const PAGE = 500;

export const chargesStream: ReconcileStream = {
  name: 'charges',
  sync: 'warehouseCharges',
  source: 'shipbob',
  target: 'netsuite',
  isOn: (open) => chargeSettings(open).enabled,
  async readSource(open, { read }, cursor): Promise<SidePage> {
    const page = await (await open.shipBob()).listInvoices(read, cursor);
    const rows = page.rows.flatMap((invoice) => rowOfInvoice(invoice, chargeSettings(open)));
    return { rows, ...(page.next === undefined ? {} : { next: page.next }) };
  },
  async readTarget(open, window, cursor): Promise<SidePage> {
    const query = { since: startOf(window), types: ['vendorBill' as const, 'vendorCredit' as const] };
    const page = { pageSize: PAGE, ...(cursor === undefined ? {} : { after: cursor }) };
    const { rows, next } = await (await open.netSuite()).listTransactionsChanged(query, page);
    const settings = chargeSettings(open);
    return { rows: rows.flatMap((row) => rowOfTransaction(row, settings)), ...(next === undefined ? {} : { next }) };
  },
  rules: () => CHARGE_RULES,
  look,
  posted: postedBefore,
};

export function shipBobSettings(open: OpenConnection): ConnectionOf<'netsuite-shipbob'> {
  if (open.settings.pair !== 'netsuite-shipbob') throw new Error(`charges of a ${open.settings.pair} connection`);
  return open.settings;
}

const chargeSettings = (open: OpenConnection) => shipBobSettings(open).syncs.warehouseCharges;

/** Invoice and papers of one record, and what the sync would do about them now. */
async function look(open: OpenConnection, invoiceId: string): Promise<SecondLook> {
  const settings = shipBobSettings(open);
  const sync = settings.syncs.warehouseCharges;
  const papers = await readPapers(await open.netSuite(), invoiceId, sync);
  const rows = papers.map((paper) => rowOfPaper(paper, invoiceId, sync));
  const source = await readInvoice(await open.shipBob(), invoiceId, settings, new Date());
  if (source === undefined) return { rows, verdicts: {} };
  const plan = planWarehouseCharges({ source, papers, periods: [], settings: sync });
  const { invoice } = source;
  return {
    rows: [...rowOfInvoice(invoice, sync, owedOf(source)), ...rows],
    verdicts: { [invoiceId]: verdictOf(plan) },
  };
}

const owedOf = ({ reading }: InvoiceSource): string | undefined => ('owed' in reading ? reading.owed : undefined);

function postedBefore(writes: LedgerWrite[]): { ref: string; at: string } | undefined {
  const made = writes.findLast(({ kind, step, targetRef }) => kind === 'effect' && step === 'create' && targetRef);
  return made?.targetRef === undefined ? undefined : { ref: made.targetRef, at: made.at };
}
