/**
 * What a stock run leaves in the ledger and in the list of records: one effect for each level that was set, one record for
 * each SKU that was changed or waits. The trap: a SKU's record is shared by all its places, so what waits is told last.
 */
import { Context } from '@temporalio/activity';
import type { StockLevelRow } from '../../store/stock-contract.ts';
import { runId } from '../../workflows/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor } from '../ledger-entries.ts';
import type { StockRequest } from './stock-scope.ts';

/** `before`: what ShipStation showed; absent where it had no row. */
export type WrittenLevel = { row: StockLevelRow; before: number | undefined };

const HOW = {
  found: 'found as set by a call whose answer was lost',
  written: 'set; read back with the next list',
  readBack: 'set and read back',
};

export async function noteLevels(
  deps: ActivityDeps,
  request: StockRequest,
  levels: WrittenLevel[],
  how: keyof typeof HOW,
): Promise<void> {
  const [first] = levels;
  if (first === undefined) return;
  const { connection, sync } = request;
  const context = Context.current();
  const words = ({ row, before }: WrittenLevel) =>
    how === 'found' ? `${row.location}: ${row.wanted}` : `${row.location}: ${before ?? 'none'} → ${row.wanted}`;
  const entries = levels.map((level) =>
    entryFor(context, { connection, sync, recordKey: level.row.sku }, deps.now(), {
      kind: 'effect',
      outcome: 'ok',
      step: 'setLevel',
      system: 'shipstation',
      targetRef: `inventory/${level.row.location}`,
      summary: `${level.row.sku} at ${words(level)}, ${HOW[how]}`,
    }),
  );
  for (const _ of levels) deps.count?.effect(connection, sync, 'setLevel');
  const summary = `stock ${levels.map(words).join('; ')}`;
  await Promise.all([deps.store.ledger.append(entries), putRecord(deps, request, { sku: first.row.sku, summary })]);
}

type Told = { sku: string; summary?: string; cause?: string; reason?: string };

/** The record of a SKU, done or (with a cause) waiting. */
export function putRecord(
  deps: ActivityDeps,
  request: StockRequest,
  { sku, summary, cause, reason }: Told,
): Promise<void> {
  return deps.store.records.put({
    connection: request.connection,
    sync: request.sync,
    recordKey: sku,
    status: cause === undefined ? 'done' : 'waiting',
    workflowId: runId(request.connection, request.sync),
    foundBy: 'sweep',
    numbers: [{ kind: 'stock', value: sku }],
    at: deps.now().toISOString(),
    ...(summary === undefined ? {} : { summary }),
    ...(cause === undefined ? {} : { cause }),
    ...(reason === undefined ? {} : { reason }),
  });
}
