// Reads limit and offset the strict way.
// Trap: the offset must be a multiple of the limit.
import { invalidParameter } from '../ns-error.ts';

const MAX_LIMIT = 1000;

export interface Page {
  limit: number;
  offset: number;
}

function whole(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text))
    throw invalidParameter(`Invalid value '${text}' for query parameter '${name}'. Provide a whole number.`, name);
  return Number(text);
}

/** Limit (default and most 1000) and offset; refuses parameters that are not in `allowed`. */
export function pageOf(query: URLSearchParams, allowed: readonly string[]): Page {
  for (const name of query.keys()) {
    if (!allowed.some((known) => known.toLowerCase() === name.toLowerCase())) {
      throw invalidParameter(`Invalid query parameter name '${name}'. Provide a valid query parameter.`, name);
    }
  }
  const limit = whole(query, 'limit', MAX_LIMIT);
  if (limit < 1 || limit > MAX_LIMIT)
    throw invalidParameter(
      `Invalid value '${limit}' for query parameter 'limit'. Provide a number between 1 and 1000.`,
      'limit',
    );
  const offset = whole(query, 'offset', 0);
  if (offset % limit !== 0)
    throw invalidParameter(
      `Invalid value '${offset}' for query parameter 'offset'. The offset must be divisible by the limit.`,
      'offset',
    );
  return { limit, offset };
}
