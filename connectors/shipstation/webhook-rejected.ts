/**
 * The one error of the webhook checks. The trap: a stranger chose the bytes, so a reason quotes nothing but a type or host.
 */

/** Why a delivery is refused, and with which HTTP status. */
export class WebhookRejected extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, options?: { cause?: unknown }) {
    super(`${status}: ${reason}`, options);
    this.name = 'WebhookRejected';
    this.status = status;
    this.reason = reason;
  }
}
