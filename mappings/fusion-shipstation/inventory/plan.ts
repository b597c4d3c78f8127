/**
 * What is missing in Fusion's inventory for one order: rows to send, to mend, to take back, and what waits.
 * The trap: what was posted stays as it was posted, whatever kits, aliases and accounts say by now.
 */
import type { SoldView } from '../types.ts';
import type { StockContext } from './draft.ts';
import { stockLines } from './lines.ts';
import { parcelWords } from './parcels.ts';
import { type LinePlan, planLive, planVoided, withdrawal } from './plan-line.ts';
import type { Known, Parcel, StockLine, StockPlan, StockTarget } from './types.ts';

/** Every posting that an order asks for. */
export function planInventory(sold: SoldView, target: StockTarget, context: StockContext): StockPlan {
  const { parcels, lines, problems } = stockLines(sold, { ...context, ...context.sync });
  return mergePlans([{ problems }, planLines({ parcels, lines }, target, context)]);
}

/** The same for lines that are known already, e.g. of a stock adjustment. */
export function planLines(
  wanted: { parcels: Parcel[]; lines: StockLine[] },
  target: StockTarget,
  context: StockContext,
): StockPlan {
  const known = new Map(target.known.map((one) => [one.name, one]));
  const { lines, parts } = settledLines(wanted, known);
  const planned = lines.map((line) => {
    const given = { line, own: known.get(line.name), ownVoid: known.get(`${line.name}/void`), target, context };
    return line.parcel.voided ? planVoided(given) : planLive(given);
  });
  return mergePlans([...parts, ...planned]);
}

export const mergePlans = (parts: LinePlan[]): StockPlan => ({
  writes: parts.flatMap((part) => part.writes ?? []),
  problems: parts.flatMap((part) => part.problems ?? []),
  seen: parts.flatMap((part) => part.seen ?? []),
  nothingSent: parts.flatMap((part) => part.nothingSent ?? []),
  notes: parts.flatMap((part) => part.notes ?? []),
  posted: parts.reduce((total, part) => total + (part.posted ?? 0), 0),
});

/**
 * The lines to look after. Postings of ours that are wanted no more under their name: of voided parcels they come back, a
 * staged one is withdrawn, and one that was processed takes the place of what is wanted for its order line.
 */
function settledLines(
  wanted: { parcels: Parcel[]; lines: StockLine[] },
  known: Map<string, Known>,
): { lines: StockLine[]; parts: LinePlan[] } {
  const names = new Set(wanted.lines.map((line) => line.name));
  const parts: LinePlan[] = [];
  let { lines } = wanted;
  for (const one of known.values()) {
    const parcel = wanted.parcels.find((each) => one.parcel === parcelKey(each));
    if (parcel === undefined || names.has(one.name) || one.name.endsWith('/void') || isOver(one)) continue;
    if (isStillStaged(one) && !parcel.voided) {
      parts.push({ writes: [withdrawal(one, parcel, 'is booked under another item now')] });
      continue;
    }
    if (parcel.kind === 'fulfillment' && !parcel.voided) parts.push({ problems: [tooMuch(one, parcel)] });
    lines = lines.filter((line) => baseOf(line.name) !== baseOf(one.name) || known.get(line.name)?.state === 'made');
    lines = [...lines, lineOf(one, parcel)];
  }
  return { lines, parts };
}

/** Parcels of which something is not known to be through: only these are looked up in Fusion. */
export function openParcels(wanted: { parcels: Parcel[]; lines: StockLine[] }, known: Known[]): Parcel[] {
  const byName = new Map(known.map((one) => [one.name, one]));
  return wanted.parcels.filter((parcel) => {
    const own = known.filter((one) => one.parcel === parcelKey(parcel) && !one.name.endsWith('/void'));
    const lines = wanted.lines.filter((line) => line.parcel.source === parcel.source);
    const names = new Set([...own, ...lines].map(({ name }) => name));
    return [...names].some((name) => !isThrough(parcel, byName.get(name), byName.get(`${name}/void`)));
  });
}

function isThrough(parcel: Parcel, one: Known | undefined, back: Known | undefined): boolean {
  if (one === undefined || one.state === 'intent') return false;
  if (!parcel.voided) return one.state === 'made';
  return isOver(one) || back?.state === 'made';
}

export const isOver = ({ state }: Known): boolean => state === 'undone' || state === 'gone';

const isStillStaged = ({ state, detail }: Known): boolean => state === 'intent' && detail.answer !== 'processed';

/** How the store names the parcel of a posting. */
export const parcelKey = ({ kind, id }: Pick<Parcel, 'kind' | 'id'>): string => `${kind}/${id}`;

/** `SS:77/5/PART` and `SS:77/5` are the same order line. */
const baseOf = (name: string): string => name.split('/').slice(0, 2).join('/');

function lineOf({ name, detail }: Known, parcel: Parcel): StockLine {
  const { lineId, sku, item, quantity, direction } = detail;
  return { name, parcel, lineId, sku, item, quantity: quantity.replace('-', ''), direction };
}

const tooMuch = ({ name, detail }: Known, parcel: Parcel) => ({
  cause: 'posted-differs',
  reason: `${parcelWords(parcel)}: ${name} was posted with ${detail.quantity} of SKU ${detail.sku}, but by now labels hold these goods; put it right in Fusion by hand and skip this record`,
});
