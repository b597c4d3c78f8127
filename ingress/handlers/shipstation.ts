/**
 * ShipStation's deliveries: only a pointer to what changed. V2 types carry an RSA signature, V1 types none.
 * The trap: a V2 type without signature must never pass as if it were V1, so the type alone decides.
 */
import { createHash } from 'node:crypto';
import { type ShipStationSettings, shipStationSettingsSchema } from '../../connectors/shipstation/settings.ts';
import {
  createSignatureVerifier,
  isV2Type,
  parsePointer,
  type SignatureVerifier,
  validatePointerHost,
  WebhookRejected,
} from '../../connectors/shipstation/webhook.ts';
import { Rejected, type RejectionReason } from '../rejection.ts';
import type { WebhookHandler } from './contract.ts';

type Stage = 'pointer' | 'signature' | 'host';

const REASONS: Record<Stage, Record<number, RejectionReason>> = {
  pointer: { 400: 'malformed', 422: 'unknown-type' },
  signature: { 400: 'signature-stale', 401: 'signature-wrong', 404: 'signature-missing', 503: 'keys-unavailable' },
  host: { 400: 'foreign-host' },
};

/** `now` judges the age of signatures; one cache of published keys per address, for all connections. */
export function createShipStationHandler(options: { now: () => Date }): WebhookHandler {
  const verifiers = new Map<string, SignatureVerifier>();
  const verifierOf = (jwksUrl: string): SignatureVerifier => {
    const verifier = verifiers.get(jwksUrl) ?? createSignatureVerifier({ jwksUrl, now: options.now });
    verifiers.set(jwksUrl, verifier);
    return verifier;
  };
  return {
    system: 'shipstation',
    pairs: ['netsuite-shipstation', 'fusion-shipstation'],
    accept: async ({ settings, headers, rawBody }) => {
      const shipStation = settingsOf(settings);
      const pointer = await judged('pointer', () => parsePointer(rawBody));
      if (isV2Type(pointer.resourceType)) {
        const verifier = verifierOf(shipStation.jwksUrl);
        await judged('signature', () => verifier.verify({ headers, rawBody }));
      }
      await judged('host', () => validatePointerHost(shipStation, pointer));
      return { topic: pointer.resourceType, dedupeKey: dedupeKeyOf(pointer.resourceType, pointer.resourceUrl) };
    },
  };
}

/** SHA-256 (hex) of the type and the address, its parameters in order and its host in lower case. */
export function dedupeKeyOf(topic: string, resourceUrl: string): string {
  const url = new URL(resourceUrl);
  url.hash = '';
  url.searchParams.sort();
  return createHash('sha256').update(`${topic}\n${url.href}`).digest('hex');
}

async function judged<T>(stage: Stage, judge: () => T | Promise<T>): Promise<T> {
  try {
    return await judge();
  } catch (error) {
    if (!(error instanceof WebhookRejected)) throw error;
    throw new Rejected(error.status, REASONS[stage][error.status] ?? 'bad-request', error.reason, { cause: error });
  }
}

const parsedSettings = new WeakMap<object, ShipStationSettings>();

/** The front door hands over the same object until the settings change, so they are parsed once. */
function settingsOf(settings: unknown): ShipStationSettings {
  if (typeof settings !== 'object' || settings === null) throw new Error('the stored settings are no object');
  const known = parsedSettings.get(settings);
  if (known !== undefined) return known;
  const section = 'shipstation' in settings ? settings.shipstation : {};
  const parsed = shipStationSettingsSchema.parse(section);
  parsedSettings.set(settings, parsed);
  return parsed;
}
