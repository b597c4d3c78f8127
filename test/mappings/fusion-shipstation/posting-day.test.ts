import { expect, test } from '@jest/globals';
import type { Period } from '../../../connectors/fusion/types.ts';
import { accountingDay, type DayPolicy, decideDay } from '../../../mappings/fusion-shipstation/posting-day.ts';

const period = (name: string, startDate: string, endDate: string, status: string): Period => ({
  name,
  applicationId: '222',
  status,
  startDate,
  endDate,
});
const POLICY: DayPolicy = {
  what: 'the invoice of shipment 17',
  number: '1001',
  books: 'receivables',
  onClosed: 'wait',
  recheckMs: 3_600_000,
};
const OCT = period('Oct-26', '2026-10-01', '2026-10-31', 'C');
const NOV = period('Nov-26', '2026-11-01', '2026-11-30', 'O');
const DEC = period('Dec-26', '2026-12-01', '2026-12-31', 'F');

test('23:30 Pacific on the last of the month is that day in Los Angeles and the next month in New York', () => {
  const shipped = { createdAt: '2026-11-01T06:30:00.000Z', shipDate: '2026-10-31' };
  expect(accountingDay(shipped, 'America/Los_Angeles', 'labelCreated')).toBe('2026-10-31');
  expect(accountingDay(shipped, 'America/New_York', 'labelCreated')).toBe('2026-11-01');
  expect(accountingDay(shipped, 'America/New_York', 'shipDate')).toBe('2026-10-31');
});

test('the hour that is gone and the hour that comes twice keep their day', () => {
  const at = (createdAt: string) => accountingDay({ createdAt, shipDate: '' }, 'America/Los_Angeles', 'labelCreated');
  expect(at('2026-03-08T07:59:59.000Z')).toBe('2026-03-07');
  expect(at('2026-03-08T10:30:00.000Z')).toBe('2026-03-08');
  expect(at('2026-11-01T08:30:00.000Z')).toBe('2026-11-01');
  expect(at('2026-11-02T07:59:59.000Z')).toBe('2026-11-01');
  expect(at('2026-11-02T08:00:00.000Z')).toBe('2026-11-02');
});

test('an open period takes its day, and nothing is asked where the check is off', () => {
  expect(decideDay('2026-11-30', [OCT, NOV, DEC], POLICY)).toEqual({ day: '2026-11-30' });
  expect(decideDay('2026-10-31', undefined, POLICY)).toEqual({ day: '2026-10-31' });
});

test('a closed period names its three ways out', () => {
  const answer = decideDay('2026-10-31', [OCT, NOV, DEC], POLICY);
  expect(answer).toMatchObject({ problem: { cause: 'period-closed' }, recheckMs: 3_600_000 });
  const reason = 'problem' in answer ? answer.problem.reason : '';
  expect(reason).toContain('the period Oct-26 of receivables is closed');
  expect(reason).toContain('open Oct-26 in Fusion; it then goes on by itself (asked again every 60 min)');
  expect(reason).toContain('ml-connector retry 1001 --next-period');
  expect(reason).toContain('nextOpen');
  expect(reason).toContain('ml-connector skip 1001');
});

test.each([
  [15_000, '15 s'],
  [900_000, '15 min'],
  [7_200_000, '2 h'],
])('how soon it is asked again: %i', (recheckMs, words) => {
  const answer = decideDay('2026-10-31', [OCT, NOV], { ...POLICY, recheckMs });
  expect(answer).toMatchObject({ problem: { reason: expect.stringContaining(`(asked again every ${words})`) } });
});

test('the next open period, for all by setting and for one record by a person', () => {
  const moved = { day: '2026-11-01', note: expect.stringContaining('of 2026-10-31, posted on 2026-11-01') };
  expect(decideDay('2026-10-31', [DEC, NOV, OCT], { ...POLICY, onClosed: 'nextOpen' })).toEqual(moved);
  expect(decideDay('2026-10-31', [OCT, NOV], { ...POLICY, onClosed: 'handOver', nextPeriod: true })).toEqual(moved);
});

test('a day of a future period waits also when the next open one is asked for and there is none', () => {
  const answer = decideDay('2026-12-01', [OCT, NOV, DEC], { ...POLICY, onClosed: 'nextOpen' });
  expect(answer).toMatchObject({ problem: { reason: expect.stringContaining('no later period is open') } });
  expect(decideDay('2030-01-01', [NOV], POLICY)).toMatchObject({
    problem: { reason: expect.stringContaining('no period of receivables has this day') },
  });
});

test('handed over', () => {
  const answer = decideDay('2026-10-31', [OCT, NOV], { ...POLICY, onClosed: 'handOver' });
  expect(answer).toMatchObject({ problem: { cause: 'period-handed-over' }, recheckMs: 86_400_000 });
});

test('an open adjusting period does not open the ordinary one that it lies in, nor is it the next one', () => {
  const adjusting = period('Adj-26', '2026-10-31', '2026-10-31', 'O');
  expect(decideDay('2026-10-31', [adjusting, OCT, NOV], POLICY)).toHaveProperty('problem');
  const next = decideDay('2026-10-15', [adjusting, OCT, NOV], { ...POLICY, onClosed: 'nextOpen' });
  expect(next).toMatchObject({ day: '2026-11-01' });
});
