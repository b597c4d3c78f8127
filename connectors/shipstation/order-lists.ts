/**
 * Lists of orders, read as little as sweeps need: which order, in which state, changed when.
 * The trap: a list that changes while it is paged loses rows; newest change first, a changed row only moves to the front,
 * so rows may come twice but none is left out.
 */
import type { Page } from '../http/contract.ts';
import type { Caller } from './call.ts';
import type { OrderFilter } from './contract.ts';
import { mapRows, pageOf, wantsStore } from './paging.ts';
import { v1Page } from './schemas-v1.ts';
import { v1OrderSight } from './schemas-v1-pointers.ts';
import type { ShipStationSettings } from './settings.ts';
import { v1WindowStart } from './time.ts';
import type { OrderSight } from './types.ts';

type Settings = Pick<ShipStationSettings, 'storeIds' | 'pageSize'>;

const rows = v1Page('orders', v1OrderSight);

/** Changed since an instant (newest change first), or all in one status (oldest first). */
export async function listOrders(
  v1: Caller,
  settings: Settings,
  filter: OrderFilter,
  page: number,
): Promise<Page<OrderSight>> {
  const { pageSize, storeIds } = settings;
  const query = {
    ...('modifiedSince' in filter
      ? { modifyDateStart: v1WindowStart(filter.modifiedSince), sortBy: 'ModifyDate', sortDir: 'DESC' }
      : { orderStatus: filter.status, sortBy: 'CreateDate', sortDir: 'ASC' }),
    ...(storeIds.length === 1 && storeIds[0] !== undefined ? { storeId: storeIds[0] } : {}),
    page: `${page}`,
    pageSize: `${pageSize}`,
  };
  const answer = await v1.read(rows, { method: 'GET', path: '/orders', query });
  return mapRows(pageOf(answer, page, pageSize), (found) => found.filter((row) => wantsStore(storeIds, row.storeId)));
}
