/**
 * What the last look at ShipStation's stock saw, and the adjustments that it kept: one durable value, changed as a whole.
 * The trap: levels and adjustments are one; with one written and not the other, a change would be booked twice or never.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Adjustment, Levels } from '../../mappings/fusion-shipstation/inventory/adjust.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { wakeRecords } from '../wake.ts';

/** `at`: levels are as of this instant. `pending`: not handed to their records yet. */
export type Look = { at: string; levels: Levels; pending: Adjustment[] };

/** The sync whose records book adjustments. */
const BOOKING_SYNC = 'inventoryPosting';
export const ADJUSTMENT = 'adjustment/';

const lookKey = (connection: string) => `fusion/stock-look/${connection}`;
const adjustmentKey = (connection: string, id: string) => `fusion/adjustment/${connection}/${id}`;

export async function readLook(deps: ActivityDeps, connection: string): Promise<Look | undefined> {
  const value = await deps.store.shared.get(lookKey(connection));
  return value === undefined ? undefined : (JSON.parse(value) as Look);
}

/** In place of the one that was read; throws when another run has written one meanwhile. */
export async function writeLook(
  deps: ActivityDeps,
  connection: string,
  look: Look,
  instead: Look | undefined,
): Promise<void> {
  const isWritten = await deps.store.shared.change(lookKey(connection), (held) => {
    const isSame = held === (instead === undefined ? undefined : JSON.stringify(instead));
    return { value: isSame ? JSON.stringify(look) : (held ?? ''), answer: isSame };
  });
  if (isWritten) return;
  const message = 'another run has looked at the stock meanwhile; looked at again';
  throw new ConnectorError({ type: 'Unavailable', system: 'ml-connector', message });
}

/** One record for each adjustment that was kept. May be repeated. */
export async function handOnAdjustments(deps: ActivityDeps, { connection }: RecordScope): Promise<{ handed: number }> {
  const look = await readLook(deps, connection);
  if (look === undefined || look.pending.length === 0) return { handed: 0 };
  for (const one of look.pending) {
    await deps.store.shared.change(adjustmentKey(connection, one.id), (held) => ({
      value: held ?? JSON.stringify(one),
      answer: undefined,
    }));
  }
  const rows = look.pending.map(({ id, at }) => ({
    key: `${ADJUSTMENT}${id}`,
    source: `adjustment:${id}`,
    state: at,
    at,
  }));
  await wakeRecords(deps, { connection, sync: BOOKING_SYNC }, rows, 'sweep');
  await writeLook(deps, connection, { ...look, pending: [] }, look);
  return { handed: rows.length };
}

export async function readAdjustment(
  deps: ActivityDeps,
  { connection, recordKey }: RecordScope,
): Promise<Adjustment | undefined> {
  const value = await deps.store.shared.get(adjustmentKey(connection, recordKey.replace(ADJUSTMENT, '')));
  return value === undefined ? undefined : (JSON.parse(value) as Adjustment);
}
