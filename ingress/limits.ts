/**
 * The front door's limits. The trap: Node looks for requests that take too long only every half minute unless
 * `connectionsCheckingInterval` says otherwise, so a time limit alone does not stop a slow sender.
 */

export type IngressLimits = {
  bodyBytes: number;
  /** For a whole request to arrive, headers included. */
  requestTimeoutMs: number;
  headersTimeoutMs: number;
  keepAliveTimeoutMs: number;
  /** Open sockets; more are refused. */
  connections: number;
  /** For the durable write; then 503, before the sender gives up by itself after 10 s. */
  storeTimeoutMs: number;
  /** How long a rotated token or a changed mode may go unnoticed. */
  rememberMs: number;
  /** Calls to Temporal at once, and rows that may wait for one in memory. */
  signalsInFlight: number;
  signalsQueued: number;
};

export const DEFAULT_LIMITS: IngressLimits = {
  bodyBytes: 256 * 1024,
  requestTimeoutMs: 10_000,
  headersTimeoutMs: 5_000,
  keepAliveTimeoutMs: 65_000,
  connections: 10_000,
  storeTimeoutMs: 8_000,
  rememberMs: 1_000,
  signalsInFlight: 20,
  signalsQueued: 5_000,
};
