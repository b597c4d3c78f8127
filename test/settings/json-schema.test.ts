import { expect, test } from '@jest/globals';
import { connectionSchema, parseStoredConnection } from '../../settings/connection.ts';
import { connectionJsonSchema, knownKeys, pairJsonSchema, schemaAt } from '../../settings/json-schema.ts';
import { isTimeZone, suggestTimeZone } from '../../settings/time-zone.ts';

const written = {
  id: 'acme',
  pair: 'netsuite-shipstation' as const,
  timeZone: 'UTC',
  netsuite: { account: '1' },
  syncs: { orderShipped: { locations: { '1': 7 } } },
};

test('the schema for editors knows every key, its meaning and its choices', () => {
  const schema = connectionJsonSchema();
  expect(schema.$schema).toContain('json-schema.org');
  const root = pairJsonSchema('netsuite-shipstation');
  expect(knownKeys([], root)).toEqual([
    'id',
    'pair',
    'mode',
    'timeZone',
    'netsuite',
    'shipstation',
    'retention',
    'reconcile',
    'syncs',
  ]);
  expect(schemaAt(['mode'], root)?.enum).toEqual(['live', 'shadow', 'paused']);
  expect(schemaAt(['syncs', 'orderShipped', 'match', 0, 'prefix'], root)?.description).toContain('SO_SHOP1_');
  expect(schemaAt(['no', 'such'], root)).toBeUndefined();
});

test('what the store keeps reads back as it was written', () => {
  const connection = connectionSchema.parse(written);
  expect(connection).toMatchObject({ syncs: { orderShipped: { locations: { '1': '7' } } } });
  expect(parseStoredConnection(JSON.stringify(connection))).toEqual(connection);
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['EST', false],
  ['+02:00', false],
  ['Etc/GMT+5', false],
  ['Mars/Base', false],
])('%s is a time zone: %s', (zone, expected) => {
  expect(isTimeZone(zone)).toBe(expected);
});

test.each([
  ['Amercia/New_York', 'America/New_York'],
  ['new york', 'America/New_York'],
  ['pst', 'America/Los_Angeles'],
  ['qqqqqqqqqq', undefined],
])('for %s it suggests %s', (zone, expected) => {
  expect(suggestTimeZone(zone)).toBe(expected);
});
