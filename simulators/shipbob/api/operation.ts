// What an operation of the API is: path, scope, what it takes, and the function that answers.
// Trap: paths are matched without regard to case, as `next` links come back as /Product.
import type { z } from 'zod';
import type { World } from '../domain/world.ts';
import type { Answer, Place } from '../http/paging.ts';
import type { Query } from '../http/query.ts';
import type { Dialect } from '../http/refusals.ts';

export const VERSIONS = ['2025-07', '2026-01', '2026-07'] as const;
export type Version = (typeof VERSIONS)[number];

export interface Call {
  world: World;
  version: Version;
  place: Place;
  params: Record<string, string>;
  query: Query;
  /** The JSON body, as sent. */
  body: unknown;
  /** The channel header, checked; null when it was not sent. */
  channelId: number | null;
  credential: { id: string; channelId: number; scopes: readonly string[] };
  /** Records something wrong with the request that the vendor lets pass. */
  note(problem: string): void;
  /** Records something unwise. */
  warn(text: string): void;
}

export interface Operation {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the version, with {names}. */
  path: string;
  /** One of these is needed. */
  scopes: readonly string[];
  dialect: Dialect;
  channel?: 'required' | 'filter';
  query?: readonly string[];
  body?: z.ZodType | ((version: Version) => z.ZodType);
  /** Status for a body that does not fit; default 400. */
  badBody?: (version: Version) => number;
  since?: Version;
  /** A POST that changes nothing. */
  readOnly?: boolean;
  answer(call: Call): Answer;
}

export const ok = (body: unknown, status = 200): Answer => ({ status, body });

/** Whether a version has what came with another. */
export const atLeast = (version: Version, since: Version): boolean => version >= since;

interface Matcher {
  operation: Operation;
  pattern: RegExp;
  names: string[];
}

/** Finds operations by method and path. */
export function createRouter(operations: readonly Operation[]) {
  const matchers: Matcher[] = operations.map((operation) => {
    const names: string[] = [];
    const source = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
      names.push(name);
      return '([^/:]+)';
    });
    return { operation, names, pattern: new RegExp(`^${source}$`, 'i') };
  });
  return (method: string, path: string, version: Version) => {
    const fits = matchers.flatMap((one) => {
      const match = one.pattern.exec(path);
      if (!match || (one.operation.since && !atLeast(version, one.operation.since))) return [];
      return [
        {
          operation: one.operation,
          params: Object.fromEntries(one.names.map((name, at) => [name, match[at + 1] ?? ''])),
        },
      ];
    });
    // A literal path before one with names: /inventory-level/locations is not an inventory id.
    fits.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
    return { found: fits.find((one) => one.operation.method === method), pathKnown: fits.length > 0 };
  };
}
