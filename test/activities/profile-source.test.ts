/** The streams of customerProfiles: which rows wake which records, page by page. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { OpenConnection } from '../../activities/connection-registry.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { customerProfilesSource } from '../../activities/netsuite-shipstation/customer-profiles/source.ts';
import { createShipStation } from '../../connectors/shipstation/index.ts';
import { netSuiteShipStationSchema } from '../../settings/pairs/netsuite-shipstation.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';

let sim: ShipStationSimulator;
beforeEach(async () => {
  sim = await startShipStationSimulator({ settings: { limits: { v1PerWindow: 0 } } });
});
afterEach(() => sim.close());

const WEEK = { from: '2020-01-01T00:00:00.000Z', to: '2020-01-08T00:00:00.000Z' };
const HOUR = { from: '2020-01-01T10:00:00.000Z', to: '2020-01-01T11:00:00.000Z' };

function open(sync: object, pageSize = 2): OpenConnection {
  const settings = netSuiteShipStationSchema.parse({
    id: 'acme',
    pair: 'netsuite-shipstation',
    timeZone: 'UTC',
    netsuite: { account: '1' },
    shipstation: { v1BaseUrl: sim.url, v2BaseUrl: sim.url, pageSize },
    syncs: { customerProfiles: sync },
  });
  const api = createShipStation(settings.shipstation, { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' } }, {});
  const never = () => Promise.reject(new Error('not asked for here'));
  return {
    settings,
    row: { id: 'acme' },
    shipStation: () => Promise.resolve(api),
    netSuite: never,
    api: never,
  } as unknown as OpenConnection;
}

const deps = {} as ActivityDeps;

async function readAll(connection: OpenConnection, window = WEEK, between: () => void = () => undefined) {
  const pages: string[][] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await customerProfilesSource.readPage(connection, 'ordersOpen', window, cursor, deps);
    pages.push(page.rows.map(({ key }) => key));
    cursor = page.next;
    between();
  }
  return pages;
}

const ids = (count: number) => sim.seed({ generate: { count } }).orderIds;

test('every open order is listed whatever its status; closed ones are not', async () => {
  const [a, b, c, d, e] = ids(5);
  sim.admin.hold({ orderId: b! });
  sim.admin.cancel({ orderId: c! });
  sim.admin.edit({ orderId: d! }, { orderStatus: 'awaiting_payment' });
  const keys = (await readAll(open({ enabled: true }))).flat();
  expect(new Set(keys)).toEqual(new Set([a, b, d, e].map((id) => `order/${id}`)));
});

test('orders that close while the list is paged push none of the others out of it', async () => {
  const all = ids(9);
  const leaving = all.slice(0, 4);
  const keys = await readAll(open({ enabled: true }), WEEK, () => {
    const next = leaving.shift();
    if (next !== undefined) sim.admin.cancel({ orderId: next });
  });
  expect(keys.flat()).toEqual(expect.arrayContaining(all.slice(4).map((id) => `order/${id}`)));
});

test('once a day is enough, and a sync that is off asks for nothing', async () => {
  ids(1);
  expect(await readAll(open({ enabled: true }), HOUR)).toEqual([[]]);
  expect(await readAll(open({ enabled: false }))).toEqual([[]]);
  expect(sim.log.entries()).toEqual([]);
});

test('changed settings make every order due again, other schedules do not', async () => {
  ids(1);
  const state = async (sync: object) =>
    (
      await customerProfilesSource.readPage(
        open({ enabled: true, ...sync }),
        'ordersOpen',
        WEEK,
        'awaiting_shipment:first',
        deps,
      )
    ).rows[0]?.state;
  const before = await state({});
  expect(await state({ sweep: { every: '1h' }, recheck: '2m' })).toBe(before);
  expect(await state({ customField3: '{company}' })).not.toBe(before);
});
