/**
 * Customers that Shopify has merged: which one was kept. Told by `customers/merge` alone, so it is remembered as a link.
 * The trap: Shopify merges again and again (A into B, B into C), and a customer is never told twice.
 */
import type { Store } from '../../store/contract.ts';

const SYNC = 'shopifyCustomer';
/** Merges of merges that are followed. */
const MOST = 20;
const refOf = (id: string): string => `customer/${id}`;
const idOf = (ref: string): string => ref.slice(ref.indexOf('/') + 1);

/** `merged` is gone, `kept` has its orders. */
export async function noteMerged(
  store: Store,
  connection: string,
  { kept, merged, at }: { kept: string; merged: string; at: string },
): Promise<void> {
  const owner = { sourceOwner: refOf(kept), targetOwner: refOf(kept) };
  await store.links.put({ connection, sync: SYNC, sourceRef: refOf(merged), ...owner, state: 'found', at });
}

/** Whom this customer was merged into, and whom that one was, the living one last; empty: it was not merged. */
export async function keptIdsOf(store: Store, connection: string, id: string): Promise<string[]> {
  const kept: string[] = [];
  for (let link = await linkOf(store, connection, id); link !== undefined && kept.length < MOST; ) {
    const next = idOf(link.sourceOwner);
    if (next === id || kept.includes(next)) break;
    kept.push(next);
    link = await linkOf(store, connection, next);
  }
  return kept;
}

const linkOf = (store: Store, connection: string, id: string) => store.links.get(connection, SYNC, refOf(id));

/** Everybody who was merged into this customer, nearest first. */
export async function mergedIdsOf(store: Store, connection: string, id: string): Promise<string[]> {
  const found = [id];
  // Grows while it is gone through.
  for (const next of found) {
    if (found.length > MOST) break;
    const links = await store.links.find({ connection, sync: SYNC, sourceOwner: refOf(next) });
    for (const merged of links.map(({ sourceRef }) => idOf(sourceRef))) if (!found.includes(merged)) found.push(merged);
  }
  return found.slice(1);
}
