import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { shipStationSettingsSchema } from '../../../connectors/shipstation/settings.ts';

const parse = (settings: object) => shipStationSettingsSchema.safeParse(settings);

test('nothing needs to be said for the real ShipStation', () => {
  expect(parse({}).data).toEqual({
    v1BaseUrl: 'https://ssapi.shipstation.com',
    v2BaseUrl: 'https://api.shipstation.com',
    jwksUrl: 'https://api.shipengine.com/jwks',
    pointerHosts: ['^ssapi\\d*\\.shipstation\\.com$', '^api\\.shipstation\\.com$'],
    storeIds: [],
    reservePerMinute: 4,
    timeoutMs: 30_000,
    pageSize: 500,
  });
});

test.each([
  { v1BaseUrl: 'ssapi.shipstation.com' },
  { v1BaseUrl: 'ftp://ssapi.shipstation.com' },
  { v1BaseUrl: 'https://key:secret@ssapi.shipstation.com' },
  { v2BaseUrl: 'https://api.shipstation.com?x=1' },
  { pointerHosts: ['('] },
  { storeIds: ['main'] },
  { pageSize: 501 },
  { reservePerMinute: -1 },
  { baseUrl: 'https://x.example' },
])('refused: %p', (settings) => {
  expect(parse(settings).success).toBe(false);
});

test('a simulator with a port and a prefix is welcome', () => {
  expect(parse({ v1BaseUrl: 'http://127.0.0.1:4010/ss', storeIds: ['26815'] }).success).toBe(true);
});

test('each key explains itself in the JSON Schema that editors use', () => {
  const json = z.toJSONSchema(shipStationSettingsSchema, { io: 'input' });
  const properties = Object.entries(json.properties ?? {});
  expect(properties).toHaveLength(8);
  for (const [name, schema] of properties) {
    expect(`${name}: ${typeof schema === 'object' ? schema.description : ''}`).toMatch(/: .{20,}/);
  }
  expect(json.additionalProperties).toBe(false);
});
