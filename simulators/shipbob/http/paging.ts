// The vendor's ways to page: numbered pages in headers, and cursors in four forms of `next`.
// Trap: a cursor carries its own filters and page size; what else the request says is ignored with it.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { NextForm } from '../options.ts';
import { type Query, readQuery } from './query.ts';

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  contentType?: string;
}

/** Where a request came in: for links. */
export interface Place {
  base: string;
  version: string;
  /** Path below the version, e.g. /Product. */
  path: string;
}

const relative = (place: Place, form: NextForm, path: string): string => {
  if (form === 'unversioned') return path;
  return `${form === 'absolute' ? place.base : ''}/${place.version}${path}`;
};

/** A bare array with page headers. */
export function numberedPage<T>(
  rows: readonly T[],
  query: Query,
  place: Place,
  limits: { fallback: number; max: number },
): Answer {
  const page = Math.max(1, query.int('Page', 1));
  const size = Math.min(limits.max, Math.max(1, query.int('Limit', limits.fallback)));
  const pages = Math.ceil(rows.length / size);
  const headers: Record<string, string> = {
    ...{
      'page-number': String(page),
      'page-size': String(size),
      'total-count': String(rows.length),
      'total-pages': String(pages),
    },
  };
  if (page < pages) {
    const next = new URLSearchParams({ ...query.all(), page: String(page + 1), limit: String(size) });
    headers['next-page'] = `/${place.version}${place.path}?${next}`;
  }
  return { status: 200, body: rows.slice((page - 1) * size, page * size), headers };
}

interface CursorState {
  /** Index of the first row. */
  from: number;
  size: number;
  filters: Record<string, string>;
  body?: unknown;
}

const encode = (state: CursorState): string => gzipSync(JSON.stringify(state)).toString('base64url');

/** The state of a cursor; undefined when it is not one of ours. */
function decode(cursor: string): CursorState | undefined {
  try {
    return JSON.parse(gunzipSync(Buffer.from(cursor, 'base64url')).toString('utf8')) as CursorState;
  } catch {
    return undefined;
  }
}

export interface CursorPage {
  /** The filters in force: the request's, or the cursor's. */
  query: Query;
  /** The body in force, for lists that are asked by POST. */
  body: unknown;
  /** Cuts the page out of all matching rows. */
  page<T>(
    rows: readonly T[],
    form: NextForm,
    place: Place,
  ): { items: readonly T[]; first: string | null; prev: string | null; next: string | null; last: string | null };
}

/** Reads a cursor request; `sizeName` is the parameter of the page size. */
export function cursorPage(
  query: Query,
  limits: { fallback: number; max: number; sizeName: string; size?: number },
  body?: unknown,
): CursorPage {
  const sent = query.text('Cursor');
  const state = sent === undefined ? undefined : decode(sent);
  const clamp = (size: number) => Math.min(limits.max, Math.max(1, size));
  const size = state?.size ?? clamp(limits.size ?? query.int(limits.sizeName, limits.fallback));
  const from = state?.from ?? 0;
  const { cursor: _cursor, ...own } = query.all();
  const filters = state?.filters ?? own;
  const inForce = state?.body ?? body;
  const at = (start: number) => encode({ from: start, size, filters, ...(inForce !== undefined && { body: inForce }) });
  return {
    query: state ? readQuery(String(new URLSearchParams(filters)), () => {}) : query,
    body: inForce,
    page(rows, form, place) {
      const link = (start: number) =>
        form === 'token' ? at(start) : relative(place, form, `${place.path}?cursor=${at(start)}`);
      const more = from + size < rows.length;
      const lastStart = Math.max(0, Math.floor((rows.length - 1) / size) * size);
      const several = rows.length > size;
      return {
        items: rows.slice(from, from + size),
        first: several ? link(0) : null,
        prev: from > 0 ? link(Math.max(0, from - size)) : null,
        next: more ? link(from + size) : null,
        last: several ? link(lastStart) : null,
      };
    },
  };
}
