// Weeks of charges at once: daily fees for what the account holds, Monday invoices, late fees, refunds, credits.
// Trap: the dates lie where asked, also in the past; the rows appear as if they had been made on their days.
import { DateTime } from 'luxon';
import { addTransaction, chargeStorage, dayOf, invoiceAll, type NewTransaction } from './billing.ts';
import { actAt, nowMs, type World } from './world.ts';

export interface ChargeRun {
  /** First and last day, YYYY-MM-DD. */
  from: string;
  to: string;
  /** Charges a day; default 5. */
  perDay?: number;
  /** Chances per charge; defaults 0.1, 0.05, 0.05. */
  late?: number;
  refunds?: number;
  credits?: number;
  /** Chance per charge of one that names no shipment, return or WRO; default 0.05. */
  unreferenced?: number;
}

type Kind = 'Shipment' | 'WRO' | 'Return';

const FEES: readonly { fee: string; kind: Kind }[] = [
  { fee: 'Shipping', kind: 'Shipment' },
  { fee: 'Per Pick Fee', kind: 'Shipment' },
  { fee: 'Kitting Fee', kind: 'Shipment' },
  { fee: 'WRO Receiving Fee', kind: 'WRO' },
  { fee: 'WRO Label Fee', kind: 'WRO' },
  { fee: 'Return Processed by Operations Fee', kind: 'Return' },
];

function idFor(world: World, kind: Kind): number | undefined {
  const rows = { Shipment: world.shipments, WRO: world.wros, Return: world.returns }[kind];
  const ids = [...rows.keys()];
  return ids[world.rng.below(Math.max(1, ids.length))];
}

function oneCharge(world: World, run: ChargeRun, chargeDate: string): NewTransaction {
  const cents = 25 + world.rng.below(4000);
  const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  const { fee, kind } = FEES[world.rng.below(FEES.length)] ?? { fee: 'Shipping', kind: 'Shipment' };
  const referenceId = idFor(world, kind);
  if (referenceId === undefined || world.rng.chance(run.unreferenced ?? 0.05))
    return { fee: 'Others', amount, chargeDate, referenceId: '0', referenceType: 'TicketNumber', visible: true };
  return { fee, amount, chargeDate, referenceId, referenceType: kind, visible: true };
}

function oneDay(world: World, run: ChargeRun, chargeDate: string, weekBefore: string): void {
  for (let n = 0; n < (run.perDay ?? 5); n += 1) {
    const charge = oneCharge(world, run, chargeDate);
    addTransaction(world, charge);
    // A fee of last week's work: its invoice is out already.
    if (world.rng.chance(run.late ?? 0.1))
      addTransaction(world, { ...charge, fee: 'Address Correction', amount: '18.35', chargeDate: weekBefore });
    if (world.rng.chance(run.refunds ?? 0.05))
      addTransaction(world, { ...charge, type: 'Refund', amount: charge.amount });
    if (world.rng.chance(run.credits ?? 0.05))
      addTransaction(world, { ...charge, type: 'Credit', fee: 'Credit', details: { CreditReason: 'Claim Approved' } });
  }
}

/** Makes the charges and invoices of the days; returns how many rows and invoices were added. */
export function generateCharges(world: World, run: ChargeRun): { transactions: number; invoices: number } {
  const before = { transactions: world.transactions.size, invoices: world.invoices.size };
  const last = DateTime.fromISO(run.to, { zone: 'utc' });
  for (let day = DateTime.fromISO(run.from, { zone: 'utc' }); day <= last; day = day.plus({ days: 1 })) {
    const date = dayOf(day.toMillis());
    // Never later than now: a row of the future could not have been made.
    actAt(world, Math.min(day.toMillis(), nowMs(world)), () => {
      if (day.weekday === 1) invoiceAll(world, date);
      if (day.weekday === 7) chargeStorage(world, date);
      oneDay(world, run, date, dayOf(day.minus({ days: 7 }).toMillis()));
    });
  }
  return {
    transactions: world.transactions.size - before.transactions,
    invoices: world.invoices.size - before.invoices,
  };
}
