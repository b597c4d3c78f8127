/** The demo of NetSuite and Shopify: a week of a web shop, orders, refunds, parcels and stock. See ../scenario.ts. */
import { mustRun } from '../command.ts';
import type { Scenario, Tuning } from '../scenario.ts';
import type { Show } from '../show.ts';
import type { Stack } from '../stack.ts';
import type { Verdict } from './findings.ts';
import { FIRST_NUMBER, ORDER_COUNT } from './orders.ts';
import type { Play } from './play.ts';
import { changed, returned, shipped, stockRun } from './scenes-after.ts';
import { badWebhooks, kinds, mustWait, vendorTrouble, workerKilled } from './scenes-orders.ts';
import { APP } from './shopify-sim.ts';
import {
  BANK,
  CONNECTION,
  CURRENCIES,
  EXTRAS,
  GIFT_CARDS,
  MISSING_SKU,
  mendSku,
  OTHER_PLACE,
  openStore,
  openVendors,
  PLACE,
  readDumps,
  type Vendors,
} from './store.ts';
import { judge, tableOf } from './verdict.ts';
import { bookWatcher } from './watch.ts';

const PUSH = { secret: 'demo-push-secret-0123456789' };
const SCENES = [kinds, mustWait, badWebhooks, workerKilled, changed, vendorTrouble, shipped, returned, stockRun];
/** The order by bank transfer. */
const UNPAID = `#${FIRST_NUMBER + 12}`;

export const netSuiteShopify: Scenario<'netsuite' | 'shopify', Vendors, Verdict> = {
  title: 'Shopify ↔ NetSuite, both simulated on this machine',
  tuning: { id: CONNECTION, sweepEvery: '5s', recheck: '4s', concurrency: 4 },
  // It was shipped, and a part of it came back.
  shown: { words: 'order #1002', number: '1002' },
  simulators: {
    netsuite: { file: 'simulators/netsuite/main.ts', usualPort: 4010, args: () => ['--zone', 'America/New_York'] },
    shopify: { file: 'simulators/shopify/main.ts', usualPort: 4030 },
  },
  connection: (urls, tuning) => connectionFile(urls, tuning),
  open: openVendors,
  prepare: async (vendors) => {
    await openStore(vendors);
    return {
      netsuite: await vendors.netSuite.signIn(),
      shopify: { kind: 'offline', ...APP },
      'netsuite-push': PUSH,
    };
  },
  play: playWeek,
  mend,
  judge: async (vendors) => judge(await readDumps(vendors)),
  table: tableOf,
  json: ({ mustWait: _mustWait, ...verdict }) => verdict,
  isWhole: ({ orders, fulfilments, credited, levels, forged }) =>
    orders >= ORDER_COUNT && fulfilments >= 8 && credited > 0 && levels > 0 && forged > 0,
  // Only sweeps ask for customers that have changed; they begin together with those for orders.
  sweepsSeen: async ({ shopify }) =>
    Math.min(await shopify.asked('CustomersUpdatedSince'), await shopify.asked('OrdersUpdatedSince')),
  watcher: bookWatcher,
  faults: async ({ netSuite, shopify }) => ({ NetSuite: await netSuite.faults(), Shopify: await shopify.faults() }),
};

async function playWeek(stack: Stack<Vendors>, show: Show): Promise<void> {
  const { vendors, env } = stack;
  const play: Play = { stack, vendors, show, orders: [] };
  const told = JSON.parse(await mustRun(env, ['connections', 'hook-address', CONNECTION, '--json']));
  await vendors.netSuite.report({
    ...{ url: addressOf(told), secret: PUSH.secret, secretHeader: 'X-ML-Connector-Secret' },
    recordTypes: ['salesOrder', 'itemFulfillment', 'itemReceipt', 'item'],
  });
  for (const scene of SCENES) await scene(play);
}

function addressOf({ addresses }: { addresses: { system: string; url: string }[] }): string {
  const found = addresses.find(({ system }) => system === 'netsuite');
  if (found === undefined) throw new Error('the connection has no address for NetSuite');
  return found.url;
}

/** The item gets its right name, the bank transfer arrives; nobody retries anything. */
async function mend(vendors: Vendors, show: Show): Promise<void> {
  await mendSku(vendors);
  show.tell(`NetSuite item ${MISSING_SKU.inNetSuite} is renamed ${MISSING_SKU.inShop}, as the shop spells it`);
  const { orders } = await vendors.shopify.shop();
  const unpaid = orders.find(({ name }) => name === UNPAID);
  if (unpaid === undefined) throw new Error(`there is no order ${UNPAID}`);
  await vendors.shopify.pay(unpaid.id);
  show.tell(`the bank transfer for ${UNPAID} has arrived`);
  show.tell('the waiting orders look again by themselves', 'dim');
}

/** The connection's file; `mode: live` is safe only against simulators. */
function connectionFile(urls: Record<'netsuite' | 'shopify', string>, tuning: Tuning): string {
  const often = `sweep: { every: ${tuning.sweepEvery}, overlap: 30m }\n    recheck: ${tuning.recheck}`;
  const rows = (table: Record<string, string>) =>
    Object.entries(table)
      .map(([name, id]) => `${name}: "${id}"`)
      .join(', ');
  return `id: ${tuning.id}
pair: netsuite-shopify
mode: live
timeZone: America/New_York
netsuite:
  account: "123456_SB1"
  baseUrl: ${urls.netsuite}
  concurrency: ${tuning.concurrency}
  timeoutMs: 20000
shopify:
  shop: sim-store.myshopify.com
  baseUrl: ${urls.shopify}
  timeoutMs: 10000
syncs:
  # Short, so that one can watch; the defaults are a quarter of an hour and more.
  shopifyOrder:
    ${often}
    items: { ${rows(EXTRAS)} }
    payments:
      gateways: { gift_card: { account: "${GIFT_CARDS}" } }
      default: { account: "${BANK}" }
    currency: { use: presentment, ids: { ${rows(CURRENCIES)} } }
    shipping: { defaultMethod: "4" }
    defaults: { location: "${PLACE.netSuite}" }
    refunds: { returns: receive }
  shopifyCustomer:
    ${often}
    subsidiary: "1"
  fulfillmentUpdate:
    ${often}
  shopifyStock:
    enabled: true
    locations: { "${PLACE.netSuite}": "${PLACE.shopify}" }
    ignoreLocations: ["${OTHER_PLACE}"]
`;
}
