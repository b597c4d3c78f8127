// The bodies in which ShipBob refuses, one dialect per API area.
// Trap: the same mistake is 400 in one area and 422 in another, and create-WRO moved from 400 to 422 with 2026-07.
import { Refusal } from '../domain/refusal.ts';

export type Dialect = 'classic' | 'receiving' | 'problem' | 'returns' | 'shipment' | 'webhook';

/** Field path in the vendor's spelling → messages; the empty path is the whole request. */
export type FieldErrors = Record<string, string[]>;

const TYPES: Readonly<Record<number, string>> = {
  400: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
  404: 'https://tools.ietf.org/html/rfc7231#section-6.5.4',
  422: 'https://tools.ietf.org/html/rfc4918#section-11.2',
};
const TITLES: Readonly<Record<number, string>> = { 400: 'Bad Request', 404: 'Not Found', 422: 'Unprocessable Entity' };
const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

const problem = (status: number, more: object) =>
  new Refusal(
    status,
    { type: TYPES[status] ?? 'about:blank', title: TITLES[status] ?? 'Error', status, ...more },
    PROBLEM_JSON,
  );

/** Members missing or of a wrong type, or a rule broken. */
export function badFields(dialect: Dialect, status: number, errors: FieldErrors): Refusal {
  const messages = Object.values(errors).flat();
  if (dialect === 'receiving') return problem(status, { title: 'One or more validation errors occurred.', errors });
  if (dialect === 'problem') return problem(status, { detail: messages.join(' ') });
  if (dialect === 'returns')
    return new Refusal(status, { message: 'Validation failed', errors: messages, details: null, stackTrace: null });
  if (dialect === 'shipment') return new Refusal(status, { code: 'VALIDATION_ERROR', message: messages.join(' ') });
  if (dialect === 'webhook') {
    const $type = 'Microsoft.AspNetCore.Mvc.UnprocessableEntityObjectResult, Microsoft.AspNetCore.Mvc.Core';
    const dump = { $type, status_code: status, value: errors, formatters: [], content_types: [], declared_type: null };
    return new Refusal(status, dump);
  }
  return new Refusal(status, errors);
}

/** A rule about the whole request. */
export const broken = (dialect: Dialect, status: number, message: string): Refusal =>
  badFields(dialect, status, { '': [message] });

/** No such row. */
export function notFound(dialect: Dialect): Refusal {
  if (dialect === 'classic' || dialect === 'webhook') return new Refusal(404, null);
  if (dialect === 'shipment') return new Refusal(404, { code: 'NOT_FOUND', message: 'Shipment not found' });
  return problem(404, {});
}
