/** The demo of Oracle Fusion and ShipStation: a day of a retailer with three warehouses. See ../scenario.ts. */
import { SHIPSTATION_KEY } from '../netsuite-shipstation/shipstation-sim.ts';
import type { Scenario, Tuning } from '../scenario.ts';
import type { Show } from '../show.ts';
import { playDay } from './scenes.ts';
import {
  CHANNELS,
  MISSING_ITEM,
  mendItem,
  openShop,
  openVendors,
  thisPeriod,
  type Vendors,
  WAREHOUSES,
  ZONE,
} from './shop.ts';
import { type Dumps, judge, type OrderMoney, tableOf, type Verdict } from './verdict.ts';

type RawMoney = Omit<OrderMoney, 'storeId'> & { advancedOptions: { storeId: number } };

export const fusionShipStation: Scenario<'fusion' | 'shipstation', Vendors, Verdict> = {
  title: 'ShipStation → Oracle Fusion, both simulated on this machine',
  tuning: { id: 'demo-books', sweepEvery: '5s', recheck: '4s', concurrency: 4 },
  // Its label was voided after Fusion had the invoice.
  shown: { words: 'order 3009', number: '3009' },
  simulators: {
    fusion: { file: 'simulators/fusion/main.ts', usualPort: 4050, args: () => ['--zone', ZONE] },
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
  open: openVendors,
  prepare: async (vendors) => {
    await openShop(vendors);
    return { fusion: vendors.fusion.credentials, shipstation: { v1: SHIPSTATION_KEY } };
  },
  play: playDay,
  mend,
  judge: async (vendors) => judge(await readDumps(vendors)),
  table: tableOf,
  json: ({ mustWait: _mustWait, ...verdict }) => verdict,
  isWhole: ({ shipments, invoices, issued }) => shipments > 24 && invoices > 20 && issued > 0,
  // Only sweeps ask for voided labels by date.
  sweepsSeen: async ({ shipStation }) =>
    (await shipStation.requests()).requests.filter(
      ({ path, status }) => path.includes('voidDateStart') && status === 200,
    ).length,
  watcher: bookWatcher,
  faults: async ({ fusion, shipStation }) => ({
    Fusion: await fusion.faults(),
    ShipStation: await shipStation.faults(),
  }),
};

async function readDumps({ fusion, shipStation, played }: Vendors): Promise<Dumps> {
  // The shop first: what is booked can only be of what had left before.
  const shop = await shipStation.shop();
  const raw = await shipStation.control.get<RawMoney[]>('/orders');
  const money = raw.map(({ orderId, orderNumber, orderTotal, advancedOptions }) => ({
    ...{ orderId, orderNumber, orderTotal },
    storeId: advancedOptions.storeId,
  }));
  return { shop, money, books: await fusion.books(), isPeriodClosed: played.isPeriodClosed };
}

/** The item is entered, the period is opened again; nobody retries anything. */
async function mend(vendors: Vendors, show: Show): Promise<void> {
  await mendItem(vendors);
  show.tell(`item ${MISSING_ITEM} is entered in Fusion, with stock`);
  await vendors.fusion.receivablesPeriod(thisPeriod(), 'O');
  vendors.played.isPeriodClosed = false;
  show.tell(`${thisPeriod()} is opened again in receivables`);
  show.tell('the waiting records look again by themselves', 'dim');
}

/** Tells each paper of Fusion's once. */
function bookWatcher({ fusion }: Vendors, show: Show): () => Promise<void> {
  const known = new Set<string>();
  return async () => {
    const { invoices, creditMemos } = await fusion.books();
    for (const { TransactionNumber, EnteredAmount } of [...invoices, ...creditMemos]) {
      if (known.has(TransactionNumber)) continue;
      known.add(TransactionNumber);
      const words = EnteredAmount < 0 ? 'credit memo' : 'invoice';
      show.tell(`   Fusion ${words} ${TransactionNumber}: ${EnteredAmount.toFixed(2)} USD`, 'good');
    }
  };
}

/** The connection's file; `mode: live` is safe only against simulators. */
const connectionFile = (urls: Record<'fusion' | 'shipstation', string>, tuning: Tuning): string =>
  `id: ${tuning.id}
pair: fusion-shipstation
mode: live
timeZone: ${ZONE}
fusion:
  baseUrl: ${urls.fusion}
  identityUrl: ${urls.fusion}
  concurrency: ${tuning.concurrency}
  timeoutMs: 20000
shipstation:
  v1BaseUrl: ${urls.shipstation}
  v2BaseUrl: ${urls.shipstation}
  jwksUrl: ${urls.shipstation}/jwks
  timeoutMs: 10000
business:
  businessUnit: Vision Operations
  ledgerId: "300100170000000"
warehouses:
${WAREHOUSES.map(({ id, organization }) => `  "${id}": { organization: ${organization}, subinventory: Stores }`).join('\n')}
channels:
${CHANNELS.map(({ storeId, name, customer }) => `  "${storeId}": { name: ${name}, customer: { account: "${customer}" } }`).join('\n')}
# Short, so that one can watch; the defaults are longer.
periods: { recheck: ${tuning.recheck} }
lostAnswer: { named: 3s, unnamed: 10s }
syncs:
  receivablesPosting:
    enabled: true
    terms: IMMEDIATE
    sweep: { every: ${tuning.sweepEvery}, overlap: 30m }
    recheck: ${tuning.recheck}
  inventoryPosting:
    enabled: true
    sweep: { every: ${tuning.sweepEvery}, overlap: 30m }
    recheck: ${tuning.recheck}
    accounts:
${WAREHOUSES.map(({ id, account }) => `      - { warehouse: "${id}", account: ${account} }`).join('\n')}
`;
