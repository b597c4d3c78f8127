// What ShipBob's schema allows and nobody needs must not make a record unreadable: nulls for empty lists, places without id.
import { expect, test } from '@jest/globals';
import { returned, shipment, wro } from './rows.ts';
import { connect, errorOf, withVendor } from './vendor.ts';

test('null in place of an empty list is an empty list; a list that is missing is an answer of another shape', async () => {
  const none = { json: { items: null, next: null } };
  const routes = {
    'GET /return': none,
    'GET /invoices': none,
    'GET /product': none,
    'GET /channel': none,
    'GET /webhook': none,
    'GET /inventory-level': none,
    'POST /transactions:query': none,
    'POST /inventory/history:query': { json: { data: null, next: null } },
    'GET /transaction-fees': { json: { fee_list: null } },
    'GET /invoices/7/transactions': { json: { next: null } },
  };
  await withVendor(routes, async ({ url }) => {
    const api = connect(url);
    const empty = { rows: [], ignored: [] };
    expect(await api.listReturns({})).toEqual(empty);
    expect(await api.listInvoices({})).toEqual(empty);
    expect(await api.listVariants({})).toEqual(empty);
    expect(await api.inventoryLevels()).toEqual(empty);
    expect(await api.findTransactions({})).toEqual(empty);
    expect(await api.inventoryEvents({ facilityId: '10' })).toEqual(empty);
    expect([await api.channels(), await api.listWebhooks(), await api.feeTypes()]).toEqual([[], [], []]);
    expect((await api.ping()).checks[0]).toMatchObject({ name: 'sign-in', state: 'ok' });
    expect(await errorOf(() => api.invoiceTransactions('7'))).toMatchObject({ code: 'UNEXPECTED_ANSWER' });
  });
});

test('a place or channel without an id is none, and a line of a history that says nothing is left out', async () => {
  const history = [{ status: null, timestamp: '2026-12-09T15:00:00' }, { status: 'Awaiting' }, { id: 1 }];
  const order = {
    id: 1,
    status: 'Fulfilled',
    created_date: '2026-11-20T10:00:00+00:00',
    channel: { id: null, name: null },
    tags: [{ name: 'gift', value: null }],
    shipments: [shipment(2, { location: { id: null, name: 'Nowhere' } })],
  };
  const routes = {
    'GET /receiving/1': { json: wro(1, { fulfillment_center: { id: null, name: null }, status_history: history }) },
    'GET /order/1': { json: order },
    'GET /shipment/2/timeline': { json: [{ log_type_id: 601, log_type_name: 'Created', timestamp: null }] },
  };
  await withVendor(routes, async ({ url }) => {
    const api = connect(url);
    const found = await api.getReceivingOrder('1');
    expect(found).toMatchObject({ id: '1', history: [] });
    expect(found).not.toHaveProperty('fulfillmentCenter');
    const read = await api.getOrder('1');
    expect(read).toMatchObject({ tags: [], shipments: [{ id: '2' }] });
    expect(read).not.toHaveProperty('channelId');
    expect(read?.shipments[0]).not.toHaveProperty('location');
    expect(await api.shipmentTimeline('2')).toEqual([]);
  });
});

test('a return that is not inspected yet names no action, an invoice no type', async () => {
  const unit = { id: 8600001, sku: 'TEA-01', quantity: 2 };
  const none = [{ action: null, action_reason: null, quantity_processed: 0, image_url: null }];
  const undone = returned(1, { inventory: [{ ...unit, action_taken: none }] });
  const nameless = returned(2, { inventory: [{ ...unit, action_taken: [{ action: null, quantity_processed: 1 }] }] });
  const bill = { invoice_id: 9, invoice_date: '2026-11-16', invoice_type: null, amount: 1, currency_code: 'USD' };
  const routes = {
    'GET /return': { json: { items: [undone, nameless], next: null } },
    'GET /invoices': { json: { items: [bill], next: null } },
  };
  await withVendor(routes, async ({ url }) => {
    const { rows } = await connect(url).listReturns({});
    expect(rows.map(({ items }) => items[0]?.taken)).toEqual([[], [{ action: '', quantity: 1 }]]);
    expect((await connect(url).listInvoices({})).rows).toMatchObject([{ id: '9', type: '' }]);
  });
});
