/**
 * How a stock run reads both sides into its table: everything page by page, or single SKUs.
 * The trap: NetSuite comes first, because ShipStation's levels only find a place beside levels that are wanted.
 */
import { sleep } from '@temporalio/workflow';
import { patiently, type Run, tell } from './stock-run.ts';

/** All of both sides; answers the NetSuite locations that had rows. */
export async function readAll(run: Run): Promise<string[]> {
  const { scope, steps, progress } = run;
  const isFirst = progress.pass === 1;
  if (isFirst) run.missing = (await patiently(run, () => steps.shipStation.findMissingPlaces(scope))).missing;
  const answered = await readSource(run);
  if (isFirst) run.others.push(...(await patiently(run, () => steps.netSuite.findUnmappedStock(scope))).unmapped);
  if (isFirst || run.readBack === 'later') await readShown(run);
  if (isFirst && (await steps.store.stockNeedsProducts(scope))) await readProducts(run);
  return answered;
}

async function readSource(run: Run): Promise<string[]> {
  const { scope, steps, progress } = run;
  const at = new Date().toISOString();
  const answered = new Set<string>();
  tell(run, { phase: 'reading NetSuite', read: 0 });
  let next: Awaited<ReturnType<typeof steps.netSuite.readStockSource>>['next'];
  do {
    const request = { ...scope, at, ...(next === undefined ? {} : { cursor: next }) };
    const page = await patiently(run, () => steps.netSuite.readStockSource(request));
    for (const location of page.locations) answered.add(location);
    tell(run, { read: progress.read + page.rows });
    next = page.next;
  } while (next !== undefined);
  const { broken } = await patiently(run, () => steps.netSuite.readStockKits({ ...scope, at }));
  noteBroken(run, broken);
  return [...answered];
}

function noteBroken(run: Run, broken: { sku: string; reason: string }[]): void {
  run.others = run.others.filter((other) => other.cause !== 'kit-part-missing');
  run.others.push(...broken.map(({ sku, reason }) => ({ key: sku, cause: 'kit-part-missing', reason })));
}

async function readShown(run: Run): Promise<void> {
  const { scope, steps, progress } = run;
  tell(run, { phase: 'reading ShipStation', read: 0 });
  run.pages = 0;
  let next: Awaited<ReturnType<typeof steps.shipStation.readShownStock>>['next'];
  do {
    const request = { ...scope, ...(next === undefined ? {} : { cursor: next }) };
    const page = await patiently(run, () => steps.shipStation.readShownStock(request));
    run.pages += page.pages;
    tell(run, { read: progress.read + page.rows });
    next = page.next;
    if (page.waitMs !== undefined) await sleep(page.waitMs, { summary: 'the rate budget opens again' });
  } while (next !== undefined);
}

async function readProducts(run: Run): Promise<void> {
  const { scope, steps } = run;
  let next: string | undefined;
  do {
    const request = { ...scope, ...(next === undefined ? {} : { cursor: next }) };
    const page = await patiently(run, () => steps.shipStation.readStockProducts(request));
    next = page.next;
    if (page.waitMs !== undefined) await sleep(page.waitMs, { summary: 'the rate budget opens again' });
  } while (next !== undefined);
}

export async function readSome(run: Run, only: string[]): Promise<undefined> {
  const { scope, steps } = run;
  const at = new Date().toISOString();
  const { absent, broken } = await patiently(run, () => steps.netSuite.readStockOf({ ...scope, only, at }));
  const reason = 'NetSuite has no stocked item that is sold under this SKU; check the name, skuField and skuAliases';
  noteBroken(run, broken);
  run.others = run.others.filter((other) => other.cause !== 'sku-not-in-netsuite');
  const isBroken = new Set(broken.map(({ sku }) => sku));
  for (const key of absent) if (!isBroken.has(key)) run.others.push({ key, cause: 'sku-not-in-netsuite', reason });
  await patiently(run, () => steps.shipStation.readShownStockOf({ ...scope, only }));
}
