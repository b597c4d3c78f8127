import { expect, test } from '@jest/globals';
import { orderRow } from './rows.ts';
import { connect, withVendor } from './vendor-server.ts';

const MONEY = { amountPaid: 27, taxAmount: 1.05, shippingAmount: 4.95, orderTotal: 33 };

test('an order is read with its money and its owner', async () => {
  const row = orderRow({ ...MONEY, customerUsername: 'ACCT-00417', paymentDate: '2026-07-15T08:10:00.0000000' });
  await withVendor({ 'GET /orders/390639144': { body: row } }, async (vendor) => {
    const sold = await connect(vendor.baseUrl).readSoldOrder('390639144');
    expect(sold).toMatchObject({
      orderId: '390639144',
      orderNumber: 'B2B-10482',
      storeId: '26815',
      total: '33',
      amountPaid: '27',
      taxAmount: '1.05',
      shippingAmount: '4.95',
      orderedAt: '2026-07-15T15:09:13.000Z',
      paidAt: '2026-07-15T15:10:00.000Z',
      customerId: '97823112',
      customerUsername: 'ACCT-00417',
      customerEmail: 'ap@northside.example',
      billTo: { name: 'Northside Dental AP', street1: '1 Main St' },
    });
    expect(sold?.items).toEqual([
      expect.objectContaining({ orderItemId: '7893121', sku: 'GLV-M-100', unitPrice: '3', adjustment: false }),
      expect.objectContaining({ orderItemId: '7893122', unitPrice: '-3', adjustment: true }),
    ]);
  });
});

test('amounts that nobody entered are zero, a line’s own tax stays unknown; an order that is gone is undefined', async () => {
  const item = { orderItemId: 1, sku: 'A', name: 'a', quantity: 1, unitPrice: null, taxAmount: null };
  const routes = {
    'GET /orders/1': {
      body: orderRow({ orderId: 1, orderTotal: null, items: [item], billTo: null, customerEmail: '' }),
    },
    'GET /orders/2': { status: 404, body: { Message: 'not found' } },
  };
  await withVendor(routes, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    const sold = await connector.readSoldOrder('1');
    expect(sold).toMatchObject({ total: '0', taxAmount: '0', shippingAmount: '0', amountPaid: '0', billTo: {} });
    expect(sold?.items[0]).toMatchObject({ unitPrice: '0' });
    expect(sold?.items[0]).not.toHaveProperty('taxAmount');
    expect(sold).not.toHaveProperty('customerEmail');
    expect(await connector.readSoldOrder('2')).toBeUndefined();
  });
});

test('what a product costs: the exact SKU only, active before inactive', async () => {
  const products = [
    { productId: 1, sku: 'GLV-M-1000', defaultCost: 9, active: true },
    { productId: 2, sku: 'GLV-M-100', defaultCost: 1, active: false },
    { productId: 3, sku: 'GLV-M-100', defaultCost: 1.275, active: true },
    { productId: 4, sku: 'NO-COST', defaultCost: null, active: true },
  ];
  await withVendor({ 'GET /products': { body: { products, total: 4, page: 1, pages: 0 } } }, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    expect(await connector.findProductCost('GLV-M-100')).toBe('1.275');
    expect(await connector.findProductCost('NO-COST')).toBeUndefined();
    expect(await connector.findProductCost('GLV')).toBeUndefined();
    expect(vendor.seen[0]?.query).toMatchObject({ sku: 'GLV-M-100' });
  });
});
