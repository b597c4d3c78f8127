/**
 * What Shopify refuses for business reasons, told in `userErrors` beside a success.
 * The trap: most of them have no code, only words; what the words mean is told here once, per mutation where it differs.
 */
import { z } from 'zod';
import type { ConnectorError, FailureType } from '../http/errors.ts';
import type { Document } from './documents/document.ts';
import { failure } from './errors.ts';

export const userErrors = z.array(
  z.object({
    code: z.string().nullish(),
    field: z.array(z.string()).nullish(),
    message: z.string(),
  }),
);

export type UserErrors = z.output<typeof userErrors>;

/** Decides on one refusal; undefined leaves it to the common rules. */
export type Judge = (refusal: UserErrors[number]) => Verdict | undefined;
export type Verdict = { type: FailureType; code?: string; retryAfterMs?: number };

const BY_CODE: Record<string, FailureType> = {
  SERVICE_UNAVAILABLE: 'Unavailable',
  ADJUST_QUANTITIES_FAILED: 'Unavailable',
  INTERNAL_ERROR: 'Unavailable',
  /** The same key is still at work: the same call a little later gets its answer. */
  IDEMPOTENCY_CONCURRENT_REQUEST: 'Unavailable',
  IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED: 'Conflict',
  STALE_OBJECT: 'Conflict',
  INVALID_COMPARE_DIGEST: 'Conflict',
  NOT_FOUND: 'NotFound',
  APP_NOT_AUTHORIZED: 'Config',
};

/** Nothing for an empty list; else the error to throw for the first refusal. */
export function refusalOf(document: Document, errors: UserErrors, judge?: Judge): ConnectorError | undefined {
  const first = errors[0];
  if (first === undefined) return undefined;
  const verdict = judge?.(first) ?? common(first);
  return failure(document, {
    type: verdict.type,
    code: verdict.code ?? first.code ?? 'REFUSED',
    words: [...errors.slice(0, 3).map(words), errors.length > 3 ? `and ${errors.length - 3} more` : undefined],
    ...(verdict.retryAfterMs === undefined ? {} : { retryAfterMs: verdict.retryAfterMs }),
  });
}

export function assertAccepted(document: Document, errors: UserErrors, judge?: Judge): void {
  const refusal = refusalOf(document, errors, judge);
  if (refusal) throw refusal;
}

function common(refusal: UserErrors[number]): Verdict {
  const known = BY_CODE[refusal.code ?? ''];
  if (known !== undefined) return { type: known };
  if (/does not exist|not found|could not be found/i.test(refusal.message)) return { type: 'NotFound' };
  return { type: 'Invalid' };
}

const words = ({ field, message }: UserErrors[number]): string => {
  const place = (field ?? []).join('.');
  return place === '' ? message : `${message} [${place}]`;
};
