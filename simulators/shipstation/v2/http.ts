// V2's outside: error envelope, query reading, paging with links.
// Trap: absent prev/next links are empty objects, not null, and pages is 0 when a list is empty.
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { World } from '../domain/world.ts';

export class V2Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly field: string | undefined;
  constructor(status: number, code: string, message: string, type = 'validation', field?: string) {
    super(message);
    this.name = 'V2Problem';
    this.status = status;
    this.code = code;
    this.type = type;
    this.field = field;
  }
}

/** The envelope of every 4xx. */
export const envelope = (type: string, code: string, message: string, field?: string) => ({
  request_id: randomUUID(),
  errors: [
    {
      ...{ error_source: 'ShipStation', error_type: type, error_code: code, message },
      ...(field !== undefined && { field_name: field }),
    },
  ],
});

/** 400 for a value that does not fit. */
export const invalidField = (field: string, message: string) =>
  new V2Problem(400, 'invalid_field_value', message, 'validation', field);

/** 400 for a value that is missing. */
export const requiredField = (field: string) =>
  new V2Problem(400, 'field_value_required', `${field} should not be empty.`, 'validation', field);

/** `2026-09-03T14:50:25.067Z`. */
export const iso = (ms: number) => new Date(ms).toISOString();
export const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));

/** `2026-09-03T07:00:00Z`, the form of ship dates. */
export const isoSeconds = (ms: number) => `${iso(ms).slice(0, 19)}Z`;

export const se = (id: number | string) => `se-${id}`;

/** The number of an `se-` id; undefined when it is none of ours. */
export const seNumber = (text: string) => {
  const match = /^se-(\d{1,15})$/.exec(text);
  return match ? Number(match[1]) : undefined;
};

const UTC = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

export class V2Query {
  readonly #values: Record<string, string>;
  readonly #asked = new Set<string>(['page', 'page_size', 'sort_by', 'sort_dir']);
  readonly #request: FastifyRequest;

  constructor(request: FastifyRequest) {
    this.#request = request;
    this.#values = {};
    for (const [name, value] of Object.entries(request.query as Record<string, string | string[]>)) {
      if (Array.isArray(value)) request.entry.notes.push(`doubled query key ${name}`);
      this.#values[name] = String(Array.isArray(value) ? value[0] : value);
    }
  }

  text(name: string): string | undefined {
    this.#asked.add(name);
    return this.#values[name] || undefined;
  }

  /** The number behind an `se-` id (a bare number is taken too); -1 for an id that can match nothing. */
  id(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    return /^\d+$/.test(text) ? Number(text) : (seNumber(text) ?? -1);
  }

  date(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(text) || text.length === 10 ? text : `${text}Z`;
    const instant = UTC.test(text) ? Date.parse(zoned) : Number.NaN;
    if (Number.isNaN(instant)) throw invalidField(name, `'${text}' is not a valid date-time.`);
    return instant;
  }

  range(name: string): { from: number; to: number } {
    const from = this.date(`${name}_start`) ?? Number.NEGATIVE_INFINITY;
    return { from, to: this.date(`${name}_end`) ?? Number.POSITIVE_INFINITY };
  }

  #count(name: string, otherwise: number, most: number): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw invalidField(name, `${name} must be a positive integer.`);
    return Math.min(value, most);
  }

  place(defaultSize = 25, sizeName = 'page_size'): { page: number; size: number; sizeName: string } {
    const size = this.#count(sizeName, defaultSize, 500);
    return { page: this.#count('page', 1, Number.MAX_SAFE_INTEGER), size, sizeName };
  }

  direction(otherwise: 'asc' | 'desc' = 'desc'): 1 | -1 {
    const text = (this.text('sort_dir') ?? otherwise).toLowerCase();
    if (text !== 'asc' && text !== 'desc') throw invalidField('sort_dir', 'sort_dir is asc or desc.');
    return text === 'asc' ? 1 : -1;
  }

  sortBy(allowed: readonly string[]): string {
    const by = this.text('sort_by') ?? allowed[0] ?? '';
    if (!allowed.includes(by)) throw invalidField('sort_by', `sort_by is one of ${allowed.join(', ')}.`);
    return by;
  }

  /** Call after the last read: notes the unknown keys. */
  done(): void {
    for (const key of Object.keys(this.#values)) {
      if (!this.#asked.has(key)) this.#request.entry.notes.push(`unknown query key ${key}`);
    }
  }
}

/** True when the instant lies in the range. */
export const inRange = (range: { from: number; to: number }, at: number) => at >= range.from && at <= range.to;

interface Listing<T> {
  name: string;
  rows: readonly T[];
  place: { page: number; size: number; sizeName: string };
  render: (row: T) => unknown;
  request: FastifyRequest;
  base: string;
}

/** One page in V2's envelope; links repeat the filters. */
export function v2Page<T>(listing: Listing<T>): Record<string, unknown> {
  const { name, rows, place, render, request, base } = listing;
  const pages = Math.ceil(rows.length / place.size);
  const [path, search] = request.url.split('?');
  const filters = new URLSearchParams(search ?? '');
  const href = (page: number) => {
    filters.delete('page');
    filters.delete(place.sizeName);
    filters.set('page', String(page));
    filters.set(place.sizeName, String(place.size));
    return { href: `${base}${path}?${filters}` };
  };
  const start = (place.page - 1) * place.size;
  return {
    [name]: rows.slice(start, start + place.size).map(render),
    total: rows.length,
    page: place.page,
    pages,
    links: {
      first: href(1),
      last: href(Math.max(1, pages)),
      prev: place.page > 1 && pages > 0 ? href(Math.min(place.page - 1, pages)) : {},
      next: place.page < pages ? href(place.page + 1) : {},
    },
  };
}

export interface V2Context {
  world: World;
  /** Public address of V2, without /v2. */
  base: () => string;
}

/** A JSON object body; 400 otherwise. Members nobody knows are noted in the request log. */
export function objectBody(request: FastifyRequest, known: readonly string[]): Record<string, unknown> {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new V2Problem(400, 'request_body_required', 'A JSON object is required.');
  }
  noteUnknown(request, body, known);
  return body as Record<string, unknown>;
}

/** Notes the members of an object that the API does not have. */
export function noteUnknown(request: FastifyRequest, value: object, known: readonly string[], path = ''): void {
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) request.entry.notes.push(`unknown member ${path}${name}`);
  }
}
