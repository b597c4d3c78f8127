// Global ids: gid://shopify/Type/number on the wire, plain numbers inside.
// Trap: a well-formed id that nobody has is null, a wrong type is an error, nonsense is another error.
import { GraphQLError } from 'graphql';

export const gid = (type: string, id: number | string): string => `gid://shopify/${type}/${id}`;

const fail = (message: string, code: string) => new GraphQLError(message, { extensions: { code } });

export interface ParsedGid {
  type: string;
  id: number;
  /** Query part, e.g. of an inventory level. */
  rest: string;
}

/** Parts of a gid. Throws the vendor's error for anything else. */
export function parseGid(value: unknown): ParsedGid {
  const match = /^gid:\/\/shopify\/(\w+)\/(\d+)(\?.*)?$/.exec(String(value));
  if (!match) throw fail(`Invalid global id '${String(value)}'`, 'argumentLiteralsIncompatible');
  if (Number(match[2]) === 0) throw fail('invalid id', 'RESOURCE_NOT_FOUND');
  return { type: match[1] ?? '', id: Number(match[2]), rest: match[3] ?? '' };
}

/** The number of a gid of the wanted type. Throws the vendor's error for another type. */
export function idOf(value: unknown, ...types: string[]): number {
  const { type, id } = parseGid(value);
  if (!types.includes(type)) throw fail(`Invalid id: ${String(value)}`, 'RESOURCE_NOT_FOUND');
  return id;
}
