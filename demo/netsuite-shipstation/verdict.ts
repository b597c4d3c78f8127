/**
 * The judgement over both simulators' dumps: lost, doubled, wrong, over-fulfilled, and who must wait for what.
 * The trap: it must find a double that has no name of ours, so fulfilments are claimed by name and by tracking number,
 * and what nobody claims is told as well.
 */
import type { VerdictTable } from '../scenario.ts';
import { type Dumps, type Fulfilment, fulfilmentName, type Parcel, parcelWords } from './dumps.ts';
import { type Expectation, expectations, type Share } from './expected.ts';

export type Rules = {
  /** ShipStation warehouse id → NetSuite location id. */
  locations: Record<string, string>;
};

export type Verdict = {
  /** Parcels that left the house and were not voided. */
  parcels: number;
  ordersShipped: number;
  fulfilments: number;
  lost: string[];
  doubled: string[];
  wrong: string[];
  overFulfilled: string[];
  /** Orders that cannot be posted before somebody has mended something, by cause. */
  mustWait: Record<string, string[]>;
};

export function judge(dumps: Dumps, rules: Rules): Verdict {
  const all = expectations(dumps);
  const { fulfilments } = dumps.books;
  const claims = new Map(all.map(({ parcel }) => [parcel, claimedBy(parcel, fulfilments)]));
  const live = all.filter(({ parcel }) => !parcel.voided && !parcel.isReturn);
  const verdict: Verdict = {
    parcels: live.length,
    ordersShipped: new Set(live.map(({ parcel }) => parcel.orderNumber)).size,
    fulfilments: fulfilments.length,
    lost: [],
    doubled: [],
    wrong: strays(fulfilments, [...claims.values()].flat()),
    overFulfilled: overFulfilled(dumps),
    mustWait: mustWait(all),
  };
  for (const expectation of all) judgeParcel(expectation, claims.get(expectation.parcel) ?? [], rules, verdict);
  return verdict;
}

/** The rows of the table at the end. */
export const tableOf = (verdict: Verdict): VerdictTable => ({
  facts: [
    ['orders shipped', String(verdict.ordersShipped)],
    ['parcels that left (labels and marks, no voids, no returns)', String(verdict.parcels)],
    ['item fulfilments in NetSuite', String(verdict.fulfilments)],
  ],
  faults: [
    { name: 'lost', short: 'lost', list: verdict.lost },
    { name: 'doubled', short: 'doubled', list: verdict.doubled },
    { name: 'wrong lines, quantity, date, place or tracking', short: 'wrong', list: verdict.wrong },
    { name: 'order lines over-fulfilled', short: 'over-fulfilled', list: verdict.overFulfilled },
  ],
  waits: 'order',
});

function claimedBy(parcel: Parcel, fulfilments: Fulfilment[]): Fulfilment[] {
  const name = fulfilmentName(parcel);
  return fulfilments.filter(
    ({ externalId, tracking }) =>
      externalId === name ||
      externalId?.startsWith(`${name}_`) === true ||
      (parcel.tracking !== undefined && tracking.includes(parcel.tracking)),
  );
}

const strays = (fulfilments: Fulfilment[], claimed: Fulfilment[]): string[] =>
  fulfilments.filter((f) => !claimed.includes(f)).map((f) => `${f.tranId} belongs to no parcel`);

function judgeParcel(expectation: Expectation, found: Fulfilment[], rules: Rules, verdict: Verdict): void {
  const { parcel } = expectation;
  const who = `order ${parcel.orderNumber}, ${parcelWords(parcel)}`;
  const names = found.map((f) => f.tranId).join(', ');
  if (expectation.kind === 'waits' && found.length > 0) verdict.wrong.push(`${who}: must wait, but has ${names}`);
  if (expectation.kind === 'nothing' && found.length > 0) {
    verdict.wrong.push(`${who}: ${parcel.voided ? 'voided' : 'owes nothing'}, but has ${names}`);
  }
  if (expectation.kind !== 'owed') return;
  const wanted = Map.groupBy(expectation.shares, (share) => share.salesOrderId);
  for (const [salesOrderId, shares] of wanted) {
    const [first, ...others] = found.filter((f) => f.salesOrderId === salesOrderId);
    if (first === undefined) verdict.lost.push(`${who}: no fulfilment`);
    else if (others.length > 0) verdict.doubled.push(`${who}: ${names}`);
    else verdict.wrong.push(...faults(parcel, shares, first, rules).map((fault) => `${who}: ${first.tranId} ${fault}`));
  }
  for (const f of found.filter((one) => !wanted.has(one.salesOrderId))) {
    verdict.wrong.push(`${who}: ${f.tranId} is on another sales order`);
  }
}

function faults(parcel: Parcel, shares: Share[], fulfilment: Fulfilment, rules: Rules): string[] {
  const found: string[] = [];
  const wanted = totals(shares.map(({ line, quantity }) => [line, quantity]));
  const booked = totals(fulfilment.lines.map(({ orderLine, quantity }) => [orderLine, quantity]));
  for (const line of new Set([...wanted.keys(), ...booked.keys()])) {
    const [want, has] = [wanted.get(line) ?? 0, booked.get(line) ?? 0];
    if (want !== has) found.push(`has ${has} on line ${line}, not ${want}`);
  }
  if (fulfilment.tranDate !== parcel.shipDate) found.push(`is of ${fulfilment.tranDate}, not ${parcel.shipDate}`);
  const { tracking } = fulfilment;
  if (parcel.tracking !== undefined && !tracking.includes(parcel.tracking)) found.push(`lacks ${parcel.tracking}`);
  const location = rules.locations[String(parcel.warehouseId)];
  const elsewhere = fulfilment.lines.filter((line) => location !== undefined && line.location !== location);
  if (elsewhere.length > 0) found.push(`left location ${elsewhere[0]?.location}, not ${location}`);
  return found;
}

function totals(pairs: [number, number][]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const [line, quantity] of pairs) sums.set(line, (sums.get(line) ?? 0) + quantity);
  return sums;
}

function overFulfilled({ books }: Dumps): string[] {
  return books.orders.flatMap((order) => {
    const lines = books.fulfilments.filter((f) => f.salesOrderId === order.id).flatMap((f) => f.lines);
    const booked = totals(lines.map(({ orderLine, quantity }) => [orderLine, quantity]));
    return order.lines
      .filter(({ line, quantity }) => (booked.get(line) ?? 0) > quantity)
      .map(({ line, quantity }) => `${order.tranId} line ${line}: ${booked.get(line)} of ${quantity}`);
  });
}

/** One cause for each order: that of its first parcel that waits. */
function mustWait(all: Expectation[]): Record<string, string[]> {
  const causes = new Map<number, { cause: string; orderNumber: string }>();
  for (const one of all) {
    const { orderId, orderNumber } = one.parcel;
    if (one.kind === 'waits' && !causes.has(orderId)) causes.set(orderId, { cause: one.cause, orderNumber });
  }
  const groups: Record<string, string[]> = {};
  for (const { cause, orderNumber } of causes.values()) groups[cause] = [...(groups[cause] ?? []), orderNumber];
  return groups;
}
