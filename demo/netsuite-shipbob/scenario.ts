/** The demo of NetSuite and ShipBob: a week of a merchant whose goods lie at ShipBob, all five syncs. See ../scenario.ts. */
import type { Scenario, Tuning } from '../scenario.ts';
import type { Show } from '../show.ts';
import {
  addPurchaseOrders,
  addSalesOrders,
  CENTRES,
  FEE_ACCOUNT,
  FIELDS,
  LATE_ORDER,
  LATE_PURCHASE_ORDER,
  MISSING_SKU,
  mendSku,
  openDepot,
  openVendors,
  readDumps,
  SALES_ORDERS,
  STOCK_ACCOUNT,
  VENDOR,
  type Vendors,
} from './depot.ts';
import type { Verdict } from './findings.ts';
import { playWeek } from './scenes.ts';
import { judge, tableOf } from './verdict.ts';
import { bookWatcher } from './watch.ts';

export const netSuiteShipBob: Scenario<'netsuite' | 'shipbob', Vendors, Verdict> = {
  title: 'ShipBob ↔ NetSuite, both simulated on this machine',
  tuning: { id: 'demo-depot', sweepEvery: '5s', recheck: '4s', concurrency: 4 },
  // Its tracking number was replaced after posting.
  shown: { words: 'order 2003', number: '2003' },
  simulators: {
    netsuite: { file: 'simulators/netsuite/main.ts', usualPort: 4010, args: () => ['--zone', 'America/New_York'] },
    shipbob: { file: 'simulators/shipbob/main.ts', usualPort: 4040 },
  },
  connection: (urls, tuning) => connectionFile(urls, tuning),
  open: openVendors,
  prepare: async (vendors) => {
    const [netsuite, shipbob] = [await vendors.netSuite.signIn(), await vendors.shipBob.signIn()];
    await openDepot(vendors);
    return { netsuite, shipbob };
  },
  play: playWeek,
  mend,
  judge: async (vendors) => judge(await readDumps(vendors)),
  table: tableOf,
  json: ({ mustWait: _mustWait, ...verdict }) => verdict,
  isWhole: ({ shipments, announced, inspected, stowed }) =>
    shipments > SALES_ORDERS.length && announced >= 2 && inspected > 0 && stowed > 0,
  // Only sweeps list the returns.
  sweepsSeen: async ({ shipBob }) =>
    (await shipBob.requests()).filter(({ operation, status }) => operation === 'return.list' && status === 200).length,
  watcher: bookWatcher,
  faults: async ({ netSuite, shipBob }) => ({ NetSuite: await netSuite.faults(), ShipBob: await shipBob.faults() }),
};

/** The item gets its right name, both orders are entered; nobody retries anything. */
async function mend(vendors: Vendors, show: Show): Promise<void> {
  await mendSku(vendors);
  show.tell(`NetSuite item ${MISSING_SKU.inNetSuite} is renamed ${MISSING_SKU.inShipBob}, as ShipBob spells it`);
  await addPurchaseOrders(vendors, [LATE_PURCHASE_ORDER]);
  show.tell(`purchase order ${LATE_PURCHASE_ORDER.number} is entered in NetSuite`);
  await addSalesOrders(
    vendors,
    SALES_ORDERS.filter(({ number }) => number === LATE_ORDER),
  );
  show.tell(`the sales order for ${LATE_ORDER} is entered in NetSuite`);
  show.tell('all that waits looks again by itself', 'dim');
}

/** The connection's file; `mode: live` is safe only against simulators. */
function connectionFile(urls: Record<'netsuite' | 'shipbob', string>, tuning: Tuning): string {
  const often = `sweep: { every: ${tuning.sweepEvery}, overlap: 30m }\n    recheck: ${tuning.recheck}`;
  return `id: ${tuning.id}
pair: netsuite-shipbob
mode: live
timeZone: America/New_York
netsuite:
  account: "123456_SB1"
  baseUrl: ${urls.netsuite}
  concurrency: ${tuning.concurrency}
  timeoutMs: 20000
shipbob:
  baseUrl: ${urls.shipbob}
  authUrl: ${urls.shipbob}
  channelId: "100101"
  reservePerMinute: 0
  timeoutMs: 10000
locations:
${CENTRES.map(({ id, location }) => `  "${id}": "${location}"`).join('\n')}
syncs:
  # Short, so that one can watch; the defaults are a quarter of an hour to a day.
  receivingOrder:
    ${often}
    adjustment: { account: "${STOCK_ACCOUNT}", subsidiary: "1" }
  shipmentTracking:
    ${often}
    salesOrderFields: { status: ${FIELDS.status}, trackingNumber: ${FIELDS.number}, changedAt: ${FIELDS.time} }
  replenishment:
    ${often}
  customerReturn:
    ${often}
    adjustment: { account: "${STOCK_ACCOUNT}", subsidiary: "1" }
  warehouseCharges:
    ${often}
    settleFor: 2s
    vendor: "${VENDOR.id}"
    subsidiary: "1"
    fees:
      Shipping: { account: "${FEE_ACCOUNT}", location: centre }
    otherFees: { account: "${FEE_ACCOUNT}" }
`;
}
