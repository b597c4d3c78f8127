// The createorder body: which members exist, what they default to, which are required.
// Trap: there is no partial update, so every member left out ends up empty.
import {
  type Address,
  type AdvancedOptions,
  type Dimensions,
  ORDER_STATUSES,
  type OrderContent,
  type OrderItem,
  type OrderStatus,
  type Weight,
} from '../domain/model.ts';
import { defaultStoreId, type World } from '../domain/world.ts';
import { type BodyFindings, V1Body } from './body.ts';

const EMPTY_ADDRESS: Address = {
  name: null,
  company: null,
  street1: null,
  street2: null,
  street3: null,
  city: null,
  state: null,
  postalCode: null,
  country: null,
  phone: null,
  residential: null,
  addressVerified: null,
};

/** An address member; absent = all null. */
export function readAddress(body: V1Body | null): Address {
  if (!body) return EMPTY_ADDRESS;
  const address = {
    name: body.text('name'),
    company: body.text('company'),
    street1: body.text('street1'),
    street2: body.text('street2'),
    street3: body.text('street3'),
    city: body.text('city'),
    state: body.text('state'),
    postalCode: body.text('postalCode'),
    country: body.text('country'),
    phone: body.text('phone'),
    residential: body.has('residential') ? body.flag('residential') : null,
    addressVerified: body.has('addressVerified') ? body.text('addressVerified') : 'Address not yet validated',
  };
  body.done();
  return address;
}

/** A weight member; unknown units count as ounces. */
export function readWeight(body: V1Body | null): Weight | null {
  if (!body) return null;
  const units = body.text('units');
  const weight: Weight = {
    value: body.number('value') ?? 0,
    units: units === 'pounds' || units === 'grams' ? units : 'ounces',
  };
  body.raw('WeightUnits');
  body.done();
  return weight;
}

/** A dimensions member. */
export function readDimensions(body: V1Body | null): Dimensions | null {
  if (!body) return null;
  const size = (name: string) => body.number(name) ?? 0;
  const dimensions = {
    units: body.text('units') ?? 'inches',
    length: size('length'),
    width: size('width'),
    height: size('height'),
  };
  body.done();
  return dimensions;
}

function readItem(body: V1Body, now: number): OrderItem {
  body.readOnly('orderItemId', 'createDate', 'modifyDate');
  const item: OrderItem = {
    orderItemId: 0,
    lineItemKey: body.text('lineItemKey'),
    sku: body.text('sku'),
    name: body.text('name') ?? '',
    imageUrl: body.text('imageUrl'),
    weight: readWeight(body.child('weight')),
    quantity: body.whole('quantity') ?? 0,
    unitPrice: body.number('unitPrice') ?? 0,
    taxAmount: body.number('taxAmount'),
    shippingAmount: body.number('shippingAmount'),
    warehouseLocation: body.text('warehouseLocation'),
    options: body.children('options').map((o) => ({ name: o.text('name') ?? '', value: o.text('value') ?? '' })),
    productId: body.whole('productId'),
    fulfillmentSku: body.text('fulfillmentSku'),
    adjustment: body.flag('adjustment'),
    upc: body.text('upc'),
    createdAt: now,
    modifiedAt: now,
  };
  body.done();
  return item;
}

function readAdvanced(body: V1Body | null, world: World): AdvancedOptions {
  const text = (name: string) => body?.text(name) ?? null;
  const flag = (name: string) => body?.flag(name) ?? false;
  body?.readOnly('mergedOrSplit', 'mergedIds', 'parentId');
  const options: AdvancedOptions = {
    warehouseId: body?.whole('warehouseId') ?? null,
    nonMachinable: flag('nonMachinable'),
    saturdayDelivery: flag('saturdayDelivery'),
    containsAlcohol: flag('containsAlcohol'),
    storeId: body?.whole('storeId') ?? defaultStoreId(world),
    customField1: text('customField1'),
    customField2: text('customField2'),
    customField3: text('customField3'),
    source: text('source'),
    billToParty: text('billToParty'),
    billToAccount: text('billToAccount'),
    billToPostalCode: text('billToPostalCode'),
    billToCountryCode: text('billToCountryCode'),
    billToMyOtherAccount: text('billToMyOtherAccount'),
  };
  body?.done();
  return options;
}

function readInsurance(body: V1Body | null): OrderContent['insuranceOptions'] {
  const insurance = {
    provider: body?.text('provider') ?? null,
    insureShipment: body?.flag('insureShipment') ?? false,
    insuredValue: body?.number('insuredValue') ?? 0,
  };
  body?.done();
  return insurance;
}

function readStatus(body: V1Body): OrderStatus {
  const status = body.text('orderStatus');
  return (status ?? 'awaiting_shipment') as OrderStatus;
}

/** The texts of what a createorder row lacks; empty when it is complete. */
export function missingMembers(body: V1Body): string[] {
  const required = ['orderNumber', 'orderDate', 'orderStatus', 'billTo', 'shipTo'];
  const missing = required.filter((name) => !body.has(name)).map((name) => `The ${name} field is required.`);
  const billTo = body.raw('billTo');
  const named = typeof billTo === 'object' && billTo !== null && Reflect.get(billTo, 'name');
  if (body.has('billTo') && !named) missing.push('The billTo.name field is required.');
  if ((body.text('orderNumber') ?? '').length > 50) missing.push('The orderNumber may have 50 characters at most.');
  const status = body.text('orderStatus');
  if (status !== null && !ORDER_STATUSES.includes(status)) missing.push(`Unknown orderStatus '${status}'.`);
  return missing;
}

/** Reads a createorder row whole; type errors land in the findings. */
export function readOrder(
  body: V1Body,
  world: World,
): { content: OrderContent; orderId: number | null; orderKey: string | null } {
  const now = world.clock.now();
  body.readOnly('customerId', 'orderTotal', 'createDate', 'modifyDate', 'holdUntilDate', 'userId');
  body.readOnly('externallyFulfilled', 'externallyFulfilledBy', 'externallyFulfilledById');
  body.readOnly('externallyFulfilledByName', 'labelMessages');
  const content: OrderContent = {
    orderNumber: body.text('orderNumber') ?? '',
    orderDate: body.date('orderDate') ?? now,
    orderStatus: readStatus(body),
    paymentDate: body.date('paymentDate'),
    shipByDate: body.date('shipByDate'),
    customerUsername: body.text('customerUsername'),
    customerEmail: body.text('customerEmail'),
    billTo: readAddress(body.child('billTo')),
    shipTo: readAddress(body.child('shipTo')),
    items: body.children('items').map((item) => readItem(item, now)),
    amountPaid: body.number('amountPaid') ?? 0,
    taxAmount: body.number('taxAmount') ?? 0,
    shippingAmount: body.number('shippingAmount') ?? 0,
    customerNotes: body.text('customerNotes'),
    internalNotes: body.text('internalNotes'),
    gift: body.flag('gift'),
    giftMessage: body.text('giftMessage'),
    paymentMethod: body.text('paymentMethod'),
    requestedShippingService: body.text('requestedShippingService'),
    carrierCode: body.text('carrierCode'),
    serviceCode: body.text('serviceCode'),
    packageCode: body.text('packageCode'),
    confirmation: body.text('confirmation'),
    shipDate: body.day('shipDate'),
    weight: readWeight(body.child('weight')),
    dimensions: readDimensions(body.child('dimensions')),
    insuranceOptions: readInsurance(body.child('insuranceOptions')),
    internationalOptions: (body.raw('internationalOptions') ?? {}) as Record<string, unknown>,
    advancedOptions: readAdvanced(body.child('advancedOptions'), world),
    tagIds: body.wholes('tagIds'),
  };
  const identity = { orderId: body.whole('orderId'), orderKey: body.text('orderKey') || null };
  body.done();
  return { content, ...identity };
}

/** A reader for a body that did not come over HTTP (seeds), with its findings. */
export function looseBody(value: unknown, path: string): { body: V1Body; findings: BodyFindings } {
  const findings: BodyFindings = { problems: {}, notes: [], strictDates: true };
  return { body: new V1Body(value, path, findings), findings };
}
