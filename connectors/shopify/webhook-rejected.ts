/**
 * The one error of the webhook checks. The trap: a stranger chose the bytes, so a reason quotes nothing of them.
 */

/** Why a delivery is refused, and with which HTTP status. */
export class WebhookRejected extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string) {
    super(`${status}: ${reason}`);
    this.name = 'WebhookRejected';
    this.status = status;
    this.reason = reason;
  }
}
