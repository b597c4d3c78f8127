// Opening and closing periods, at any time.
// Trap: without an application the period is closed for all three: ledger, Receivables, Inventory.
import { periodKey } from '../domain/calendar.ts';
import type { PeriodStatus } from '../domain/model.ts';
import { need, type World } from '../domain/world.ts';

export interface PeriodChange {
  /** Jul-26. */
  period: string;
  status: PeriodStatus;
  application?: string | number | undefined;
  ledgerId?: number | undefined;
}

const STATUSES = ['O', 'F', 'C', 'P', 'N'];

function applications(world: World, application: string | number | undefined): number[] {
  const { receivables, inventory, ledger } = world.settings;
  const ids: Readonly<Record<string, number>> = {
    ...{ AR: receivables.applicationId, INV: inventory.applicationId, GL: ledger.applicationId },
  };
  if (application === undefined) return Object.values(ids);
  return [typeof application === 'number' ? application : need(ids[application], `application ${application}`)];
}

/** Changes the status of a period; throws an Error when there is no such period. */
export function setPeriod(world: World, { period, status, application, ledgerId }: PeriodChange): number {
  if (!STATUSES.includes(status)) throw new Error(`status is one of ${STATUSES.join(', ')}`);
  const id = ledgerId ?? need(world.ledgers.all()[0], 'ledger').id;
  const keys = applications(world, application).map((applicationId) =>
    periodKey({ name: period, applicationId, ledgerId: id }),
  );
  for (const key of keys) {
    need(world.periods.get(key), `period ${period}`);
    world.periods.patch(key, { status });
  }
  return keys.length;
}
