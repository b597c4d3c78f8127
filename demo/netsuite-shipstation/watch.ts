/**
 * Tells what changes in NetSuite while the play goes on: fulfilments made, fulfilments taken back.
 * The trap: it reads the simulator's dump, so a line here is a fact and not what the connector believes.
 */
import type { Show } from '../show.ts';
import { type Fulfilment, fulfilmentName, type Parcel, parcelWords } from './dumps.ts';
import { readDumps, type Vendors } from './shop.ts';

export function bookWatcher(vendors: Vendors, show: Show): () => Promise<void> {
  const known = new Map<string, Fulfilment>();
  return () => look(vendors, show, known);
}

async function look(vendors: Vendors, show: Show, known: Map<string, Fulfilment>): Promise<void> {
  const { shop, books } = await readDumps(vendors);
  const now = new Map(books.fulfilments.map((f) => [f.id, f]));
  for (const [id, gone] of known) {
    if (now.has(id)) continue;
    known.delete(id);
    const parcel = parcelOf(gone, shop.parcels);
    show.tell(`   ${numberOf(parcel)}: voided after posting → fulfilment ${gone.tranId} taken back`, 'warn');
  }
  for (const [id, made] of now) {
    if (known.has(id)) continue;
    known.set(id, made);
    show.tell(`   ${madeWords(made, parcelOf(made, shop.parcels))}`, 'good');
  }
}

const parcelOf = (fulfilment: Fulfilment, parcels: Parcel[]): Parcel | undefined =>
  parcels.find((parcel) => fulfilmentName(parcel) === fulfilment.externalId);

const numberOf = (parcel: Parcel | undefined): string => `order ${parcel?.orderNumber ?? '?'}`;

function madeWords(made: Fulfilment, parcel: Parcel | undefined): string {
  const pieces = made.lines.reduce((sum, line) => sum + line.quantity, 0);
  const what = parcel === undefined ? 'of no parcel' : `for ${parcelWords(parcel)}`;
  const tracking = made.tracking.length > 0 ? `, tracking ${made.tracking.join(', ')}` : '';
  return `${numberOf(parcel)} → NetSuite ${made.tranId}: ${pieces} ${pieces === 1 ? 'piece' : 'pieces'} ${what}${tracking}`;
}
