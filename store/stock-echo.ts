/**
 * Whether a word of a level says something new, or only tells back what we have set ourselves.
 * The trap: an echo shows the value that we saw last, or the one that we are about to see; both are no news.
 */
import type { StockStore } from './stock-contract.ts';

const ROWS = 100;

export type ToldLevel = { skuKey: string; location: string; available: number | null | undefined };

/** True for a level that we know, and that is neither as we saw it last nor as it should be. */
export async function isForeignLevel(
  stock: Pick<StockStore, 'list'>,
  connection: string,
  { skuKey, location, available }: ToldLevel,
): Promise<boolean> {
  const rows = await stock.list({ connection, skuKeys: [skuKey], limit: ROWS });
  const row = rows.find((one) => one.location === location);
  if (row === undefined) return false;
  return available !== row.shown && available !== row.wanted;
}
