import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  utcToV1,
  v1Day,
  v1ToUtc,
  v1WindowEnd,
  v1WindowStart,
  v2PacificDay,
  v2ToUtc,
  v2UtcDay,
} from '../../../connectors/shipstation/time.ts';

/** An oracle that shares nothing with luxon: the Pacific wall clock of an instant by Intl. */
const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/Los_Angeles',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const pacificWall = (ms: number) => parts.format(ms);

const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2036, 0, 1) });
const inDoubledHour = (ms: number) =>
  pacificWall(ms) === pacificWall(ms - 3_600_000) || pacificWall(ms) === pacificWall(ms + 3_600_000);

test.each([
  ['2026-01-15T10:00:00', '2026-01-15T18:00:00.000Z'],
  ['2026-07-15T10:00:00', '2026-07-15T17:00:00.000Z'],
  ['2026-08-31T23:30:00', '2026-09-01T06:30:00.000Z'],
  ['2026-07-15 10:00:00', '2026-07-15T17:00:00.000Z'],
  ['2024-09-17T10:51:14.5030000', '2024-09-17T17:51:14.503Z'],
  ['2024-03-19T08:09:13.9', '2024-03-19T15:09:13.900Z'],
  ['2024-03-19T08:09:13.9999999', '2024-03-19T15:09:13.999Z'],
  ['2026-07-15', '2026-07-15T07:00:00.000Z'],
  ['2026-11-01T00:59:59', '2026-11-01T07:59:59.000Z'],
  ['2026-11-01T02:00:00', '2026-11-01T10:00:00.000Z'],
])('V1 %s is %s', (text, iso) => {
  expect(v1ToUtc(text)).toBe(iso);
});

test('the doubled autumn hour is the first one unless the second is asked for', () => {
  expect(v1ToUtc('2026-11-01T01:30:00')).toBe('2026-11-01T08:30:00.000Z');
  expect(v1ToUtc('2026-11-01T01:30:00', 0)).toBe('2026-11-01T08:30:00.000Z');
  expect(v1ToUtc('2026-11-01T01:30:00', 1)).toBe('2026-11-01T09:30:00.000Z');
  expect(v1ToUtc('2026-07-15T10:00:00', 1)).toBe('2026-07-15T17:00:00.000Z');
});

test('a time inside the spring gap moves forward', () => {
  expect(v1ToUtc('2026-03-08T01:59:59')).toBe('2026-03-08T09:59:59.000Z');
  expect(v1ToUtc('2026-03-08T02:30:00')).toBe('2026-03-08T10:30:00.000Z');
  expect(v1ToUtc('2026-03-08T03:00:00')).toBe('2026-03-08T10:00:00.000Z');
});

test.each([
  '2026-07-15T10:00:00Z',
  '2026-07-15T10:00:00-07:00',
  '8-13-2014',
  '',
  '2026-02-30',
  '2026-07-15T25:00:00',
  'x',
])('V1 refuses %p', (text) => {
  expect(v1ToUtc(text)).toBeUndefined();
  expect(v1Day(text)).toBeUndefined();
});

test('a plain day stays a plain day in every V1 form', () => {
  expect(v1Day('2024-09-17')).toBe('2024-09-17');
  expect(v1Day('2016-06-07T00:00:00.0000000')).toBe('2016-06-07');
});

test('V2 dates: labels and fulfillments are Pacific midnight in UTC, shipments UTC midnight', () => {
  expect(v2PacificDay('2026-08-12T07:00:00Z')).toBe('2026-08-12');
  expect(v2PacificDay('2026-01-12T08:00:00Z')).toBe('2026-01-12');
  expect(v2PacificDay('2026-01-12T07:00:00Z')).toBe('2026-01-11');
  expect(v2UtcDay('2026-08-12T00:00:00Z')).toBe('2026-08-12');
  expect(v2ToUtc('2026-09-03T14:50:25.067Z')).toBe('2026-09-03T14:50:25.067Z');
  expect(v2ToUtc('soon')).toBeUndefined();
  expect(v2PacificDay('soon')).toBeUndefined();
});

test('every instant is sent as its Pacific wall clock without zone', () => {
  fc.assert(
    fc.property(instants, (ms) => {
      expect(utcToV1(new Date(ms).toISOString())).toBe(pacificWall(ms));
    }),
  );
});

test('sent and read again, an instant is the same second, except in the doubled hour where one of both readings is', () => {
  fc.assert(
    fc.property(instants, (ms) => {
      const second = new Date(Math.floor(ms / 1000) * 1000).toISOString();
      const sent = utcToV1(second);
      const readings = inDoubledHour(ms) ? [v1ToUtc(sent, 0), v1ToUtc(sent, 1)] : [v1ToUtc(sent)];
      expect(readings).toContain(second);
    }),
  );
});

test('every autumn: both readings of the doubled hour are an hour apart and look alike in Pacific', () => {
  for (let year = 2015; year < 2036; year += 1) {
    const first = 1 + ((7 - new Date(Date.UTC(year, 10, 1)).getUTCDay()) % 7);
    const text = `${year}-11-0${first}T01:30:00`;
    const [a, b] = [Date.parse(v1ToUtc(text, 0)!), Date.parse(v1ToUtc(text, 1)!)];
    expect(b - a).toBe(3_600_000);
    expect(pacificWall(a)).toBe(pacificWall(b));
  }
});

test('a window is never narrower than asked, however the vendor reads the doubled hour', () => {
  const aroundAutumn = fc.integer({ min: Date.UTC(2026, 10, 1, 6), max: Date.UTC(2026, 10, 1, 12) });
  fc.assert(
    fc.property(fc.oneof(instants, aroundAutumn), (ms) => {
      const iso = new Date(ms).toISOString();
      for (const fold of [0, 1] as const) {
        const start = Date.parse(v1ToUtc(v1WindowStart(iso), fold)!);
        const end = Date.parse(v1ToUtc(v1WindowEnd(iso), fold)!);
        expect(start).toBeLessThanOrEqual(ms);
        expect(end).toBeGreaterThanOrEqual(ms);
        expect(end - start).toBeLessThanOrEqual(2 * 3_600_000 + 1_000);
      }
      // A vendor that compares wall clocks as texts must not lose the row either.
      expect(v1WindowStart(iso) <= pacificWall(ms)).toBe(true);
      expect(v1WindowEnd(iso) >= pacificWall(ms)).toBe(true);
    }),
  );
});

test('an edge that is no instant is a programming error', () => {
  expect(() => v1WindowStart('yesterday')).toThrow(RangeError);
});
