// Reads V1 query strings: names and booleans in any case, dates as Pacific wall time.
// Trap: of a doubled key the first value counts; doubled and unknown keys are noted in the request log.
import type { FastifyRequest } from 'fastify';
import { parseV1Date } from '../domain/pacific.ts';
import type { World } from '../domain/world.ts';
import { assertValid, type ModelState } from './errors.ts';

export interface Range {
  from: number;
  to: number;
}

export class V1Query {
  readonly #values = new Map<string, string>();
  readonly #asked = new Set<string>(['page', 'pagesize', 'sortby', 'sortdir']);
  readonly #problems: ModelState = {};
  readonly #request: FastifyRequest;
  readonly #strict: boolean;

  constructor(request: FastifyRequest, world: World) {
    this.#request = request;
    this.#strict = world.settings.behaviour.strictDates;
    for (const [name, value] of Object.entries(request.query as Record<string, string | string[]>)) {
      const key = name.toLowerCase();
      if (Array.isArray(value) || this.#values.has(key)) request.entry.notes.push(`doubled query key ${name}`);
      if (!this.#values.has(key)) this.#values.set(key, String(Array.isArray(value) ? value[0] : value));
    }
  }

  #refuse(name: string, value: string, why = 'is not valid'): undefined {
    this.#problems[name] = [`The value '${value}' ${why} for ${name}.`];
    return undefined;
  }

  text(name: string): string | undefined {
    const key = name.toLowerCase();
    this.#asked.add(key);
    const value = this.#values.get(key);
    return value === '' ? undefined : value;
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return /^-?\d{1,15}$/.test(value) ? Number(value) : this.#refuse(name, value);
  }

  flag(name: string): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value !== undefined && value !== 'true' && value !== 'false') this.#refuse(name, value);
    return value === 'true';
  }

  date(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return parseV1Date(value, this.#strict) ?? this.#refuse(name, value);
  }

  /** An inclusive range from `<name>Start` and `<name>End`; undefined when neither is given. */
  range(name: string): Range | undefined {
    const from = this.date(`${name}Start`);
    const to = this.date(`${name}End`);
    if (from === undefined && to === undefined) return undefined;
    return { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
  }

  /** The column to sort by, in lower case, and the direction (1 or -1). */
  sort(allowed: readonly string[], otherwise: string): { by: string; direction: 1 | -1 } {
    const by = this.text('sortBy') ?? otherwise;
    if (by !== otherwise && !allowed.some((a) => a.toLowerCase() === by.toLowerCase())) this.#refuse('sortBy', by);
    const direction = (this.text('sortDir') ?? 'ASC').toUpperCase();
    if (direction !== 'ASC' && direction !== 'DESC') this.#refuse('sortDir', direction);
    return { by: by.toLowerCase(), direction: direction === 'DESC' ? -1 : 1 };
  }

  /** Page number from 1 and page size (default 100, capped at 500). */
  page(): { page: number; pageSize: number } {
    const page = Math.max(1, this.whole('page') ?? 1);
    const pageSize = Math.min(500, Math.max(1, this.whole('pageSize') ?? 100));
    return { page, pageSize };
  }

  /** Call after the last read: throws the 400 for bad values, notes the unknown keys. */
  done(): void {
    for (const key of this.#values.keys()) {
      if (!this.#asked.has(key)) this.#request.entry.notes.push(`unknown query key ${key}`);
    }
    assertValid(this.#problems);
  }
}

/** True when the instant lies in the range; no range lets everything pass, no instant nothing. */
export const within = (range: Range | undefined, at: number | null) =>
  range === undefined || (at !== null && at >= range.from && at <= range.to);

/** One page of rows in V1's envelope; only the page's rows are rendered. */
export function v1Page<T>(
  name: string,
  rows: readonly T[],
  place: { page: number; pageSize: number },
  render: (row: T) => unknown,
  zeroPages = false,
): Record<string, unknown> {
  const start = (place.page - 1) * place.pageSize;
  const pages = zeroPages ? 0 : Math.ceil(rows.length / place.pageSize);
  return {
    [name]: rows.slice(start, start + place.pageSize).map(render),
    total: rows.length,
    page: place.page,
    pages,
  };
}
