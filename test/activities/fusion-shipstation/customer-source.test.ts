/** The stream of changed customers: accounts, then parties whose accounts the directory knows; windows have an end. */
import { expect, test } from '@jest/globals';
import type { OpenConnection } from '../../../activities/connection-registry.ts';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { customerAlignmentSource } from '../../../activities/fusion-shipstation/customer-source.ts';
import type { Fusion } from '../../../connectors/fusion/contract.ts';
import { fusionShipStationSchema } from '../../../settings/pairs/fusion-shipstation.ts';

const at = (minute: number) => `2026-10-12T12:${String(minute).padStart(2, '0')}:00.000Z`;
const account = (id: number, minute: number) => ({ accountId: String(id), number: `N${id}`, changedAt: at(minute) });
const party = (id: number, minute: number) => ({
  ...{ partyId: String(id), partyNumber: `P${id}`, kind: 'person' as const, name: 'x', active: true },
  changedAt: at(minute),
});
const ACCOUNTS = [
  [account(1, 1), account(2, 2)],
  [account(3, 3), account(4, 40)],
];
const PARTIES = [[party(71, 1), party(72, 2)], [party(73, 3)]];

const paged =
  <T>(pages: T[][], asked: string[], name: string) =>
  (_filter: object, cursor = '0') => {
    asked.push(`${name} ${cursor}`);
    const next = Number(cursor) + 1;
    return Promise.resolve({ rows: pages[Number(cursor)]!, ...(next < pages.length ? { next: String(next) } : {}) });
  };

function bench(sync: object = { enabled: true }) {
  const asked: string[] = [];
  const settings = fusionShipStationSchema.parse({
    ...{ id: 'acme', pair: 'fusion-shipstation', timeZone: 'UTC', fusion: { baseUrl: 'https://pod.example' } },
    ...{ business: { businessUnit: 'BU' }, syncs: { customerAlignment: sync } },
  });
  const api = { listAccounts: paged(ACCOUNTS, asked, 'accounts'), listParties: paged(PARTIES, asked, 'parties') };
  const open = { settings, row: { id: 'acme' }, fusion: () => Promise.resolve(api as unknown as Fusion) };
  const deps = {
    vault: { lookupHashes: (text: string) => [`h(${text})`] },
    store: {
      customers: {
        customersOf: (_c: string, [hash]: string[]) => Promise.resolve(hash === 'h(party=72)' ? ['2', '9'] : []),
      },
    },
  };
  return { asked, open: open as unknown as OpenConnection, deps: deps as unknown as ActivityDeps };
}

async function readAll({ open, deps }: ReturnType<typeof bench>, to: string) {
  const rows: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await customerAlignmentSource.readPage(open, 'customersChanged', { from: at(0), to }, cursor, deps);
    rows.push(...page.rows.map(({ key, source }) => `${key} by ${source}`));
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}

test('both lists are read page by page; a party wakes its accounts; strangers cost no call', async () => {
  const one = bench();
  expect(await readAll(one, at(59))).toEqual([
    ...['customer/1 by customer:1', 'customer/2 by customer:2', 'customer/3 by customer:3', 'customer/4 by customer:4'],
    ...['customer/2 by party:72/2', 'customer/9 by party:72/9'],
  ]);
  expect(one.asked).toEqual(['accounts 0', 'accounts 1', 'parties 0', 'parties 1']);
});

test('what changed behind the window is left to the next one, and ends the list', async () => {
  const one = bench();
  expect((await readAll(one, at(1))).filter((row) => row.includes('customer:'))).toEqual(['customer/1 by customer:1']);
  expect(one.asked).toEqual(['accounts 0', 'parties 0']);
});

test('a sync that is off asks for nothing', async () => {
  const one = bench({ enabled: false });
  expect(await readAll(one, at(59))).toEqual([]);
  expect(one.asked).toEqual([]);
});
