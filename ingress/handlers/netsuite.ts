/**
 * NetSuite's event notifications, sent by a script in the account. The trap: there is no retry and no order on that side,
 * so an event only says "look there"; the sweeps stay the truth.
 */
import { createHash } from 'node:crypto';
import { PushRejected, parsePush, verifyPush } from '../../connectors/netsuite/push.ts';
import { netSuiteSettingsSchema, resolveNetSuiteSettings } from '../../connectors/netsuite/settings.ts';
import { Rejected, type RejectionReason } from '../rejection.ts';
import type { WebhookHandler } from './contract.ts';

const REASONS: Record<PushRejected['reason'], RejectionReason> = {
  malformed: 'malformed',
  'secret-missing': 'signature-missing',
  'secret-wrong': 'signature-wrong',
  stale: 'signature-stale',
  address: 'foreign-host',
  'unknown-type': 'unknown-type',
};

export const createNetSuiteHandler = (options: { now: () => Date }): WebhookHandler => ({
  system: 'netsuite',
  pairs: [],
  accept: async ({ settings, headers, rawBody, ip, secret }) => {
    const { account, push } = settingsOf(settings);
    const pushSecret = await secret('netsuite-push');
    return judged(() => {
      verifyPush(push, secretOf(pushSecret), { headers, rawBody, ip }, options.now());
      const events = parsePush(account, rawBody);
      const [first] = events;
      const topic = events.length === 1 ? `${first?.recordType}:${first?.eventType}` : 'several';
      return { topic, dedupeKey: dedupeKeyOf(events.length === 1 ? first?.eventId : undefined, rawBody) };
    });
  },
});

/** The sender's own event id, or all of the body. */
const dedupeKeyOf = (eventId: string | undefined, rawBody: Buffer): string =>
  createHash('sha256')
    .update('netsuite\n')
    .update(eventId ?? rawBody)
    .digest('hex');

function secretOf(credentials: unknown): string | undefined {
  const isSet = typeof credentials === 'object' && credentials !== null && 'secret' in credentials;
  return isSet && typeof credentials.secret === 'string' ? credentials.secret : undefined;
}

function settingsOf(settings: unknown) {
  const section = typeof settings === 'object' && settings !== null && 'netsuite' in settings ? settings.netsuite : {};
  return resolveNetSuiteSettings(netSuiteSettingsSchema.parse(section));
}

function judged<T>(judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof PushRejected)) throw error;
    throw new Rejected(error.status, REASONS[error.reason], error.message, { cause: error });
  }
}
