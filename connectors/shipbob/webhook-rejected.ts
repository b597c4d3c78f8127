/**
 * The one error of the webhook checks. The trap: a stranger chose the bytes, so a reason quotes nothing of them.
 */

/** Why a delivery is refused, and with which HTTP status. */
export class WebhookRejected extends Error {
  readonly status: number;
  readonly reason: 'signature-missing' | 'signature-stale' | 'signature-wrong' | 'malformed';

  constructor(status: number, reason: WebhookRejected['reason'], words: string) {
    super(words);
    this.name = 'WebhookRejected';
    this.status = status;
    this.reason = reason;
  }
}
