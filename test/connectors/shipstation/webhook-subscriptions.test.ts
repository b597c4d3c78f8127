import { expect, test } from '@jest/globals';
import { connect, withVendor } from './vendor-server.ts';

const v1Hook = {
  IsLabelAPIHook: false,
  WebHookID: 123456,
  SellerID: 100000,
  StoreID: null,
  HookType: 'ITEM_SHIP_NOTIFY',
  Url: 'https://x.example/h',
  Name: 'erp ship',
  Active: true,
  Seller: null,
};
const v2Hook = {
  webhook_id: 'se-77',
  url: 'https://x.example/h2',
  event: 'label_created_v2',
  headers: [],
  name: 'erp',
  store_id: 26815,
};
const wanted = { event: 'ITEM_SHIP_NOTIFY', url: 'https://x.example/h', name: 'erp ship' };

test('subscriptions of both APIs are listed together; without a V2 key only V1’s', async () => {
  const routes = {
    'GET /webhooks': { body: { webhooks: [v1Hook, { ...v1Hook, WebHookID: 2, StoreID: 26815, Name: '' }] } },
    'GET /v2/environment/webhooks': { body: [v2Hook] },
  };
  await withVendor(routes, async (vendor) => {
    const ofV1 = [
      { api: 'v1', id: '123456', event: 'ITEM_SHIP_NOTIFY', url: 'https://x.example/h', name: 'erp ship' },
      { api: 'v1', id: '2', event: 'ITEM_SHIP_NOTIFY', url: 'https://x.example/h', storeId: '26815' },
    ];
    expect(await connect(vendor.baseUrl).listWebhooks()).toEqual([
      ...ofV1,
      { api: 'v2', id: 'se-77', event: 'label_created_v2', url: 'https://x.example/h2', name: 'erp', storeId: '26815' },
    ]);
    expect(await connect(vendor.baseUrl, { noV2: true }).listWebhooks()).toEqual(ofV1);
  });
});

test('V1 and V2 subscribe in their own words', async () => {
  const routes = {
    'POST /webhooks/subscribe': { body: { id: 123456 } },
    'POST /v2/environment/webhooks': { body: v2Hook },
  };
  await withVendor(routes, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    expect(await connector.subscribe({ ...wanted, api: 'v1' })).toEqual({ id: '123456' });
    expect(await connector.subscribe({ ...wanted, api: 'v1', storeId: '26815' })).toEqual({ id: '123456' });
    expect(await connector.subscribe({ ...wanted, api: 'v2', event: 'LABEL_CREATED_V2' })).toEqual({ id: 'se-77' });
    expect(vendor.seen.map((request) => request.body)).toEqual([
      { target_url: 'https://x.example/h', event: 'ITEM_SHIP_NOTIFY', store_id: null, friendly_name: 'erp ship' },
      { target_url: 'https://x.example/h', event: 'ITEM_SHIP_NOTIFY', store_id: 26815, friendly_name: 'erp ship' },
      { name: 'erp ship', event: 'label_created_v2', url: 'https://x.example/h' },
    ]);
  });
});

test('what ShipStation would cut or refuse is a Config error that says what to shorten, and is not sent', async () => {
  await withVendor({}, async (vendor) => {
    const connector = connect(vendor.baseUrl, { noV2: true });
    const refused = (changes: object) => expect(connector.subscribe({ ...wanted, api: 'v1', ...changes })).rejects;
    await refused({ name: 'n'.repeat(101) }).toMatchObject({
      type: 'Config',
      message: expect.stringContaining('shorten'),
    });
    await refused({ url: `https://x.example/${'t'.repeat(200)}` }).toMatchObject({
      type: 'Config',
      message: expect.stringContaining('shorter'),
    });
    await refused({ storeId: 'main' }).toMatchObject({
      type: 'Config',
      message: expect.stringContaining('store id "main"'),
    });
    await refused({ api: 'v2' }).toMatchObject({ type: 'Config', message: expect.stringContaining('V2 API key') });
    expect(vendor.seen).toEqual([]);
  });
});

test('unsubscribing what is gone already is done', async () => {
  const routes = {
    'DELETE /webhooks/1': { raw: '' },
    'DELETE /webhooks/2': { status: 404, body: { Message: 'x' } },
    'DELETE /v2/environment/webhooks/se-77': { status: 204, raw: '' },
    'DELETE /webhooks/3': { status: 400, body: { Message: 'no' } },
  };
  await withVendor(routes, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    await connector.unsubscribe('v1', '1');
    await connector.unsubscribe('v1', '2');
    await connector.unsubscribe('v2', 'se-77');
    await expect(connector.unsubscribe('v1', '3')).rejects.toMatchObject({ type: 'Invalid' });
    expect(vendor.seen.map((request) => request.method)).toEqual(['DELETE', 'DELETE', 'DELETE', 'DELETE']);
  });
});

test('a subscription that was perhaps made is Uncertain, a conflict is a Conflict', async () => {
  const conflict = { request_id: '0', errors: [{ error_code: 'webhook_event_type_conflict', message: 'exists' }] };
  const routes = {
    'POST /webhooks/subscribe': { body: { unexpected: true } },
    'POST /v2/environment/webhooks': { status: 409, body: conflict },
  };
  await withVendor(routes, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    await expect(connector.subscribe({ ...wanted, api: 'v1' })).rejects.toMatchObject({ type: 'Uncertain' });
    await expect(connector.subscribe({ ...wanted, api: 'v2' })).rejects.toMatchObject({ type: 'Conflict' });
  });
});
