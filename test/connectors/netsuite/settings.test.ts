/** Settings: defaults that follow from the account, refusals, and the JSON Schema that editors use. */
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { netSuiteSettingsSchema, resolveNetSuiteSettings } from '../../../connectors/netsuite/settings.ts';

test('everything but the account has a default', () => {
  expect(resolveNetSuiteSettings({ account: '123456_sb1' })).toMatchObject({
    account: '123456_sb1',
    baseUrl: 'https://123456-sb1.suitetalk.api.netsuite.com',
    tokenUrl: 'https://123456-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token',
    audience: 'https://123456-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token',
    realm: '123456_SB1',
    concurrency: 3,
    timeoutMs: 120_000,
    propertyNameValidation: 'error',
    itemColumns: ['itemid', 'externalid'],
    timeZone: 'America/Los_Angeles',
    stockTable: 'aggregateItemLocation',
    kitMembers: { table: 'kitItemMember', kit: 'parentitem', item: 'item', quantity: 'quantity' },
  });
});

test('what is given wins, and the rest follows from it', () => {
  const settings = resolveNetSuiteSettings({ account: '123456', baseUrl: 'http://127.0.0.1:4010/ns/', realm: 'R' });
  expect(settings).toMatchObject({
    baseUrl: 'http://127.0.0.1:4010/ns',
    tokenUrl: 'http://127.0.0.1:4010/ns/services/rest/auth/oauth2/v1/token',
    audience: 'http://127.0.0.1:4010/ns/services/rest/auth/oauth2/v1/token',
    realm: 'R',
  });
  const proxied = resolveNetSuiteSettings({ account: '123456', tokenUrl: 'http://127.0.0.1:1/token' });
  expect(proxied.audience).toBe('http://127.0.0.1:1/token');
});

test.each([
  [{ account: '123456', acount: 'x' }],
  [{ account: '123456.suitetalk.api.netsuite.com' }],
  [{ account: '123456', baseUrl: 'ftp://x' }],
  [{ account: '123456', concurrency: 0 }],
  [{ account: '123456', itemColumns: ['displayname'] }],
  [{ account: '123456', itemColumns: [] }],
  [{ account: '123456', itemColumns: ["custitem'x"] }],
  [{ account: '123456', timeZone: 'Mars/Olympus' }],
  [{ account: '123456', kitMembers: { table: 'a b' } }],
  [{ account: '123456', certificateExpires: '31/12/2026' }],
  [{}],
])('refuses %j', (settings) => {
  expect(netSuiteSettingsSchema.safeParse(settings).success).toBe(false);
});

test('every key is described in the JSON Schema', () => {
  const schema = z.toJSONSchema(netSuiteSettingsSchema, { io: 'input' });
  expect(schema.required).toEqual(['account']);
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const text = typeof property === 'object' ? property.description : undefined;
    expect([key, (text ?? '').length > 10]).toEqual([key, true]);
  }
});
