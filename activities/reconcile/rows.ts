/** Rows between the streams (plain objects) and the store (JSON), and which of them are judged. */
import type { Group, JudgedRow, ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import type { ReconcileStore, StoredReconcileRow } from '../../store/reconcile-contract.ts';

/** Plain days, both included, and the instant after which a row is too young. */
export type Judging = { from: string; to: string; before: string };

export function toStored(row: ReconcileRow, { from, to, before }: Judging): StoredReconcileRow {
  const { side, id, key, altKey, recordKey, day, at, facts } = row;
  const isInside = day === undefined || (day >= from && day <= to);
  return {
    side,
    id,
    key,
    judged: isInside && (at === undefined || at <= before),
    facts: JSON.stringify(facts),
    ...(altKey === undefined ? {} : { altKey }),
    ...(recordKey === undefined ? {} : { recordKey }),
  };
}

function fromStored({ facts, ...row }: StoredReconcileRow): JudgedRow {
  return { ...row, facts: JSON.parse(facts) as JudgedRow['facts'] };
}

/** All that bears these keys, with rows that share a second name with what stands alone or was posted. */
export async function groupsOf(store: ReconcileStore, run: string, stream: string, keys: string[]): Promise<Group[]> {
  const rows = (await store.rowsOfKeys(run, stream, keys)).map(fromStored);
  const altKeys = rows.flatMap(({ altKey }) => altKey ?? []);
  const alike = (altKeys.length === 0 ? [] : await store.rowsAlike(run, stream, altKeys)).map(fromStored);
  const byAltKey = Map.groupBy(alike, ({ altKey }) => altKey ?? '');
  const byKey = Map.groupBy(rows, ({ key }) => key);
  return [...byKey].map(([key, own]) => {
    const sources = own.filter(({ side }) => side === 'source');
    const names = new Set(own.flatMap(({ altKey }) => altKey ?? []));
    const others = [...names].flatMap((name) => byAltKey.get(name) ?? []);
    // What stands on the other side: fulfilments for a parcel, parcels for a fulfilment.
    const side = sources.length > 0 ? 'target' : 'source';
    return {
      key,
      sources,
      targets: own.filter((row) => row.side === 'target'),
      alike: others.filter((row) => row.key !== key && row.side === side),
    };
  });
}
