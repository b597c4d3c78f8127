// Every document and every variable that the connector sends, against Shopify's own schema of each allowed version; and
// every answer that such a schema can give, read by the connector.
import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import type { Shopify } from '../../../connectors/shopify/contract.ts';
import type { Document } from '../../../connectors/shopify/documents/document.ts';
import { createShopify } from '../../../connectors/shopify/index.ts';
import { API_VERSIONS } from '../../../connectors/shopify/settings.ts';
import { WEBHOOK_TOPICS } from '../../../connectors/shopify/topics.ts';
import { adminSchema } from './schema.ts';
import { type Mode, problemsOf, startSchemaServer } from './schema-server.ts';

const FOLDER = new URL('../../../connectors/shopify/documents/', import.meta.url);
const SCHEMAS = new Map(API_VERSIONS.map((version) => [version, adminSchema(version)]));

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && 'text' in value && 'cost' in value;

async function allDocuments(): Promise<Document[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
  const modules: Record<string, unknown>[] = await Promise.all(files.map((name) => import(new URL(name, FOLDER).href)));
  return modules.flatMap((module) => Object.values(module).filter(isDocument));
}

const DRAFT = { name: 'available' as const, reason: 'correction', referenceUri: 'gid://ml-connector/Run/1' };

/** One call of every method that sends something, with everything optional given. */
function calls(shop: Shopify): Record<string, () => Promise<unknown>> {
  const window = { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' };
  const tracking = { company: 'UPS', numbers: ['1Z1'], urls: ['https://ups.com/1Z1'] };
  const quantity = { inventoryItemId: '5', locationId: '6', quantity: 4 };
  return {
    OrderById: () => shop.getOrder('1', { metafields: ['netsuite.id'] }),
    OrdersUpdatedSince: () => shop.ordersUpdatedSince(window),
    OrdersCreatedIn: () => shop.ordersCreatedIn(window),
    OrdersForBooks: () => shop.ordersForBooks(window.from),
    OrdersCount: () => shop.countOrdersCreated(window),
    OrdersByName: () => shop.findOrders('#1'),
    CustomerById: () => shop.getCustomer('1'),
    CustomersUpdatedSince: () => shop.customersUpdatedSince(window, 'cursor'),
    VariantsBySku: () => shop.findVariants(["it's", 'B']),
    AllVariants: () => shop.listVariants(),
    InventoryItemLevels: () => shop.inventoryItem('5'),
    StockAt: () => shop.stockAt('6', ['5', '7']),
    Locations: () => shop.locations(),
    OrderFulfillmentOrders: () => shop.fulfillmentOrders('1'),
    OrderFulfillments: () => shop.fulfillments('1'),
    JobById: () => shop.job('3f-ab'),
    ShopPing: () => shop.shop(),
    BulkRun: () => shop.startBulk('{ orders { edges { node { id } } } }'),
    BulkPoll: () => shop.bulkOperation('1'),
    InventorySet: () =>
      shop.setInventory(
        {
          ...DRAFT,
          quantities: [
            { ...quantity, changeFrom: null },
            { ...quantity, locationId: '8', changeFrom: 3 },
          ],
        },
        'k',
      ),
    InventoryActivate: () => shop.activateInventory({ ...quantity, available: 2 }, 'k'),
    FulfillmentCreate: () =>
      shop.createFulfillment({
        fulfillmentOrders: [{ id: '1', lines: [{ id: '2', quantity: 1 }] }, { id: '3' }],
        tracking,
        notifyCustomer: true,
      }),
    FulfillmentTrackingUpdate: () => shop.updateTracking('1', tracking, false),
    FulfillmentCancel: () => shop.cancelFulfillment('1'),
    OrderCancel: () =>
      shop.cancelOrder({
        orderId: '1',
        reason: 'CUSTOMER',
        restock: true,
        refund: true,
        notifyCustomer: false,
        staffNote: 'x',
      }),
    TagsAdd: () => shop.addTags('1', ['a']),
    MetafieldsSet: () =>
      shop.setMetafields([
        {
          ownerType: 'Order',
          ownerId: '1',
          namespace: 'netsuite',
          key: 'id',
          type: 'single_line_text_field',
          value: '9',
        },
      ]),
    OrderUpdate: () =>
      shop.updateOrder('1', {
        note: 'n',
        tags: ['a'],
        attributes: [{ key: 'k', value: 'v' }],
        poNumber: 'p',
        email: 'a@b.co',
        phone: '+1',
      }),
    WebhookList: () => shop.listWebhooks(),
    WebhookCreate: () => shop.subscribe({ topic: 'ORDERS_CREATE', uri: 'https://x.example/h', name: 'mlc-1' }),
    WebhookDelete: () => shop.unsubscribe('1'),
  };
}

const open = (baseUrl: string, apiVersion: (typeof API_VERSIONS)[number]) =>
  createShopify(
    { shop: 'acme.myshopify.com', baseUrl, apiVersion, scopes: ['read_payment_terms', 'read_returns'] },
    { kind: 'offline', accessToken: 't' },
    { tokens: { load: async () => undefined, save: async () => {} } },
  );

test.each([...API_VERSIONS])('every document is valid in %s and within what one query may cost', async (version) => {
  const schema = SCHEMAS.get(version);
  const documents = await allDocuments();
  expect(documents.length).toBeGreaterThan(25);
  for (const { name, text, cost } of documents) {
    const problems = schema === undefined ? ['no schema'] : validate(schema, parse(text)).map((error) => error.message);
    expect({ name, problems }).toEqual({ name, problems: [] });
    expect(cost).toBeLessThan(1_000);
  }
});

test.each(API_VERSIONS.flatMap((version) => (['full', 'sparse'] as Mode[]).map((mode) => [version, mode] as const)))(
  'what each method sends is taken by %s, and a %s answer is understood',
  async (version, mode) => {
    const schema = SCHEMAS.get(version);
    if (schema === undefined) throw new Error('no schema');
    const server = await startSchemaServer(schema, mode);
    try {
      const wanted = calls(open(server.url, version));
      for (const [name, call] of Object.entries(wanted)) {
        server.asked.length = 0;
        const failure = await call().then(() => undefined, String);
        expect({ name, failure }).toEqual({ name, failure: undefined });
        expect(server.asked).toEqual([{ name, problems: [] }]);
      }
    } finally {
      await server.close();
    }
  },
);

test('each document is sent by some method, or reads a further page', async () => {
  const sent = new Set(Object.keys(calls(open('http://127.0.0.1:1', '2026-10'))));
  const pages = ['OrderLinesPage', 'RefundLinesPage', 'FulfillmentLinesPage', 'FulfillmentOrderLinesPage'];
  const names = (await allDocuments()).map(({ name }) => name).sort();
  expect(names).toEqual([...sent, ...pages].sort());
});

test('the check itself notices a wrong field, a wrong variable and a missing directive argument', () => {
  const schema = SCHEMAS.get('2026-10');
  if (schema === undefined) throw new Error('no schema');
  expect(problemsOf(schema, 'query A { shop { nome } }', {})).not.toEqual([]);
  expect(problemsOf(schema, 'query A($id: ID!) { order(id: $id) { id } }', {})).not.toEqual([]);
  expect(problemsOf(schema, 'query A($id: ID!) { order(id: $id) { id } }', { id: '1', x: 1 })).not.toEqual([]);
  expect(problemsOf(schema, 'query A($id: ID!) { order(id: $id) { id } }', { id: '1' })).toEqual([]);
});

test('every webhook topic that we know is one of Shopify’s', () => {
  for (const schema of SCHEMAS.values()) {
    const type = schema.getType('WebhookSubscriptionTopic');
    const values = type !== undefined && 'getValues' in type ? type.getValues().map((one) => one.name) : [];
    expect(values).toEqual(expect.arrayContaining([...WEBHOOK_TOPICS]));
  }
});
