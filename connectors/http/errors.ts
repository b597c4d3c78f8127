/**
 * The closed list of ways in which a call to a vendor can fail, and the one error class that connectors throw.
 * The trap: classify by status and vendor code, never by words in a body, unless the vendor gives nothing else.
 */

/**
 * - Auth: credentials refused; the connection is parked. - Config: a setting or permission is wrong; parked.
 * - Invalid: this record was refused; parked with its reason. - NotFound: the thing does not exist.
 * - Conflict: somebody changed it meanwhile; observe again. - RateLimited: the vendor asks to wait; harmless.
 * - Unavailable: the call certainly did nothing (or was a read); try again. - Uncertain: a write whose answer was
 *   lost; look it up by its name before it is sent again.
 */
export type FailureType =
  | 'Auth'
  | 'Config'
  | 'Invalid'
  | 'NotFound'
  | 'Conflict'
  | 'RateLimited'
  | 'Unavailable'
  | 'Uncertain';

export type ConnectorErrorFields = {
  type: FailureType;
  /** Vendor folder name, e.g. `netsuite`. */
  system: string;
  /** Plain words for a person, with the vendor's own detail; never a secret, never a body of personal data. */
  message: string;
  /** HTTP status, absent when no answer came. */
  status?: number;
  /** The vendor's error code, e.g. `CONCURRENCY_LIMIT_EXCEEDED`. */
  code?: string;
  /** How long the vendor (or our budget) asks to wait. */
  retryAfterMs?: number;
  cause?: unknown;
};

export class ConnectorError extends Error {
  readonly type: FailureType;
  readonly system: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(fields: ConnectorErrorFields) {
    super(fields.message, { cause: fields.cause });
    this.name = 'ConnectorError';
    this.type = fields.type;
    this.system = fields.system;
    this.status = fields.status;
    this.code = fields.code;
    this.retryAfterMs = fields.retryAfterMs;
  }
}
