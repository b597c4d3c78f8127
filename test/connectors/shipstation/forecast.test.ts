import { expect, test } from '@jest/globals';
import { forecastOf } from '../../../connectors/shipstation/forecast.ts';

const NOW = new Date('2026-11-21T14:00:20Z');
const budget = (remaining: number, backfill: number) => ({
  limit: 40,
  remaining,
  resetAt: '2026-11-21T14:01:00Z',
  waiting: { live: 0, sweep: 0, backfill },
});

test.each([
  ['nothing waits', budget(40, 0), 0, '2026-11-21T14:00:20.000Z'],
  ['what fits into this window is done now', budget(40, 30), 0, '2026-11-21T14:00:20.000Z'],
  ['one more window', budget(4, 36), 0, '2026-11-21T14:01:00.000Z'],
  ['twenty windows, with what was not tried yet', budget(4, 360), 360, '2026-11-21T14:20:00.000Z'],
])('%s', (_name, left, queued, drainsAt) => {
  expect(forecastOf(left, queued, 4, NOW).drainsAt).toBe(drainsAt);
});
