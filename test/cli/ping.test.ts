import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fusionNeeds, netSuiteNeeds } from '../../cli/connectors.ts';
import { connectionSchema } from '../../settings/connection.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import type { Store } from '../../store/contract.ts';
import { applied, openPlace, prepare, type Workplace, workplace, writeConnection } from './support.ts';

type Report = {
  connection: string;
  systems: {
    system: string;
    reached: boolean;
    checks: { name: string; state: string; detail: string; fix?: string }[];
  }[];
};

let place: Workplace;
let vendor: ShipStationSimulator;
let store: Store;
let seal: (system: string, secret: object) => Promise<void>;
const NOWHERE = 'http://127.0.0.1:9';

beforeEach(async () => {
  vendor = await startShipStationSimulator({});
  place = await workplace();
  await prepare(place, 'acme', [`shipstation: { v1BaseUrl: "${vendor.url}" }`]);
  const opened = await openPlace(place);
  store = opened.store;
  seal = async (system, secret) => {
    const sealed = opened.vault.seal(JSON.stringify(secret), `secret/acme/${system}`);
    await store.secrets.put('acme', system, sealed, opened.vault.keyIdOf(sealed));
  };
  await applied(store, place);
});
afterEach(async () => {
  await store.close();
  await vendor.close();
  await place.remove();
});

const ping = () => place.json<Report[]>(['ping', 'acme']);

test('missing and refused credentials: exit code 1, each with its fix and no secret', async () => {
  await seal('shipstation', { v1: { apiKey: 'wrong-key-of-ours', apiSecret: 'hunter2' } });
  const { code, answer } = await ping();
  expect(code).toBe(1);
  const [netSuite, shipStation] = answer[0]?.systems ?? [];
  expect(netSuite?.checks).toMatchObject([
    { state: 'fail', detail: 'not set', fix: 'ml-connector credentials set acme netsuite' },
  ]);
  expect(shipStation).toMatchObject({
    reached: true,
    checks: expect.arrayContaining([expect.objectContaining({ state: 'fail' })]),
  });
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|wrong-key-of-ours/);
});

test('systems that do not answer: exit code 3', async () => {
  await writeConnection(place, 'acme', [`shipstation: { v1BaseUrl: "${NOWHERE}" }`]);
  await applied(store, place);
  const { settings } = (await store.connections.get('acme')) ?? { settings: '{}' };
  const moved = { ...JSON.parse(settings), netsuite: { account: '1', baseUrl: NOWHERE } };
  await store.connections.put({ id: 'acme', pair: moved.pair, mode: moved.mode, settings: JSON.stringify(moved) });
  await seal('shipstation', { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' } });
  await seal('netsuite', { kind: 'tba', consumerKey: 'a', consumerSecret: 'b', tokenId: 'c', tokenSecret: 'd' });
  const { code, answer } = await ping();
  expect(answer[0]?.systems.map(({ system, reached }) => [system, reached])).toEqual([
    ['netsuite', false],
    ['shipstation', false],
    ['ml-connector', true],
  ]);
  expect(code).toBe(3);
});

test('what stock levels and customer profiles read of NetSuite is looked at only where they are on', () => {
  const needs = (syncs: object) =>
    netSuiteNeeds(
      connectionSchema.parse({
        id: 'acme',
        pair: 'netsuite-shipstation',
        timeZone: 'America/New_York',
        netsuite: { account: '1234567' },
        syncs,
      }),
    );
  const locations = { '1': 'se-1' };
  expect(needs({})).toEqual([]);
  expect(needs({ stockLevels: { enabled: true, locations }, customerProfiles: { enabled: true } })).toEqual([
    'stock',
    'kits',
    'customers',
  ]);
  expect(needs({ stockLevels: { enabled: true, locations, kitsFromNetSuite: false } })).toEqual(['stock']);
});

test('of Fusion it looks for the names and periods that enabled syncs use', () => {
  const needs = (more: object) =>
    fusionNeeds(
      connectionSchema.parse({
        id: 'books',
        pair: 'fusion-shipstation',
        timeZone: 'America/New_York',
        fusion: { baseUrl: 'https://pod.example' },
        business: { businessUnit: 'Vision Operations', ledgerId: '300000001' },
        warehouses: { '1': { organization: 'Seattle' }, '2': { organization: 'Reno' } },
        defaultWarehouse: { organization: 'Seattle' },
        ...more,
      }),
    );
  const common = { businessUnit: 'Vision Operations', ledgerId: '300000001' };
  expect(needs({})).toEqual({ ...common, applications: {} });
  const staged = { enabled: true, account: '01-000-5110-0000-000' };
  expect(needs({ syncs: { inventoryPosting: staged } })).toEqual({
    ...common,
    applications: { inventory: '401' },
    organizations: ['Seattle', 'Reno'],
  });
  expect(needs({ periods: { check: false } })).toEqual({ businessUnit: 'Vision Operations' });
});
