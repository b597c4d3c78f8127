/**
 * A plan for receivables as a person reads it before it is carried out.
 * The trap: this describes the same plan that would be applied; it decides nothing of its own.
 */
import type { FusionBody, Json } from '../../../connectors/fusion/types.ts';
import type { Preview, PreviewLine, PreviewWrite } from '../../netsuite-shipstation/order-shipped/preview.ts';
import type { ReceivablesPlan, ReceivablesWrite } from './types.ts';

const NOTHING = '—';
/** Whom and what it is for is in the title and the lines; these are the rest. */
const LEFT_OUT = ['BusinessUnit', 'remittanceReferences'];

export function previewOfReceivables({ writes, problems, notes }: ReceivablesPlan): Preview {
  return {
    salesOrders: [],
    writes: writes.map(previewOfWrite),
    problems: problems.map(({ cause, reason }) => ({ cause, reason })),
    notes,
  };
}

function previewOfWrite(write: ReceivablesWrite): PreviewWrite {
  const { title } = write;
  switch (write.kind) {
    case 'invoice':
      return { title, target: `new invoice ${write.number ?? '(numbered by Fusion)'}`, lines: linesOf(write.body) };
    case 'creditMemo':
      return { title, target: `new credit memo ${write.number ?? '(numbered by Fusion)'}`, lines: linesOf(write.body) };
    case 'receipt':
      return { title, target: `new receipt ${write.number}`, lines: linesOf(write.body) };
    case 'complete':
      return { title, target: write.number, lines: [{ field: 'InvoiceStatus', from: 'Incomplete', to: 'Complete' }] };
    case 'discard':
      return { title, target: write.number, lines: [{ field: 'invoice', from: write.number, to: 'deleted' }] };
  }
}

function linesOf(body: FusionBody): PreviewLine[] {
  return Object.entries(body)
    .filter(([field]) => !LEFT_OUT.includes(field))
    .flatMap(([field, value]) =>
      Array.isArray(value) ? value.map((row, at) => rowLine(field, row, at)) : [plain(field, value)],
    );
}

const plain = (field: string, value: Json): PreviewLine => ({ field, from: NOTHING, to: words(value) });

function rowLine(field: string, row: Json, at: number): PreviewLine {
  const name = /Distributions$/.test(field) ? 'account' : 'line';
  const parts = typeof row === 'object' && row !== null && !Array.isArray(row) ? Object.entries(row) : [];
  const told = parts.filter(([key]) => key !== 'LineNumber').map(([key, value]) => `${key} ${words(value)}`);
  return { field: `${name} ${at + 1}`, from: NOTHING, to: told.join(', ') };
}

function words(value: Json): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  return 'decimal' in value ? String(value.decimal) : JSON.stringify(value);
}
