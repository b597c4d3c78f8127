/**
 * What we know of our own postings in Fusion's inventory, by name: durable before a row is sent, and until its end.
 * The trap: a note without an answer means that a row may have been made; it is looked for before anything is sent again.
 */
import type { Known, KnownDetail } from '../../mappings/fusion-shipstation/inventory/types.ts';
import type { LinkRow, LinkState } from '../../store/links-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';

export const SYNC = 'inventoryPosting';

/** All postings of one record. */
export async function knownOf(deps: ActivityDeps, { connection, recordKey }: RecordScope): Promise<Known[]> {
  const rows = await deps.store.links.find({ connection, sync: SYNC, sourceOwner: ownerOf(recordKey) });
  return rows.map(knownOfRow);
}

export async function knownByName(deps: ActivityDeps, connection: string, name: string): Promise<Known | undefined> {
  const row = await deps.store.links.get(connection, SYNC, name);
  return row === undefined ? undefined : knownOfRow(row);
}

/** `targetRef`: e.g. `inventoryTransaction/77`. */
export function putKnown(
  deps: ActivityDeps,
  { connection, recordKey }: RecordScope,
  { name, state, parcel, detail }: Known,
  targetRef?: string,
): Promise<void> {
  return deps.store.links.put({
    connection,
    sync: SYNC,
    sourceRef: name,
    sourceOwner: ownerOf(recordKey),
    targetOwner: parcel,
    state,
    detail: JSON.stringify(detail),
    at: deps.now().toISOString(),
    ...(targetRef === undefined ? {} : { targetRef }),
  });
}

const ownerOf = (recordKey: string): string => `order/${recordKey}`;

const knownOfRow = (row: LinkRow): Known => ({
  name: row.sourceRef,
  state: stateOf(row.state),
  parcel: row.targetOwner,
  detail: JSON.parse(row.detail ?? '{}') as KnownDetail,
});

const stateOf = (state: LinkState): Known['state'] => (state === 'found' ? 'made' : state);
