/** Nothing financial is ever written to ShipStation by a connection whose books are in Fusion. */
import { expect, test } from '@jest/globals';
import Big from 'big.js';
import type { OpenConnection } from '../../../activities/connection-registry.ts';
import type { ShipStation } from '../../../connectors/shipstation/contract.ts';
import { type OrdersOnly, ordersOnly } from '../../../connectors/shipstation/orders-only.ts';
import type { OrderChange } from '../../../connectors/shipstation/types.ts';
import { orderRow } from './rows.ts';
import { connect, withVendor } from './vendor-server.ts';

/** As the vendor's server writes it: digits that a careless program would round or drop. */
const TEXT = `{"orderId":390639144,"orderNumber":"B2B-10482","orderKey":"erp:SO-10482","orderDate":"2026-07-15T08:09:13.0000000",
 "createDate":"2026-07-15T08:10:02.1100000","modifyDate":"2026-07-15T08:41:07.5930000","paymentDate":"2026-07-15T08:10:00.0000000",
 "orderStatus":"awaiting_shipment","customerId":97823112,"customerUsername":null,"customerEmail":"ap@northside.example",
 "billTo":{"name":"AP","street1":"1 Main St"},"shipTo":{"name":"Receiving","street1":"2 Elm St"},
 "items":[{"orderItemId":7893121,"lineItemKey":"1","sku":"GLV-M-100","name":"Glove","quantity":3,"unitPrice":1234567.8905,"taxAmount":0.07,"shippingAmount":0.1,"adjustment":false},
          {"orderItemId":7893122,"lineItemKey":"disc","sku":null,"name":"off","quantity":1,"unitPrice":-0.30,"adjustment":true}],
 "orderTotal":3703703.5415,"amountPaid":3703703.54,"taxAmount":0.07,"shippingAmount":19.95,"paymentMethod":"Visa","insuranceOptions":{"provider":null,"insureShipment":true,"insuredValue":99.90},
 "internationalOptions":{"contents":"merchandise","customsItems":[{"customsItemId":1,"description":"Glove","quantity":3,"value":12.5}]},
 "advancedOptions":{"warehouseId":24079,"storeId":26815,"mergedOrSplit":false,"mergedIds":[],"parentId":null,"customField1":null,"billToParty":"my_account","billToAccount":"12"},"tagIds":[7]}`;

const FINANCIAL = [
  'items',
  'amountPaid',
  'taxAmount',
  'shippingAmount',
  'paymentMethod',
  'paymentDate',
  'insuranceOptions',
  'internationalOptions',
];

/** Every number by its decimal value, so that 0.30 and 0.3 are the same and 0.1 + 0.2 is not 0.3. */
const exact = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, part) => (typeof part === 'number' ? new Big(part).toFixed() : part));

test('an order is put back with every financial member as it came, digit for digit', async () => {
  const routes = {
    'GET /orders/390639144': { raw: TEXT, headers: { 'content-type': 'application/json' } },
    'POST /orders/createorder': { raw: TEXT, headers: { 'content-type': 'application/json' } },
  };
  await withVendor(routes, async (vendor) => {
    const api = ordersOnly(connect(vendor.baseUrl));
    const found = await api.readOrderWhole('390639144');
    await api.replaceOrder(found!.raw, {
      customerUsername: 'ACCT-1',
      customField1: 'ACCT-1',
      billTo: { name: 'Northside' },
    });
    const sent = vendor.seen.at(-1)?.body as Record<string, unknown>;
    const came = JSON.parse(TEXT) as Record<string, unknown>;
    for (const member of FINANCIAL)
      expect({ [member]: exact(sent[member]) }).toEqual({ [member]: exact(came[member]) });
    expect(sent.advancedOptions).toMatchObject({
      customField1: 'ACCT-1',
      billToParty: 'my_account',
      billToAccount: '12',
      storeId: 26815,
    });
    expect(sent).not.toHaveProperty('orderTotal');
    expect(sent).toMatchObject({ customerUsername: 'ACCT-1', orderKey: 'erp:SO-10482', orderId: 390639144 });
  });
});

test('other members, other bodies and changed bodies are refused before anything is sent', async () => {
  await withVendor({ 'GET /orders/1': { body: orderRow({ orderId: 1 }) } }, async (vendor) => {
    const api = ordersOnly(connect(vendor.baseUrl));
    const { raw } = (await api.readOrderWhole('1'))!;
    const refused = { type: 'Config', code: 'WRITE_NOT_ALLOWED' };
    for (const member of [
      'items',
      'amountPaid',
      'taxAmount',
      'shippingAmount',
      'paymentMethod',
      'orderStatus',
      'orderTotal',
    ]) {
      await expect(api.replaceOrder(raw, { [member]: 1 } as OrderChange)).rejects.toMatchObject(refused);
    }
    await expect(api.replaceOrder({ ...raw, taxAmount: 1 }, { customField1: 'x' })).rejects.toMatchObject(refused);
    expect(() => Object.assign(raw, { taxAmount: 1 })).toThrow(TypeError);
    expect(() => Object.assign((raw.items as object[])[0]!, { unitPrice: 1 })).toThrow(TypeError);
    expect(vendor.seen.map(({ method }) => method)).toEqual(['GET']);
  });
});

test('every other write, and whatever is added to the connector later, throws', async () => {
  await withVendor({}, async (vendor) => {
    const later = Object.assign(connect(vendor.baseUrl), { createInvoice: () => Promise.resolve() });
    const api = ordersOnly(later) as ShipStation & typeof later;
    const level = { sku: 'A', locationId: '1', onHand: 1, reason: 'r', note: 'n' };
    await expect(api.setOnHand(level)).rejects.toMatchObject({
      type: 'Config',
      message: expect.stringContaining('setOnHand'),
    });
    await expect(api.createInvoice()).rejects.toMatchObject({ type: 'Config' });
    expect(vendor.seen).toEqual([]);
  });
});

test('the types say the same', () => {
  type Given = Awaited<ReturnType<OpenConnection<'fusion-shipstation'>['shipStation']>>;
  type IsExactly<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
  const isLimited: IsExactly<Given, OrdersOnly> = true;
  const writesLeft: Exclude<keyof ShipStation, keyof OrdersOnly> = 'setOnHand';
  const changeable: Record<keyof OrderChange, true> = {
    customerUsername: true,
    customField1: true,
    customField2: true,
    customField3: true,
    billTo: true,
    shipTo: true,
  };
  expect({ isLimited, writesLeft, members: Object.keys(changeable).length }).toEqual({
    isLimited: true,
    writesLeft: 'setOnHand',
    members: 6,
  });
});
