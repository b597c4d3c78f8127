/** How workflows are started: who stands in line behind whom. */
import { expect, test } from '@jest/globals';
import { parkedWatch, wakeRecord } from '../../workflows/starts.ts';

test('the watch over a parked connection does not stand in line behind the records that wait for it', () => {
  const ref = { connection: 'books', sync: 'receivablesPosting', key: '77' };
  const record = wakeRecord(ref, { eventId: '1', cause: 'webhook', at: '2026-11-21T12:00:00.000Z' }).priority;
  const watch = parkedWatch('books').priority;
  expect(watch?.priorityKey).toBe(record?.priorityKey);
  expect(watch?.fairnessKey).not.toBe(record?.fairnessKey);
});
