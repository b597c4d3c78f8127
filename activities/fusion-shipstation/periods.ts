/**
 * The accounting periods of one of Fusion's books, asked at most every few seconds.
 * The trap: without the ledger's id Fusion cannot be asked, and then nothing is checked.
 */
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { Period } from '../../connectors/fusion/types.ts';
import type { ConnectionOf } from '../../settings/connection.ts';

const KEPT_MS = 2_000;
/** By connector: one that is made anew with other settings asks anew. */
const kept = new WeakMap<Fusion, Map<string, { at: number; periods: Promise<Period[]> }>>();

type Books = 'receivables' | 'inventory' | 'ledger';

/** `anew`: Fusion has just refused a day as closed, so what is kept is out of date. */
type Asking = { now: Date; anew?: boolean | undefined };

/** undefined where the settings say that periods are not checked. */
export async function periodsOf(
  api: Fusion,
  { periods, business }: Pick<ConnectionOf<'fusion-shipstation'>, 'periods' | 'business'>,
  books: Books,
  { now, anew }: Asking,
): Promise<Period[] | undefined> {
  const { check, [books]: applicationId } = periods;
  const { ledgerId } = business;
  if (!check || ledgerId === undefined) return undefined;
  const asked = kept.get(api) ?? new Map<string, { at: number; periods: Promise<Period[]> }>();
  kept.set(api, asked);
  const known = asked.get(applicationId);
  const isFresh = known !== undefined && now.getTime() - known.at < KEPT_MS;
  if (isFresh && anew !== true) return known.periods;
  const found = api.readPeriods({ ledgerId, applicationId });
  asked.set(applicationId, { at: now.getTime(), periods: found });
  found.catch(() => asked.delete(applicationId));
  return found;
}
