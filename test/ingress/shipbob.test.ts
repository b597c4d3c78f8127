import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { signingSecret } from '../../store/signing-secret.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

const OLD = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';
const BODY = JSON.stringify({ id: 443002, status: 'Processing' });
let door: FrontDoor;
let own: string;

beforeEach(async () => {
  door = await openFrontDoor({ pair: 'netsuite-shipbob', sections: { shipbob: { channelId: '100102' } } });
  const sealed = door.vault.seal(
    JSON.stringify({ kind: 'pat', token: 't', webhookSecrets: [OLD] }),
    'secret/acme/shipbob',
  );
  await door.store.secrets.put('acme', 'shipbob', sealed, door.vault.keyIdOf(sealed));
  own = await signingSecret({ secrets: door.store.secrets, vault: door.vault }, 'acme', 'shipbob');
});
afterEach(() => door.close());

const sign = (secret: string, id: string, seconds: string, body = BODY) =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(`${id}.${seconds}.${body}`)
    .digest('base64')}`;

async function post(
  change: { id?: string; secret?: string; agoSec?: number; body?: string; headers?: Record<string, string> } = {},
) {
  const { id = 'msg_1', secret = own, agoSec = 0, body = BODY } = change;
  const seconds = String(Math.floor(Date.now() / 1_000) - agoSec);
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': sign(secret, id, seconds),
    'x-webhook-topic': 'wro.updated',
    ...change.headers,
  };
  return (await fetch(door.hookUrl(), { method: 'POST', headers, body })).status;
}

test('a signed delivery is stored once, however often it comes, and by whichever secret is in force', async () => {
  expect(await post()).toBe(200);
  expect(await post({ agoSec: 60 })).toBe(200);
  expect(await post({ secret: OLD })).toBe(200);
  expect(await door.rows()).toMatchObject([{ system: 'shipbob', topic: 'wro.updated', deliveries: 3 }]);
});

test('another message about the same record is a delivery of its own', async () => {
  await post();
  await post({ id: 'msg_2' });
  expect(await door.rows()).toHaveLength(2);
});

test.each([
  ['another secret', { secret: 'whsec_FxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA' }, 401],
  ['other bytes', { body: `${BODY} ` }, 401],
  ['six minutes old', { agoSec: 360 }, 401],
  ['no signature', { headers: { 'webhook-signature': '' } }, 401],
  ['no topic', { headers: { 'x-webhook-topic': '' } }, 400],
])('%s is refused and leaves no row', async (_name, change, status) => {
  expect(await post(change)).toBe(status);
  expect(await door.rows()).toEqual([]);
});

test('without any secret every delivery is refused', async () => {
  await door.store.secrets.remove('acme', 'shipbob');
  expect(await post({ secret: OLD })).toBe(401);
});
