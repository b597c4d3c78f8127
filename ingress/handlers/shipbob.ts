/**
 * ShipBob's deliveries: Standard-Webhooks signatures over id, time and the raw bytes. The trap: the topic's header is not
 * signed; it only says where to look, the record itself is read anew.
 */
import { createHash } from 'node:crypto';
import type { ShipBobCredentials } from '../../connectors/shipbob/types.ts';
import { verifyDelivery, WebhookRejected } from '../../connectors/shipbob/webhook.ts';
import { signingSecretName } from '../../store/signing-secret.ts';
import { Rejected } from '../rejection.ts';
import type { WebhookHandler } from './contract.ts';

export const createShipBobHandler = (options: { now: () => Date }): WebhookHandler => ({
  system: 'shipbob',
  pairs: ['netsuite-shipbob'],
  accept: async ({ headers, rawBody, secret }) => {
    const credentials = (await secret('shipbob')) as ShipBobCredentials | undefined;
    const own = await secret(signingSecretName('shipbob'));
    const secrets = [...(credentials?.webhookSecrets ?? []), ...(typeof own === 'string' ? [own] : [])];
    const delivery = judged(() => verifyDelivery({ rawBody, headers, secrets, now: options.now() }));
    const dedupeKey = createHash('sha256').update(`shipbob\n${delivery.webhookId}`).digest('hex');
    return { topic: delivery.topic, dedupeKey };
  },
});

function judged<T>(judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof WebhookRejected)) throw error;
    throw new Rejected(error.status, error.reason, error.message, { cause: error });
  }
}
