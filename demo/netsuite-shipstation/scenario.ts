/** The demo of NetSuite and ShipStation: forty orders of one shop. See ../scenario.ts. */
import type { Scenario, Tuning } from '../scenario.ts';
import type { Show } from '../show.ts';
import { netSuiteSim } from './books.ts';
import { orderSpecs, playWeek } from './scenes.ts';
import { SHIPSTATION_KEY, shipStationSim } from './shipstation-sim.ts';
import { addSalesOrders, MISSING_SKU, mendSku, openShop, RULES, readDumps, type Vendors, WAREHOUSES } from './shop.ts';
import { judge, tableOf, type Verdict } from './verdict.ts';
import { bookWatcher } from './watch.ts';

export const netSuiteShipStation: Scenario<'netsuite' | 'shipstation', Vendors, Verdict> = {
  title: 'ShipStation → NetSuite, both simulated on this machine',
  tuning: { id: 'demo-shop', sweepEvery: '5s', recheck: '4s', concurrency: 4 },
  // Its label was voided after posting and bought anew.
  shown: { words: 'order 1014', number: '1014' },
  simulators: {
    netsuite: { file: 'simulators/netsuite/main.ts', usualPort: 4010 },
    shipstation: {
      file: 'simulators/shipstation/main.ts',
      usualPort: 4020,
      args: (windowMs) => {
        const { apiKey, apiSecret } = SHIPSTATION_KEY;
        return ['--key', apiKey, '--secret', apiSecret, '--window-ms', String(windowMs)];
      },
    },
  },
  connection: (urls, tuning) => connectionFile(urls, tuning),
  open: ({ netsuite, shipstation }) => ({ netSuite: netSuiteSim(netsuite), shipStation: shipStationSim(shipstation) }),
  prepare: async (vendors) => {
    const netsuite = await vendors.netSuite.signIn();
    await openShop(vendors);
    return { netsuite, shipstation: { v1: SHIPSTATION_KEY } };
  },
  play: playWeek,
  mend,
  judge: async (vendors) => judge(await readDumps(vendors), RULES),
  table: tableOf,
  json: ({ mustWait: _mustWait, ...verdict }) => verdict,
  isWhole: ({ ordersShipped }) => ordersShipped >= orderSpecs().length - 1,
  // Only sweeps ask for voided labels by date.
  sweepsSeen: async ({ shipStation }) =>
    (await shipStation.requests()).requests.filter(
      ({ path, status }) => path.includes('voidDateStart') && status === 200,
    ).length,
  watcher: bookWatcher,
  faults: async ({ netSuite, shipStation }) => ({
    NetSuite: await netSuite.faults(),
    ShipStation: await shipStation.faults(),
  }),
};

/** The item gets its right name, the sales order is entered; nobody retries anything. */
async function mend(vendors: Vendors, show: Show): Promise<void> {
  await mendSku(vendors);
  show.tell(`NetSuite item ${MISSING_SKU.inNetSuite} is renamed ${MISSING_SKU.inShop}, as ShipStation spells it`);
  const absent = orderSpecs().filter((spec) => spec.netSuite === 'absent');
  await addSalesOrders(vendors, absent);
  for (const { number } of absent) show.tell(`the sales order for ${number} is entered in NetSuite`);
  show.tell('the waiting orders look again by themselves', 'dim');
}

/** The connection's file; `mode: live` is safe only against simulators. */
const connectionFile = (urls: Record<'netsuite' | 'shipstation', string>, tuning: Tuning): string =>
  `id: ${tuning.id}
pair: netsuite-shipstation
mode: live
timeZone: America/New_York
netsuite:
  account: "123456_SB1"
  baseUrl: ${urls.netsuite}
  concurrency: ${tuning.concurrency}
  timeoutMs: 20000
shipstation:
  v1BaseUrl: ${urls.shipstation}
  v2BaseUrl: ${urls.shipstation}
  jwksUrl: ${urls.shipstation}/jwks
  timeoutMs: 10000
syncs:
  orderShipped:
    # Short, so that one can watch; the defaults are 15 minutes.
    sweep: { every: ${tuning.sweepEvery}, overlap: 30m, voidsOverlap: 30m }
    recheck: ${tuning.recheck}
    match:
      - { shipstation: orderNumber, netsuite: otherRefNum }
    locations:
${WAREHOUSES.map(({ id: warehouse, location }) => `      "${warehouse}": "${location}"`).join('\n')}
`;
