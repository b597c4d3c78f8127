import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

const SECRET = 'a secret that only the script knows';
const EVENT = {
  schema: 1,
  eventId: '8f0c',
  accountId: '123456_SB1',
  eventType: 'edit',
  recordType: 'salesorder',
  recordId: '5001',
  externalId: 'SO_1',
  occurredAt: '2026-03-03T09:15:22Z',
};

let door: FrontDoor;

const open = async (push: object = {}) => {
  door = await openFrontDoor({ sections: { netsuite: { account: '123456_SB1', push } } });
};
const setSecret = async () => {
  const sealed = door.vault.seal(JSON.stringify({ secret: SECRET }), 'secret/acme/netsuite-push');
  await door.store.secrets.put('acme', 'netsuite-push', sealed, door.vault.keyIdOf(sealed));
};
const post = async (headers: Record<string, string>, body: unknown = EVENT) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${door.hookUrl()}/netsuite`, { method: 'POST', headers, body: text });
  return response.status;
};
const withSecret = { 'x-ml-connector-secret': SECRET };

beforeEach(() => open());
afterEach(() => door.close());

test('an event with the right secret is stored, and a second delivery of it is not doubled', async () => {
  await setSecret();
  expect(await post(withSecret)).toBe(200);
  expect(await post(withSecret)).toBe(200);
  const rows = await door.store.inbox.range({ connection: 'acme', from: '2020', to: '2100', limit: 10 });
  expect(rows).toMatchObject([{ system: 'netsuite', topic: 'salesorder:edit', deliveries: 2 }]);
});

test('while no secret is set, and with a wrong or missing one, everything is refused', async () => {
  expect(await post(withSecret)).toBe(401);
  await setSecret();
  expect(await post({ 'x-ml-connector-secret': `${SECRET}x` })).toBe(401);
  expect(await post({})).toBe(401);
  expect((await door.store.inbox.counts('acme')).deliveries).toBe(0);
});

test('an HMAC over time and body does as well, while it is fresh and the body untouched', async () => {
  await setSecret();
  const signed = (ageS: number, body = JSON.stringify(EVENT)) => {
    const timestamp = String(Math.floor(Date.now() / 1_000) - ageS);
    const signature = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
    return { 'x-netsuite-timestamp': timestamp, 'x-netsuite-signature': signature };
  };
  expect(await post(signed(0))).toBe(200);
  expect(await post(signed(600))).toBe(401);
  expect(await post(signed(0), JSON.stringify({ ...EVENT, recordId: '5002' }))).toBe(401);
});

test.each([
  ['no JSON', 'nothing', 400],
  ['no record id', { ...EVENT, recordId: undefined }, 400],
  ['another account', { ...EVENT, accountId: '999' }, 400],
  ['a type that no sync knows', { ...EVENT, recordType: 'employee' }, 422],
  ['an empty list', [], 400],
  ['the account written as in addresses', { ...EVENT, accountId: '123456-sb1', recordType: 'SalesOrder' }, 200],
])('%s', async (_name, body, status) => {
  await setSecret();
  expect(await post(withSecret, body)).toBe(status);
});

test('a header of another name, and only addresses on the list', async () => {
  await door.close();
  await open({ header: 'X-Hook-Key', allowFrom: ['127.0.0.0/8', '::1'] });
  await setSecret();
  expect(await post(withSecret)).toBe(401);
  expect(await post({ 'x-hook-key': SECRET })).toBe(200);
  await door.close();
  await open({ allowFrom: ['10.0.0.0/8', '2001:db8::/32'] });
  await setSecret();
  expect(await post(withSecret)).toBe(403);
});
