// Accounting periods: one per month, open unless closed through the control API.
// Trap: only posting records care; a Picked fulfilment in a closed month is fine until it is shipped.
import { userError } from '../ns-error.ts';
import { asText, type Rec, spaceMap, type World } from '../world.ts';

/** The period record that holds a date (YYYY-MM-DD); undefined when none is kept. */
function periodOf(world: World, date: string): Rec | undefined {
  for (const period of spaceMap(world, 'accountingPeriod').values()) {
    const start = asText(period.body.startDate) ?? '';
    const end = asText(period.body.endDate) ?? '';
    if (start <= date && date <= end) return period;
  }
  return undefined;
}

/** Refuses a posting record that is dated in a closed period; returns the period's id. */
export function requireOpenPeriod(world: World, date: string): string | undefined {
  const period = periodOf(world, date);
  if (period?.body.closed === true) {
    throw userError('The transaction date you specified is not within the date range of your open accounting periods.');
  }
  return period?.id;
}
