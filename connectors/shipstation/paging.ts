/**
 * When a V1 listing has another page, and rows cut to what the connection wants.
 * The trap: the vendor's own samples show pages 0 with rows, so `page < pages` alone would stop too early.
 */
import type { Page } from '../http/contract.ts';
import { compact } from './compact.ts';
import type { RawPointerRow } from './schemas-v1-pointers.ts';
import type { PointerRow } from './types.ts';

export type V1Rows<T> = { rows: T[]; total: number; pages: number };

/** True when page+1 may hold rows; asks one page too many rather than one too few. An empty page always ends it. */
function moreAfter(answer: V1Rows<unknown>, page: number, pageSize: number): boolean {
  const got = answer.rows.length;
  if (got === 0) return false;
  if (answer.pages > 0) return page < answer.pages;
  return got >= pageSize || page * got < answer.total;
}

/** A page of V1 with our own paging. */
export function pageOf<T>(answer: V1Rows<T>, page: number, pageSize: number): Page<T> {
  return { rows: answer.rows, page, hasMore: moreAfter(answer, page, pageSize), total: answer.total };
}

/** The same page with its rows read anew; `total` stays the vendor's count. */
export function mapRows<A, B>(page: Page<A>, change: (rows: A[]) => B[]): Page<B> {
  return { ...page, rows: change(page.rows) };
}

/** True unless the row names a store that is not wanted; V2 labels and fulfillments name none. */
export function wantsStore(storeIds: readonly string[], storeId: string | undefined): boolean {
  return storeIds.length === 0 || storeId === undefined || storeIds.includes(storeId);
}

/** Rows that lead to an order of a wanted store. */
export function pointerRows(rows: readonly RawPointerRow[], storeIds: readonly string[]): PointerRow[] {
  return rows.flatMap((row) => {
    const { orderId, storeId, ...same } = row;
    return orderId === undefined || !wantsStore(storeIds, storeId) ? [] : [compact({ ...same, orderId })];
  });
}
