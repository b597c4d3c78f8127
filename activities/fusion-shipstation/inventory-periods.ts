/**
 * The accounting periods of the books that goods are posted to, asked at most every few seconds.
 * The trap: without the ledger's id Fusion cannot be asked, and then nothing is checked.
 */
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { Period } from '../../connectors/fusion/types.ts';
import type { ActivityDeps } from '../deps.ts';

const KEPT_MS = 2_000;
/** By connector: one that is made anew with other settings asks anew. */
const kept = new WeakMap<Fusion, Map<string, { at: number; periods: Promise<Period[]> }>>();

export const inventoryPeriods = (deps: ActivityDeps, connection: string, api: Fusion): Promise<Period[] | undefined> =>
  periodsOf(deps, connection, api, 'inventory');

export const ledgerPeriods = (deps: ActivityDeps, connection: string, api: Fusion): Promise<Period[] | undefined> =>
  periodsOf(deps, connection, api, 'ledger');

/** undefined where the settings say that periods are not checked. */
async function periodsOf(
  deps: ActivityDeps,
  connection: string,
  api: Fusion,
  books: 'inventory' | 'ledger',
): Promise<Period[] | undefined> {
  const { settings } = await deps.connections.open(connection, 'fusion-shipstation');
  const { check, [books]: applicationId } = settings.periods;
  const { ledgerId } = settings.business;
  if (!check || ledgerId === undefined) return undefined;
  const asked = kept.get(api) ?? new Map<string, { at: number; periods: Promise<Period[]> }>();
  kept.set(api, asked);
  const nowMs = deps.now().getTime();
  const known = asked.get(applicationId);
  if (known !== undefined && nowMs - known.at < KEPT_MS) return known.periods;
  const periods = api.readPeriods({ ledgerId, applicationId });
  asked.set(applicationId, { at: nowMs, periods });
  periods.catch(() => asked.delete(applicationId));
  return periods;
}
