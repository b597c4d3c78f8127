/**
 * Tells what changes in NetSuite while the play goes on. The trap: it reads the simulators' dumps, so a line here is a
 * fact and not what the connector believes.
 */
import type { Show } from '../show.ts';
import { FIELDS, readDumps, type Vendors } from './depot.ts';
import { type Paper, sumUp, total } from './dumps.ts';

const WORDS: Record<string, string> = {
  itemReceipt: 'item receipt',
  inventoryAdjustment: 'inventory adjustment',
  itemFulfillment: 'item fulfilment',
  returnAuthorization: 'return authorisation',
  vendorBill: 'vendor bill',
  vendorCredit: 'bill credit',
};

export function bookWatcher(vendors: Vendors, show: Show): () => Promise<void> {
  const known = new Set<string>();
  const shown = new Map<string, string>();
  return async () => {
    const { warehouse, books } = await readDumps(vendors);
    for (const { id, madeBy, purchaseOrderNumber } of warehouse.wros) {
      if (known.has(`wro ${id}`)) continue;
      known.add(`wro ${id}`);
      if (madeBy !== 'person') show.tell(`   ${purchaseOrderNumber} → ShipBob receiving order ${id}`, 'good');
    }
    for (const paper of books.papers) {
      if (paper.type === 'salesOrder') tellState(paper, shown, show);
      if (known.has(paper.id)) continue;
      known.add(paper.id);
      const words = WORDS[paper.type];
      if (words !== undefined)
        show.tell(`   ${paper.externalId} → NetSuite ${words} ${paper.tranId}${sizeOf(paper)}`, 'good');
    }
  };
}

function sizeOf({ type, lines, total: amount, tracking }: Paper): string {
  if (type === 'vendorBill' || type === 'vendorCredit') return `: ${Number(amount).toFixed(2)}`;
  const units = total(sumUp(lines));
  const numbers = tracking.length > 0 ? `, tracking ${tracking.join(', ')}` : '';
  return `: ${units} ${Math.abs(units) === 1 ? 'unit' : 'units'}${numbers}`;
}

function tellState({ otherRefNum, custom }: Paper, shown: Map<string, string>, show: Show): void {
  const state = custom[FIELDS.status] ?? '';
  if (state === '' || state === 'Processing' || shown.get(otherRefNum) === state) return;
  shown.set(otherRefNum, state);
  show.tell(`   order ${otherRefNum}: ${state.toLowerCase()}`, 'dim');
}
