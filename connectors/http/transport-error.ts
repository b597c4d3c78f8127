/**
 * Turns a failure of transport (no usable HTTP answer) into a ConnectorError.
 * The trap: got's own errors hold the request with its headers, so they are never kept as `cause`; only their code is.
 */
import { CancelError, RequestError, TimeoutError } from 'got';
import { ConnectorError, type FailureType } from './errors.ts';

/** Failures of name look-up, connecting or TLS: not a byte of the request left this machine. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);
const CONNECTING = new Set(['lookup', 'connect', 'secureConnect']);
const BAD_ADDRESS = new Set(['ERR_INVALID_URL', 'ERR_UNSUPPORTED_PROTOCOL', 'ERR_INVALID_PROTOCOL']);

export type SentRequest = { method: string; path: string; write?: boolean };

/**
 * `Config` for an address that is none, `Unavailable` when nothing was sent or it was a read, else `Uncertain`.
 * An answer over the size limit is `Invalid` for a read: asking again would bring the same answer.
 */
export function transportError(system: string, request: SentRequest, error: unknown, maxBytes: number): ConnectorError {
  const what = `${request.method} ${request.path}`;
  const fail = (type: FailureType, code: string, message: string) =>
    new ConnectorError({ type, system, code, message: `${what}: ${message}` });

  if (error instanceof CancelError) {
    const words = `the answer is larger than ${maxBytes} bytes and was not read`;
    if (request.write !== true) return fail('Invalid', 'RESPONSE_TOO_LARGE', words);
    return fail('Uncertain', 'RESPONSE_TOO_LARGE', `${words}; it may have been carried out`);
  }
  const code = codeOf(error);
  if (BAD_ADDRESS.has(code)) return fail('Config', code, 'the address in the settings is not a valid http(s) address');
  if (request.write !== true || neverSent(error, code)) return fail('Unavailable', code, `no answer (${code})`);
  return fail('Uncertain', code, `the answer was lost (${code}); it may have been carried out`);
}

function neverSent(error: unknown, code: string): boolean {
  return NEVER_SENT.has(code) || (error instanceof TimeoutError && CONNECTING.has(error.event));
}

/** got wraps Node's errors and hides the code of some of them one level down. */
function codeOf(error: unknown): string {
  const own = error instanceof RequestError ? error.code : undefined;
  const inner = error instanceof Error ? codeField(error.cause) : undefined;
  if (own !== undefined && !own.startsWith('ERR_GOT')) return own;
  return inner ?? own ?? codeField(error) ?? 'UNKNOWN';
}

function codeField(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
  return typeof value.code === 'string' ? value.code : undefined;
}
