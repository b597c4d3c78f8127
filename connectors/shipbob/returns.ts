/**
 * Returns: read only, here. The trap: the default order is newest first, so a list that grows while it is paged would
 * show rows twice; oldest first is asked for.
 */
import { type Caller, segment } from './call.ts';
import { allRows, checksOf, commas, linkedPage, oneOf, within } from './paging.ts';
import { returnOrder } from './schemas-returns.ts';
import type { ListPage, Return, ReturnFilter } from './types.ts';

export const getReturn = (caller: Caller, id: string): Promise<Return | undefined> =>
  caller.find(returnOrder, { method: 'GET', path: `/return/${segment(id)}` });

export function listReturns(caller: Caller, filter: ReturnFilter, cursor?: string): Promise<ListPage<Return>> {
  const query = {
    Ids: commas(filter.ids),
    ReferenceIds: commas(filter.referenceIds),
    Status: commas(filter.statuses),
    OriginalShipmentIds: commas(filter.originalShipmentIds),
    StartDate: filter.insertedFrom,
    EndDate: filter.insertedTo,
    CompletedStartDate: filter.completedFrom,
    CompletedEndDate: filter.completedTo,
    SortOrder: 'Asc',
    Limit: String(caller.settings.pageSize),
  };
  const listing = { path: '/return', query, row: returnOrder, checks: checksFor(filter) };
  return linkedPage(caller, listing, 'Cursor', cursor);
}

export const findReturns = (caller: Caller, referenceId: string): Promise<Return[]> =>
  allRows((cursor): Promise<ListPage<Return>> => listReturns(caller, { referenceIds: [referenceId] }, cursor));

function checksFor(filter: ReturnFilter) {
  const { completedFrom, completedTo } = filter;
  const isAboutCompleted = completedFrom !== undefined || completedTo !== undefined;
  return checksOf<Return>([
    oneOf('Ids', filter.ids, ({ id }) => id),
    oneOf('ReferenceIds', filter.referenceIds, ({ referenceId }) => referenceId),
    oneOf('Status', filter.statuses, ({ status }) => status),
    oneOf('OriginalShipmentIds', filter.originalShipmentIds, ({ originalShipmentId }) => originalShipmentId),
    isAboutCompleted ? { name: 'CompletedStartDate', fits: (row) => row.completedAt !== undefined } : undefined,
    ...within<Return>(
      { from: 'StartDate', to: 'EndDate' },
      { from: filter.insertedFrom, to: filter.insertedTo },
      ({ insertedAt }) => insertedAt,
    ),
    ...within<Return>(
      { from: 'CompletedStartDate', to: 'CompletedEndDate' },
      { from: completedFrom, to: completedTo },
      ({ completedAt }) => completedAt,
    ),
  ]);
}
