/**
 * What a stock run leaves in the ledger and among the records: an intent for each batch, an effect for each level that was
 * set and read back. The trap: a SKU has one record for all its places, so what waits is told last.
 */
import { Context } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import { entryFor } from '../ledger-entries.ts';
import { putRecords, STOCK_SYNC, type StockScope } from './stock-scope.ts';
import type { Work } from './stock-write.ts';

const words = ({ location, before, wanted }: Work): string => `${location}: ${before ?? 'none'} → ${wanted}`;

export async function noteBatch(deps: ActivityDeps, { connection }: StockScope, batch: Work[]): Promise<void> {
  const entry = entryFor(Context.current(), { connection, sync: STOCK_SYNC, recordKey: 'run' }, deps.now(), {
    kind: 'intent',
    outcome: 'planned',
    step: 'setLevels',
    system: 'shopify',
    summary: `set ${batch.length} ${batch.length === 1 ? 'level' : 'levels'}`,
    sealedPayload: deps.vault.seal(JSON.stringify(batch), `ledger/${connection}`),
  });
  await deps.store.ledger.append([entry]);
}

export async function noteWritten(deps: ActivityDeps, scope: StockScope, work: Work[]): Promise<void> {
  if (work.length === 0) return;
  const { connection } = scope;
  const context = Context.current();
  const entries = work.map((one) =>
    entryFor(context, { connection, sync: STOCK_SYNC, recordKey: one.sku }, deps.now(), {
      kind: 'effect',
      outcome: 'ok',
      step: 'setLevel',
      system: 'shopify',
      targetRef: `inventory/${one.skuKey}/${one.location}`,
      summary: `${one.sku} at ${words(one)}, set and read back`,
    }),
  );
  for (const _ of work) deps.count?.effect(connection, STOCK_SYNC, 'setLevel');
  const bySku = [...Map.groupBy(work, ({ sku }) => sku)];
  const told = bySku.map(([sku, rows]) => ({ key: sku, sku, summary: `stock ${rows.map(words).join('; ')}` }));
  await Promise.all([deps.store.ledger.append(entries), putRecords(deps, scope, told)]);
}

export function tellWaiting(deps: ActivityDeps, scope: StockScope, work: Work[]): Promise<void> {
  return putRecords(
    deps,
    scope,
    work.map(({ sku, cause = 'refused', reason = 'refused' }) => ({ key: sku, sku, cause, reason })),
  );
}
