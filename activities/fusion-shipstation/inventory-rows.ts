/**
 * What Fusion shows under a parcel's source keys: what is staged still, and what was processed.
 * The trap: not every pod gives the source keys of a processed row back; those are asked for by their reference too.
 */
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { CompletedRow } from '../../connectors/fusion/types.ts';
import { completedOf, type Sought, stagedOf } from '../../mappings/fusion-shipstation/inventory/match.ts';
import type { SeenRows } from '../../mappings/fusion-shipstation/inventory/types.ts';

type Keys = { sourceCode: string; sourceHeaderId: string };

/** `names`: postings that were sent and must be somewhere. */
export async function rowsOfParcel(api: Fusion, keys: Keys, sought: Sought[]): Promise<SeenRows> {
  // In this order: a row that is processed meanwhile is seen at least once.
  const staged = await api.findStaged(keys);
  const completed = await api.findCompleted(keys);
  const missing = sought.filter(
    (one) => !stagedOf(one, { staged, completed }) && !completedOf(one, { staged, completed }),
  );
  const byName: CompletedRow[] = [];
  for (const { name } of missing) byName.push(...(await api.findCompleted({ externalReference: name })));
  return { staged, completed: [...completed, ...byName] };
}
