// Charges, refunds, credits and the weekly invoices. Amounts are decimal strings, never floats.
// Trap: a charge is never edited; corrections are rows of their own, and what comes late goes on a later invoice.
import Big from 'big.js';
import { DateTime } from 'luxon';
import type { Invoice, Shipment, Transaction, TransactionType, Wro } from './model.ts';
import { later, newId, nowMs, type World } from './world.ts';

export interface NewTransaction {
  fee: string;
  amount: string | number;
  type?: TransactionType;
  referenceId?: string | number;
  referenceType?: string;
  /** YYYY-MM-DD; default today. */
  chargeDate?: string;
  center?: string | null;
  currency?: string;
  taxes?: Transaction['taxes'];
  details?: Record<string, string>;
  /** Show it at once, whatever the lag says. */
  visible?: boolean;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function ulid(world: World): string {
  let time = nowMs(world);
  let head = '';
  for (let n = 0; n < 10; n += 1) {
    head = `${CROCKFORD[time % 32]}${head}`;
    time = Math.floor(time / 32);
  }
  // Four digits that count up keep ids of one millisecond in order.
  const count = [15, 10, 5, 0].map((bits) => CROCKFORD[(world.transactions.size >> bits) % 32]).join('');
  return head + count + Array.from({ length: 12 }, () => CROCKFORD[world.rng.below(32)]).join('');
}

/** The calendar day of an instant, UTC. */
export const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** Sum of amounts, two digits. */
export const sumOf = (amounts: readonly string[]): string =>
  amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed(2);

function signed(world: World, type: TransactionType, amount: string | number): string {
  const size = new Big(amount).abs();
  if (type === 'Charge' || type === 'BalanceAdjustment') return new Big(amount).toFixed(2);
  if (type === 'Credit' && world.settings.billing.creditSign === 'positive') return size.toFixed(2);
  return size.times(-1).toFixed(2);
}

/** Files a transaction; refunds and credits are announced at once, charges when they are invoiced. */
export function addTransaction(world: World, given: NewTransaction): Transaction {
  const type = given.type ?? 'Charge';
  const { billing } = world.settings;
  const row: Transaction = {
    ...{ id: ulid(world), type, fee: given.fee, amount: signed(world, type, given.amount), invoiceId: null },
    ...{ currency: given.currency ?? billing.currency, chargeDate: given.chargeDate ?? dayOf(nowMs(world)) },
    ...{ referenceId: String(given.referenceId ?? '0'), referenceType: given.referenceType ?? 'Default' },
    ...{ center: given.center ?? null, taxes: given.taxes ?? [], details: given.details ?? {} },
    visibleAtMs: world.clock.elapsedMs() + (given.visible ? 0 : billing.feeLagMs),
  };
  world.transactions.set(row.id, row);
  if (type === 'Refund' || type === 'Credit')
    world.emit({ kind: 'transaction', topic: `billing.${type.toLowerCase()}.created`, row });
  return row;
}

const centerName = (world: World, id: number): string | null => world.centers.get(id)?.name ?? null;

/** The shipping and pick fees of a label. */
export function chargeShipment(world: World, shipment: Shipment): void {
  const { shippingFee, pickFee } = world.settings.billing;
  const common = { referenceId: shipment.id, referenceType: 'Shipment', center: centerName(world, shipment.centerId) };
  const details = { TrackingId: shipment.tracking?.number ?? '' };
  addTransaction(world, { ...common, fee: 'Shipping', amount: shippingFee, details });
  const units = shipment.items.flatMap((item) => item.inventory).reduce((sum, one) => sum + one.quantity, 0);
  if (units > 0)
    addTransaction(world, { ...common, fee: 'Per Pick Fee', amount: new Big(pickFee).times(units).toFixed(2) });
  shipment.invoiceAmount = shippingFee;
}

/** The receiving fee of a completed WRO. */
export function chargeReceiving(world: World, wro: Wro): void {
  const center = centerName(world, wro.centerId);
  const { receivingFee: amount } = world.settings.billing;
  addTransaction(world, { fee: 'WRO Receiving Fee', amount, referenceId: wro.id, referenceType: 'WRO', center });
}

const INBOUND = ['WRO Receiving Fee', 'WRO Label Fee'];
const STORAGE = ['Warehousing Fee', 'URO Storage Fee'];
const RETURNS = ['Return to sender - Processing Fees', 'Return Processed by Operations Fee', 'Return Label'];

/** The invoice type that a transaction goes on. */
export function invoiceTypeOf(row: Transaction): string {
  if (row.type === 'Credit') return 'Credits';
  if (row.type === 'Payment' || row.type === 'BalanceAdjustment') return row.type;
  if (row.fee === 'Shipping' || row.fee === 'Address Correction') return 'Shipping';
  if (INBOUND.includes(row.fee)) return 'Inbound Fee';
  if (STORAGE.includes(row.fee)) return 'WarehouseStorage';
  return RETURNS.includes(row.fee) ? 'Return' : 'AdditionalFee';
}

/** The WRO Receiving Fee was seen with its tax inside; everything else is before tax. */
const taxOnTop = (row: Transaction): string[] =>
  row.fee === 'WRO Receiving Fee' ? [] : row.taxes.map((tax) => tax.amount);

function makeInvoice(world: World, type: string, rows: Transaction[], date: string): Invoice {
  const amount = sumOf(rows.flatMap((row) => [row.amount, ...taxOnTop(row)]));
  const before = [...world.invoices.values()].at(-1)?.runningBalance ?? '0.00';
  const currency = rows[0]?.currency ?? world.settings.billing.currency;
  const id = newId(world, 'invoice');
  const invoice: Invoice = { id, date, type, amount, currency, runningBalance: sumOf([before, amount]) };
  world.invoices.set(id, invoice);
  for (const row of rows) {
    row.invoiceId = id;
    row.visibleAtMs = Math.min(row.visibleAtMs, world.clock.elapsedMs());
    if (row.type === 'Charge') world.emit({ kind: 'transaction', topic: 'billing.charge.created', row });
  }
  return invoice;
}

/** Invoices everything open that was charged before `date` (YYYY-MM-DD, default today): one invoice per type and currency. */
export function invoiceAll(world: World, date: string = dayOf(nowMs(world))): Invoice[] {
  const groups = new Map<string, Transaction[]>();
  for (const row of world.transactions.values()) {
    if (row.invoiceId !== null || row.chargeDate >= date) continue;
    const key = `${invoiceTypeOf(row)}|${row.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, rows]) => makeInvoice(world, key.split('|')[0] ?? '', rows, date));
}

/** Makes the invoices of each coming Monday, 09:00 UTC, as long as the setting says so. */
export function startMondayJob(world: World): void {
  const now = DateTime.fromMillis(nowMs(world), { zone: 'utc' });
  const monday = now.startOf('week').plus({ hours: 9 });
  const next = monday > now ? monday : monday.plus({ weeks: 1 });
  later(world, next.toMillis() - now.toMillis(), () => {
    if (world.settings.billing.mondayJob) invoiceAll(world);
    startMondayJob(world);
  });
}

/** A week's storage: one row per item and centre with stock. */
export function chargeStorage(world: World, chargeDate?: string): void {
  for (const row of world.stock.truth()) {
    if (row.onHand <= 0) continue;
    const sku = [...world.variants.values()].find((one) => one.inventoryId === row.inventoryId)?.sku ?? '';
    addTransaction(world, {
      ...{
        fee: 'Warehousing Fee',
        amount: new Big(row.onHand).times('0.02').plus('1').toFixed(2),
        referenceType: 'FC',
      },
      ...{ referenceId: `${row.centerId}-${row.inventoryId}-Shelf`, center: centerName(world, row.centerId) },
      ...{ details: { InventoryId: String(row.inventoryId), SKU: sku, LocationType: 'Shelf' } },
      ...(chargeDate !== undefined && { chargeDate }),
    });
  }
}
