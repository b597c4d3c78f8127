/** Instants and the account's wall clock, also in the hours that a clock repeats or leaves out. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, lowerBound, upperBound } from '../../../connectors/netsuite/account-time.ts';

const ZONE = 'America/Los_Angeles';

test.each([
  // Winter, summer, and the date line.
  ['2026-01-15T20:00:00Z', ZONE, '2026-01-15 12:00:00', '2026-01-15 12:00:00'],
  ['2026-07-15T20:00:00.900Z', ZONE, '2026-07-15 13:00:00', '2026-07-15 13:00:00'],
  ['2026-07-15T22:00:00+02:00', 'Asia/Tokyo', '2026-07-16 05:00:00', '2026-07-16 05:00:00'],
  // On 1 November 2026 at 09:00Z the clock goes from 02:00 back to 01:00.
  ['2026-11-01T08:30:00Z', ZONE, '2026-11-01 00:30:00', '2026-11-01 01:30:00'],
  ['2026-11-01T09:30:00Z', ZONE, '2026-11-01 01:30:00', '2026-11-01 02:30:00'],
  // On 8 March 2026 at 10:00Z it goes from 02:00 on to 03:00: nothing is repeated.
  ['2026-03-08T09:30:00Z', ZONE, '2026-03-08 01:30:00', '2026-03-08 01:30:00'],
  ['2026-03-08T10:30:00Z', ZONE, '2026-03-08 03:30:00', '2026-03-08 03:30:00'],
])('%s in %s', (instant, zone, lower, upper) => {
  expect([lowerBound(instant, zone), upperBound(instant, zone)]).toEqual([lower, upper]);
});

test('no instant in a window is outside of its bounds', () => {
  const zone = fc.constantFrom(ZONE, 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC');
  const start = Date.parse('2026-01-01T00:00:00Z');
  const ms = fc.oneof(
    fc.integer({ min: 0, max: 365 * 86_400_000 }),
    // Around the autumn changes of the zones above.
    fc.integer({ min: 0, max: 4 * 3_600_000 }).map((more) => Date.parse('2026-11-01T07:00:00Z') - start + more),
    fc.integer({ min: 0, max: 4 * 3_600_000 }).map((more) => Date.parse('2026-10-24T23:00:00Z') - start + more),
    fc.integer({ min: 0, max: 4 * 3_600_000 }).map((more) => Date.parse('2026-04-04T13:00:00Z') - start + more),
  );
  const clock = (at: Date, timeZone: string) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  fc.assert(
    fc.property(zone, ms, ms, ms, (timeZone, ...times) => {
      const [since, at, until] = times.sort((a, b) => a - b).map((time) => new Date(start + time)) as [
        Date,
        Date,
        Date,
      ];
      const text = clock(at, timeZone);
      expect(lowerBound(since.toISOString(), timeZone) <= text).toBe(true);
      expect(text <= upperBound(until.toISOString(), timeZone)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('reads the wall clock', () => {
  expect(instantOf('2026-07-15 13:00:05', ZONE)).toBe('2026-07-15T20:00:05Z');
  expect(instantOf('2026-07-15 13:00:05', 'UTC')).toBe('2026-07-15T13:00:05Z');
  expect([instantOf(undefined, ZONE), instantOf('7/15/2026', ZONE)]).toEqual([undefined, undefined]);
});

test.each(['2026-07-15', '2026-07-15T10:00:00', 'yesterday', ''])('"%s" is no instant', (text) => {
  expect(() => lowerBound(text, ZONE)).toThrow('not an ISO-8601 time');
});
