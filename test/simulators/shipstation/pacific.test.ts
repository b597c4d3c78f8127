// The simulator's Pacific clock against the vendor's vectors and against luxon.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import * as pacific from '../../../simulators/shipstation/domain/pacific.ts';

const read = (text: string) => new Date(pacific.parseV1Date(text, true) ?? Number.NaN).toISOString();

test.each([
  ['2026-01-15T10:00', '2026-01-15T18:00:00.000Z'],
  ['2026-07-15T10:00', '2026-07-15T17:00:00.000Z'],
  ['2026-08-31T23:30', '2026-09-01T06:30:00.000Z'],
  ['2026-11-01T01:30', '2026-11-01T08:30:00.000Z'],
  ['2026-03-08T02:30', '2026-03-08T10:30:00.000Z'],
  ['2026-07-15', '2026-07-15T07:00:00.000Z'],
  ['2026-07-15 08:09:13.5030000', '2026-07-15T15:09:13.503Z'],
])('reads %s as Pacific', (text, utc) => {
  expect(read(text)).toBe(utc);
});

test.each(['2026-07-15T08:00:00Z', '2026-07-15T08:00:00-07:00', '15.07.2026', '2026-13-01', '2026-02-30', ''])(
  'refuses %p when strict',
  (text) => {
    expect(pacific.parseV1Date(text, true)).toBeUndefined();
  },
);

test('takes a zone when not strict', () => {
  expect(pacific.parseV1Date('2026-07-15T08:00:00Z', false)).toBe(Date.parse('2026-07-15T08:00:00Z'));
});

test('formats as luxon does and reads its own output back, all year round', () => {
  const instants = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2037, 11, 31) });
  fc.assert(
    fc.property(instants, (ms) => {
      const wall = DateTime.fromMillis(ms, { zone: 'America/Los_Angeles' });
      expect(pacific.v1DateTime(ms)).toBe(`${wall.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS")}0000`);
      const ambiguous = wall.getPossibleOffsets().length > 1;
      if (!ambiguous) expect(pacific.parseV1Date(pacific.v1DateTime(ms), true)).toBe(ms);
    }),
  );
});

test('trims the fraction of item dates', () => {
  expect(pacific.v1TrimmedDateTime(Date.UTC(2026, 6, 15, 15, 9, 13, 900))).toBe('2026-07-15T08:09:13.9');
  expect(pacific.v1TrimmedDateTime(Date.UTC(2026, 6, 15, 15, 10, 0, 0))).toBe('2026-07-15T08:10:00');
});
