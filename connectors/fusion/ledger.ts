/**
 * Ledgers, business units and accounting periods.
 * The trap: a period has one row for each application, and a list that is empty may mean that the user may not see it.
 */
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { all } from './lists.ts';
import type { Condition } from './query.ts';
import type { FusionView, Period } from './types.ts';
import { dayOf, textOf } from './view.ts';

export function readPeriods(
  caller: Caller,
  { ledgerId, applicationId }: { ledgerId: string; applicationId: string },
): Promise<Period[]> {
  const where: Condition[] = [
    { attribute: 'LedgerId', value: ledgerId, number: true },
    { attribute: 'ApplicationId', value: applicationId, number: true },
  ];
  const ask = { path: '/accountingPeriodStatusLOV', query: { where, orderBy: 'PeriodNameId:asc' } };
  return all(caller, ask, (item) => period(item, applicationId));
}

function period(item: FusionView, applicationId: string): Period | undefined {
  const name = textOf(item, 'PeriodNameId');
  const startDate = dayOf(item, 'StartDate');
  const endDate = dayOf(item, 'EndDate');
  const application = textOf(item, 'ApplicationId') ?? applicationId;
  if (name === undefined || startDate === undefined || endDate === undefined) return undefined;
  if (application !== applicationId) return undefined;
  return { name, applicationId, status: textOf(item, 'ClosingStatus') ?? '', startDate, endDate };
}

const named = (attribute: string, name: string | undefined): { where?: Condition[] } =>
  name === undefined ? {} : { where: [{ attribute, value: name }] };

export function findLedgers(caller: Caller, name?: string): Promise<{ id: string; name: string; currency?: string }[]> {
  const ask = { path: '/ledgersLOV', query: { ...named('Name', name), orderBy: 'LedgerId:asc' } };
  return all(caller, ask, (item) => {
    const id = textOf(item, 'LedgerId');
    if (id === undefined) return undefined;
    return compact({ id, name: textOf(item, 'Name') ?? '', currency: textOf(item, 'CurrencyCode') });
  });
}

export function findBusinessUnits(
  caller: Caller,
  name?: string,
): Promise<{ id: string; name: string; ledgerId?: string }[]> {
  const ask = {
    path: '/finBusinessUnitsLOV',
    query: { ...named('BusinessUnitName', name), orderBy: 'BusinessUnitId:asc' },
  };
  return all(caller, ask, (item) => {
    const id = textOf(item, 'BusinessUnitId');
    if (id === undefined) return undefined;
    return compact({ id, name: textOf(item, 'BusinessUnitName') ?? '', ledgerId: textOf(item, 'PrimaryLedgerId') });
  });
}
