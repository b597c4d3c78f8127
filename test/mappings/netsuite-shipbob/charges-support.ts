/** Invoices as ShipBob makes them, and a toy NetSuite that keeps what is written under its name. */
import Big from 'big.js';
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { BillingTransaction, Invoice } from '../../../connectors/shipbob/types.ts';
import { planWarehouseCharges } from '../../../mappings/netsuite-shipbob/warehouse-charges/plan.ts';
import { sumUp } from '../../../mappings/netsuite-shipbob/warehouse-charges/sum-up.ts';
import type {
  ChargesPlan,
  ChargesPlanInput,
  Paper,
} from '../../../mappings/netsuite-shipbob/warehouse-charges/types.ts';
import { warehouseChargesSchema } from '../../../settings/warehouse-charges.ts';

export type ChargeSpec = Partial<BillingTransaction> & { amount: string };

let next = 1;
export const charge = (spec: ChargeSpec): BillingTransaction => ({
  id: `01K${next++}`,
  type: 'Charge',
  fee: 'Shipping',
  currency: 'USD',
  chargedOn: '2026-11-12',
  isInvoiced: true,
  taxes: [],
  details: {},
  ...spec,
});

export const invoice = (amount: string, more: Partial<Invoice> = {}): Invoice => ({
  id: '901',
  date: '2026-11-16',
  type: 'Shipping',
  amount,
  currency: 'USD',
  ...more,
});

export const settingsWith = (more: object = {}) =>
  warehouseChargesSchema.parse({ vendor: '301', otherFees: { account: '215' }, ...more });

export function sourceOf(given: Invoice, charges: BillingTransaction[], more: object = {}): ChargesPlanInput['source'] {
  const { lines, mostLines } = settingsWith(more);
  return { invoice: given, charges: charges.length, ...sumUp(given, charges, { lines, mostLines }), locations: {} };
}

export type Books = Map<string, Paper>;

/** Creates under a name that is free; what is there already stays. */
export function write(books: Books, one: RecordWrite): void {
  if (one.kind !== 'create' || (one.recordType !== 'vendorBill' && one.recordType !== 'vendorCredit'))
    throw new Error(`unexpected ${one.kind}`);
  if (books.has(one.externalId)) throw new Error(`${one.externalId} is taken`);
  const { items } = one.body.expense as { items: Record<string, { id: string } & { decimal: string }>[] };
  const lines = items.map((line) => ({
    account: line.account!.id,
    amount: line.amount!.decimal,
    ...(line.department === undefined ? {} : { department: line.department.id }),
    ...(line.location === undefined ? {} : { location: line.location.id }),
  }));
  const total = lines.reduce((sum, line) => sum.plus(line.amount), Big(0));
  // NetSuite keeps cents: it would round each line by itself.
  const fine = lines.find(({ amount }) => !Big(amount).round(2).eq(amount));
  if (fine !== undefined) throw new Error(`${one.externalId} has a line of ${fine.amount}`);
  const wanted = one.expect.find(({ field }) => field === 'total')!.value;
  if (!total.eq(wanted) || total.lt(0)) throw new Error(`${one.externalId} comes to ${total.toFixed()}, not ${wanted}`);
  const id = String(books.size + 1);
  books.set(one.externalId, { type: one.recordType, id, externalId: one.externalId, total: total.toFixed(), lines });
}

export const planOf = (books: Books, source: ChargesPlanInput['source'], more: object = {}): ChargesPlan =>
  planWarehouseCharges({ source, papers: [...books.values()], periods: [], settings: settingsWith(more) });

/** Plans and writes one thing at a time, as the workflow does, until nothing is missing. */
export function converge(books: Books, source: ChargesPlanInput['source'], more: object = {}): ChargesPlan {
  for (let rounds = 0; rounds < 10; rounds++) {
    const plan = planOf(books, source, more);
    const [first] = plan.writes;
    if (first === undefined) return plan;
    write(books, first);
  }
  throw new Error('it does not come to rest');
}

export const worth = (books: Books): string =>
  [...books.values()]
    .reduce((sum, one) => sum.plus(one.type === 'vendorBill' ? one.total : `-${one.total}`), Big(0))
    .toFixed(2);
