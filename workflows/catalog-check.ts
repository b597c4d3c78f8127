/**
 * catalogCheck: every variant of the shop against NetSuite's items, page by page. Reads only.
 * The trap: a variant without a SKU, and a SKU on two variants, are no errors of either system, and still make orders wait.
 */
import { setCurrentDetails } from '@temporalio/workflow';
import type { CatalogInput, CatalogResult } from './contracts.ts';
import { priorityOf } from './policies.ts';
import { stepsFor } from './steps.ts';

/** More rows than a person reads; the counts go on. */
const MOST_ROWS = 5_000;

export async function catalogCheck(input: CatalogInput): Promise<CatalogResult> {
  const { shopify, netSuite } = stepsFor(priorityOf('sweep', input.connection));
  const scope = { connection: input.connection, sync: 'shopifyOrder', recordKey: '-' };
  const result: CatalogResult = {
    variants: 0,
    counts: { missing: 0, several: 0, inactive: 0, blank: 0, doubled: 0 },
    rows: [],
  };
  const firstOf = new Map<string, string>();
  const tell = (row: CatalogResult['rows'][number]) => {
    result.counts[row.problem]++;
    if (result.rows.length < MOST_ROWS) result.rows.push(row);
  };
  for (let cursor: string | undefined; ; ) {
    const page = await shopify.catalogPage({ ...scope, ...(cursor === undefined ? {} : { cursor }) });
    const fresh = new Map<string, (typeof page.variants)[number]>();
    for (const variant of page.variants) {
      const sku = variant.sku?.trim() ?? '';
      const { variantId, product } = variant;
      const first = firstOf.get(sku);
      if (sku === '') tell({ problem: 'blank', sku, variantId, product, others: [] });
      else if (first !== undefined) tell({ problem: 'doubled', sku, variantId, product, others: [first] });
      else {
        firstOf.set(sku, variantId);
        fresh.set(sku, variant);
      }
    }
    const { findings } =
      fresh.size === 0 ? { findings: [] } : await netSuite.matchSkus({ ...scope, skus: [...fresh.keys()] });
    for (const { sku, found, items } of findings) {
      const { variantId = '', product = '' } = fresh.get(sku) ?? {};
      tell({ problem: found, sku, variantId, product, others: items });
    }
    result.variants += page.variants.length;
    setCurrentDetails(`${result.variants} variants looked at, ${result.rows.length} with something to mend`);
    if (page.next === undefined) return result;
    cursor = page.next;
  }
}
