// The SuiteQL address.
// Trap: without `Prefer: transient` the service refuses even a right query.
import { invalidParameter, NsError } from '../ns-error.ts';
import { isObject } from '../records/parse.ts';
import type { SuiteQl } from '../suiteql/engine.ts';
import { json, preferences, type SimRequest, type SimResponse } from './message.ts';
import { pageOf } from './paging.ts';

export const SUITEQL_PATH = '/services/rest/query/v1/suiteql';
const MAX_ROWS = 100_000;

function requireTransient(request: SimRequest): void {
  if (preferences(request).includes('transient')) return;
  throw new NsError(400, {
    detail: "Required header 'Prefer' is missing or has an unsupported value. Provide 'transient'.",
    'o:errorCode': 'INVALID_HEADER',
    'o:errorHeader': 'Prefer',
  });
}

/** Runs one query and answers a page; throws NsError. */
export function handleQuery(suiteql: SuiteQl, request: SimRequest): SimResponse {
  if (request.method !== 'POST')
    throw new NsError(405, { detail: 'Method not allowed.', 'o:errorCode': 'METHOD_NOT_ALLOWED' });
  requireTransient(request);
  const { limit, offset } = pageOf(request.query, ['limit', 'offset']);
  if (offset >= MAX_ROWS) throw invalidParameter('Invalid offset. A query returns at most 100000 results.', 'offset');
  const body = request.body;
  if (!isObject(body) || typeof body.q !== 'string')
    throw invalidParameter('Invalid search query. The request body must contain q.', 'q');
  const params = body.params ?? [];
  if (!Array.isArray(params)) throw invalidParameter('Invalid params. Provide an array.', 'params');
  const page = suiteql.run(body.q, params, limit, offset);
  const url = (from: number) => `${request.base}${SUITEQL_PATH}?limit=${limit}&offset=${from}`;
  const hasMore = offset + page.items.length < page.total;
  const links = [{ rel: 'self', href: url(offset) }];
  if (hasMore) {
    links.unshift(
      { rel: 'next', href: url(offset + limit) },
      { rel: 'last', href: url(Math.floor((page.total - 1) / limit) * limit) },
    );
  }
  return json(
    200,
    { links, count: page.items.length, hasMore, items: page.items, offset, totalResults: page.total },
    {},
    'collection',
  );
}
