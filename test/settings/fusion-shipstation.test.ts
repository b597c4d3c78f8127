/** What the file of a Fusion connection may not say together. */
import { expect, test } from '@jest/globals';
import { connectionSchema } from '../../settings/connection.ts';

const file = (syncs: object) => ({
  id: 'acme',
  pair: 'fusion-shipstation',
  timeZone: 'America/New_York',
  fusion: { baseUrl: 'https://pod.example.com', identityUrl: 'https://idcs.example.com' },
  business: { businessUnit: 'Vision Operations' },
  syncs,
});
const problems = (syncs: object) =>
  connectionSchema.safeParse(file(syncs)).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
  [];

test('goods are booked one way: as inventory, or as journals that are imported', () => {
  expect(problems({ inventoryPosting: { enabled: true } })).toEqual([]);
  expect(problems({ inventoryPosting: { enabled: true, book: 'journal' } })).toEqual([
    expect.stringMatching(/^syncs\.journalImport\.enabled: .*set it to true/),
  ]);
  const journal = { inventoryPosting: { enabled: true, book: 'journal' }, journalImport: { enabled: true } };
  expect(problems(journal)).toEqual([]);
  expect(problems({ ...journal, stockAdjustments: { enabled: true } })).toEqual([
    expect.stringMatching(/^syncs\.stockAdjustments\.enabled: .*rules out/),
  ]);
  expect(problems({ stockAdjustments: { enabled: true } })).toEqual([
    expect.stringMatching(/^syncs\.stockAdjustments\.enabled: .*switch that on too/),
  ]);
});
