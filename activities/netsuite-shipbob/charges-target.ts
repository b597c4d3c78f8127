/**
 * The bills and bill credits of an invoice as NetSuite holds them, found by every name they may bear.
 * The trap: a paper that was entered by hand bears none of our names and is not seen; the reconciliation shows it.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { Period } from '../../connectors/netsuite/read-types.ts';
import type { RecordView } from '../../connectors/netsuite/record-types.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import { namesOf } from '../../mappings/netsuite-shipbob/warehouse-charges/papers.ts';
import type { Paper, PaperType } from '../../mappings/netsuite-shipbob/warehouse-charges/types.ts';
import type { WarehouseChargesSettings } from '../../settings/warehouse-charges.ts';

const TYPES: PaperType[] = ['vendorBill', 'vendorCredit'];
const YEAR_MS = 366 * 86_400_000;

export async function readPapers(
  api: NetSuite,
  invoiceId: string,
  settings: WarehouseChargesSettings,
): Promise<Paper[]> {
  const papers: Paper[] = [];
  for (const type of TYPES) {
    const named = await api.findByExternalIds(type, namesOf(settings, type, invoiceId));
    for (const { id, externalId } of named) {
      const view = await api.readRecord(type, { id }, { sublists: ['expense'] });
      if (view !== undefined) papers.push(paperOf(type, id, externalId, view));
    }
  }
  return papers;
}

function paperOf(type: PaperType, id: string, externalId: string, view: RecordView): Paper {
  const tranId = valueAt(view, 'tranId');
  const count = Number(valueAt(view, 'expense.items.length') ?? '0');
  return {
    type,
    id,
    externalId,
    total: valueAt(view, 'total') ?? '0',
    lines: Array.from({ length: count }, (_, index) => lineOf(view, `expense.items[${index}]`)),
    ...(tranId === undefined ? {} : { tranId }),
  };
}

function lineOf(view: RecordView, path: string): Paper['lines'][number] {
  const id = (name: string) => valueAt(view, `${path}.${name}.id`);
  const segments = { department: id('department'), class: id('class'), location: id('location') };
  const given = Object.entries(segments).filter(([, value]) => value !== undefined);
  return {
    account: id('account') ?? '',
    amount: valueAt(view, `${path}.amount`) ?? '0',
    ...Object.fromEntries(given),
  };
}

/** From the invoice's day on for a year, for the first open day after it. */
export const readPeriodsAfter = (api: NetSuite, day: string): Promise<Period[]> =>
  api.readPeriods({ from: day, to: new Date(Date.parse(day) + YEAR_MS).toISOString().slice(0, 10) });
