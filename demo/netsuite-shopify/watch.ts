/**
 * Tells what changes in both systems while the play goes on. The trap: it reads the simulators' dumps, so a line here is
 * a fact and not what the connector believes.
 */
import type { Show } from '../show.ts';
import { unitWords } from './dumps.ts';
import { readDumps, type Vendors } from './store.ts';

const WORDS: Record<string, string> = {
  salesOrder: 'sales order',
  customerDeposit: 'deposit',
  creditMemo: 'credit memo',
  customerRefund: 'customer refund',
};

export function bookWatcher(vendors: Vendors, show: Show): () => Promise<void> {
  const known = new Set<string>();
  const isNew = (key: string) => !known.has(key) && known.add(key) !== undefined;
  const levels = new Map<string, number>();
  return async () => {
    const { shop, books } = await readDumps(vendors);
    for (const { id, type, tranId, externalId, otherRefNum, total, status } of books.papers) {
      const words = WORDS[type];
      const of = otherRefNum === '' ? externalId : otherRefNum;
      if (words !== undefined && isNew(id)) show.tell(`   ${of} → NetSuite ${words} ${tranId}: ${total}`, 'good');
      if (type === 'salesOrder' && status === 'H' && isNew(`${id} closed`))
        show.tell(`   ${of}: ${tranId} is closed`, 'dim');
    }
    for (const { name, parcels } of shop.orders) {
      for (const { id, units, tracking } of parcels)
        if (isNew(String(id)))
          show.tell(`   ${name} → Shopify fulfilment: ${unitWords(units)}, tracking ${tracking.join(', ')}`, 'good');
    }
    const changed = Object.entries(shop.available).filter(([sku, units]) => (levels.get(sku) ?? 0) < units);
    for (const [sku, units] of Object.entries(shop.available)) levels.set(sku, units);
    if (changed.length > 0 && isNew('levels')) return;
    for (const [sku, units] of changed) show.tell(`   the shop shows ${units} ${sku} now`, 'dim');
  };
}
