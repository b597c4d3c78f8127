/** The whole machine of NetSuite and Shopify in one test process; only the two vendors are simulated. See machine.ts. */
import type { NetSuiteSimulatorOptions } from '../../simulators/netsuite/options.ts';
import type { NetSuiteSimulator, RecordSummary } from '../../simulators/netsuite/server.ts';
import {
  DEFAULT_APP,
  DEFAULT_TOKEN,
  type ShopifySimulator,
  startShopifySimulator,
} from '../../simulators/shopify/server.ts';
import { CONNECTION, type Machine, startMachine } from './machine.ts';
import { startNetSuite } from './netsuite-account.ts';

export { CONNECTION };
/** NetSuite items that are no goods, by the name of their setting. */
export const EXTRAS = { giftCard: '901', discount: '902', shipping: '903', tax: '904', tip: '905', custom: '906' };
export const GOODS = ['TEE', 'MUG', 'CAP'];

export type ShopStack = Omit<Machine, 'apply'> & {
  shopify: ShopifySimulator;
  netSuite: NetSuiteSimulator;
  /** Applies other settings of `shopifyOrder`; `more` of the connection. */
  configure(sync?: Record<string, unknown>, more?: Record<string, unknown>): Promise<void>;
  /** Records of NetSuite that bear a name of this order, or hang on it. */
  inNetSuite(type: string, externalId: string): RecordSummary | undefined;
  sweep(sync?: string): Promise<{ foundBySweep: number; stopped?: string }>;
};

export async function startShopStack(name: string, account: NetSuiteSimulatorOptions = {}): Promise<ShopStack> {
  const { netSuite, credentials } = await startNetSuite(account);
  const shopify = await startShopifySimulator();
  const settingsWith = (sync: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
    id: CONNECTION,
    pair: 'netsuite-shopify',
    mode: 'live',
    timeZone: 'America/New_York',
    netsuite: { account: '123456_SB1', baseUrl: netSuite.url },
    shopify: { shop: 'sim-store.myshopify.com', baseUrl: shopify.url },
    syncs: {
      shopifyOrder: {
        recheck: '1s',
        items: EXTRAS,
        defaults: { location: '1' },
        payments: { default: { account: '1' }, gateways: { gift_card: { account: '154' } } },
        shipping: { defaultMethod: '4' },
        ...sync,
      },
      shopifyCustomer: { recheck: '1s', subsidiary: '1' },
    },
    ...more,
  });
  seedGoods(netSuite, shopify);
  const machine = await startMachine({
    name,
    settings: settingsWith(),
    credentials: {
      netsuite: credentials,
      shopify: { kind: 'offline', accessToken: DEFAULT_TOKEN, webhookSecrets: DEFAULT_APP.clientSecrets },
    },
  });
  await machine.client.workflow.execute('webhookGuard', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/guard`,
    args: [{ connection: CONNECTION, pair: 'netsuite-shopify' }],
  });
  return {
    ...machine,
    shopify,
    netSuite,
    configure: (sync, more) => machine.apply(settingsWith(sync, more)),
    inNetSuite: (type, externalId) => netSuite.records(type).find((record) => record.externalId === externalId),
    sweep: (sync = 'shopifyOrder') =>
      machine.client.workflow.execute('sweep', {
        taskQueue: 'ml-connector',
        workflowId: `${CONNECTION}/${sync}/sweep-${Math.random()}`,
        args: [{ connection: CONNECTION, sync }],
      }),
    async stop() {
      await machine.stop();
      await shopify.close();
      await netSuite.close();
    },
  };
}

function seedGoods(netSuite: NetSuiteSimulator, shopify: ShopifySimulator): void {
  netSuite.seed({
    items: [
      ...GOODS.map((itemId) => ({ itemId, stock: [{ location: '1', quantity: 100_000 }] })),
      ...Object.entries(EXTRAS).map(([itemId, id]) => ({ id, itemId, type: 'otherChargeSaleItem' })),
    ],
  });
  shopify.seed({
    products: [
      {
        title: 'Things',
        variants: [...GOODS, 'NEW-SKU'].map((sku) => ({ sku, price: '25.00' })),
      },
    ],
  });
}
