/**
 * An invoice of ShipBob's with its charges, summed up. The trap: there is no call for one invoice; its charges tell the
 * day, and the list of that day has it. Only about a month is served, and charges may be shown before their invoice is.
 */
import { DateTime } from 'luxon';
import type { ShipBob } from '../../connectors/shipbob/contract.ts';
import type { BillingTransaction, Invoice, InvoiceFilter, ListPage } from '../../connectors/shipbob/types.ts';
import { sumUp } from '../../mappings/netsuite-shipbob/warehouse-charges/sum-up.ts';
import type { InvoiceSource } from '../../mappings/netsuite-shipbob/warehouse-charges/types.ts';
import type { ConnectionOf } from '../../settings/connection.ts';

type Settings = ConnectionOf<'netsuite-shipbob'>;

/** So far back an invoice without charges is looked for. */
const LISTED_DAYS = 40;

/** undefined when ShipBob shows nothing of it. */
export async function readInvoice(
  api: ShipBob,
  id: string,
  settings: Settings,
  now: Date,
): Promise<InvoiceSource | undefined> {
  const charges = await all((cursor) => api.invoiceTransactions(id, cursor));
  const invoice = await findInvoice(api, id, charges, now);
  const { syncs, ...pair } = settings;
  if (invoice !== undefined) {
    const { lines, mostLines } = syncs.warehouseCharges;
    const summed = sumUp(invoice, charges, { lines, mostLines });
    return { invoice, charges: charges.length, ...summed, locations: await locationsOf(api, settings, pair) };
  }
  const [first] = charges;
  return first === undefined ? undefined : { ...notListed(id, first), charges: charges.length };
}

function notListed(id: string, { currency, invoiceDate, invoiceType }: BillingTransaction) {
  const reason = `ShipBob shows charges of the invoice ${id}, but not the invoice itself (yet)`;
  const invoice = { id, date: invoiceDate ?? '', type: invoiceType ?? 'unknown', amount: '0', currency };
  return { invoice, reading: { cause: 'invoice-not-listed', reason }, lines: [], locations: {} };
}

/** Every row of a list. */
export async function all<T>(read: (cursor?: string) => Promise<ListPage<T>>): Promise<T[]> {
  const rows: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    rows.push(...page.rows);
    if (page.next === undefined) return rows;
    cursor = page.next;
  }
}

async function findInvoice(
  api: ShipBob,
  id: string,
  charges: BillingTransaction[],
  now: Date,
): Promise<Invoice | undefined> {
  const listed = async (filter: InvoiceFilter) =>
    (await all((cursor) => api.listInvoices(filter, cursor))).find((one) => one.id === id);
  const day = charges.find(({ invoiceDate }) => invoiceDate !== undefined)?.invoiceDate;
  const found = day === undefined ? undefined : await listed({ from: moved(day, -1), to: moved(day, 1) });
  const today = now.toISOString().slice(0, 10);
  return found ?? listed({ from: moved(today, -LISTED_DAYS), to: moved(today, 1) });
}

const moved = (day: string, days: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate() ?? day;

/** Centres are named in charges and numbered in the file; asked for only where a fee is booked by its centre. */
async function locationsOf(
  api: ShipBob,
  { syncs }: Settings,
  { locations, defaultLocation }: Pick<Settings, 'locations' | 'defaultLocation'>,
): Promise<Record<string, string>> {
  const { fees, otherFees, tax } = syncs.warehouseCharges;
  const places = [...Object.values(fees), otherFees, tax.place];
  if (!places.some((place) => place?.location === 'centre')) return {};
  const centres = await api.fulfillmentCenters();
  return Object.fromEntries(
    centres.flatMap(({ id, name }) => {
      const own = locations[id] ?? defaultLocation;
      return own === undefined ? [] : [[name, own]];
    }),
  );
}
