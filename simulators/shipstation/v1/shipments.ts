// V1 shipments (bought labels) and fulfillments (shipped otherwise).
// Trap: there is no modifyDate and no get-by-id; voids are found by voidDateStart only.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addShipmentRow, voidLabel } from '../domain/labels.ts';
import type { FulfillmentRow, ShipmentRow } from '../domain/model.ts';
import { pacificDay, pacificMidnight } from '../domain/pacific.ts';
import { defaultStoreId, nextId, takeHiddenRead, type World } from '../domain/world.ts';
import { labelResponse } from './label-response.ts';
import { readAddress, readWeight } from './order-input.ts';
import { readBody } from './orders.ts';
import { V1Query, v1Page, within } from './query.ts';
import { v1Fulfillment, v1Shipment } from './render.ts';

interface Sortable {
  createdAt: number;
  shipDateMs: number;
}

/** Sorts in place unless the rows are already in the wanted order of creation. */
function sortRows<T extends Sortable>(rows: T[], sort: { by: string; direction: 1 | -1 }): T[] {
  const value = (row: T) => (sort.by === 'shipdate' ? row.shipDateMs : row.createdAt);
  return rows.sort((a, b) => (value(a) - value(b)) * sort.direction);
}

function shipmentCandidates(world: World, batchId: number | undefined, orderId: number | undefined): ShipmentRow[] {
  if (batchId !== undefined) {
    if (takeHiddenRead(world, `v1:batch:${batchId}`)) return [];
    return world.shipmentsByBatch.get(batchId) ?? [];
  }
  if (orderId !== undefined) return world.shipmentsByOrder.get(orderId) ?? [];
  return [...world.shipments.values()];
}

function listShipments(world: World, request: FastifyRequest) {
  const query = new V1Query(request, world);
  const [batchId, orderId, storeId] = [query.whole('batchId'), query.whole('orderId'), query.whole('storeId')];
  const recipient = query.text('recipientName')?.toLowerCase();
  const [country, orderNumber] = [query.text('recipientCountryCode'), query.text('orderNumber')];
  const [carrier, service] = [query.text('carrierCode'), query.text('serviceCode')];
  const tracking = query.text('trackingNumber');
  const [created, shipped, voided] = [query.range('createDate'), query.range('shipDate'), query.range('voidDate')];
  const withItems = query.flag('includeShipmentItems');
  const sort = query.sort(['ShipDate', 'CreateDate'], 'CreateDate');
  const place = query.page();
  query.done();
  const rows = shipmentCandidates(world, batchId, orderId).filter(
    (row) =>
      (orderId === undefined || row.orderId === orderId) &&
      (storeId === undefined || row.storeId === storeId) &&
      (orderNumber === undefined || row.orderNumber === orderNumber) &&
      (tracking === undefined || row.trackingNumber === tracking) &&
      (carrier === undefined || row.carrierCode === carrier) &&
      (service === undefined || row.serviceCode === service) &&
      (country === undefined || row.shipTo.country === country) &&
      (recipient === undefined || row.shipTo.name?.toLowerCase().includes(recipient)) &&
      within(created, row.createdAt) &&
      within(shipped, row.shipDateMs) &&
      within(voided, row.voidedAt),
  );
  const render = (row: ShipmentRow) => v1Shipment(row, withItems);
  return v1Page('shipments', sortRows(rows, sort), place, render, world.settings.behaviour.zeroPages);
}

function fulfillmentCandidates(world: World, id: number | undefined, orderId: number | undefined): FulfillmentRow[] {
  if (id !== undefined) {
    if (takeHiddenRead(world, `v1:fulfillment:${id}`)) return [];
    const row = world.fulfillments.get(id);
    return row ? [row] : [];
  }
  if (orderId !== undefined) return world.fulfillmentsByOrder.get(orderId) ?? [];
  return [...world.fulfillments.values()];
}

function listFulfillments(world: World, request: FastifyRequest) {
  const query = new V1Query(request, world);
  const [id, orderId] = [query.whole('fulfillmentId'), query.whole('orderId')];
  const [orderNumber, tracking] = [query.text('orderNumber'), query.text('trackingNumber')];
  const recipient = query.text('recipientName')?.toLowerCase();
  const storeId = query.whole('storeId');
  const [created, shipped] = [query.range('createDate'), query.range('shipDate')];
  const sort = query.sort(['ShipDate', 'CreateDate'], 'CreateDate');
  const place = query.page();
  query.done();
  const rows = fulfillmentCandidates(world, id, orderId).filter(
    (row) =>
      (orderId === undefined || row.orderId === orderId) &&
      (storeId === undefined || row.storeId === storeId) &&
      (orderNumber === undefined || row.orderNumber === orderNumber) &&
      (tracking === undefined || row.trackingNumber === tracking) &&
      (recipient === undefined || row.shipTo.name?.toLowerCase().includes(recipient)) &&
      within(created, row.createdAt) &&
      within(shipped, row.shipDateMs),
  );
  return v1Page('fulfillments', sortRows(rows, sort), place, v1Fulfillment, world.settings.behaviour.zeroPages);
}

/** A label without an order: its shipment's orderId, orderNumber and items are null. */
function createLooseLabel(world: World, request: FastifyRequest) {
  const required = ['carrierCode', 'serviceCode', 'packageCode', 'weight', 'shipFrom', 'shipTo'];
  const given = readBody(world, request, required, (body) => {
    const ignored = ['dimensions', 'insuranceOptions', 'internationalOptions', 'advancedOptions', 'shipFrom'];
    for (const name of ignored) body.raw(name);
    return {
      carrierCode: body.text('carrierCode') ?? '',
      serviceCode: body.text('serviceCode') ?? '',
      packageCode: body.text('packageCode') ?? '',
      confirmation: body.text('confirmation'),
      shipDate: body.day('shipDate'),
      weight: readWeight(body.child('weight')) ?? { value: 0, units: 'ounces' as const },
      shipTo: readAddress(body.child('shipTo')),
      testLabel: body.flag('testLabel'),
    };
  });
  const { testLabel, shipDate: day, ...label } = given;
  if (testLabel) return labelResponse(undefined);
  const now = world.clock.now();
  const shipDate = day ?? pacificDay(now);
  const [batchId, packageId] = [nextId(world, 'batch'), nextId(world, 'package')];
  const trackingNumber = `9400${String(packageId).padStart(18, '0')}`;
  const row: ShipmentRow = {
    ...label,
    ...{ shipmentId: nextId(world, 'shipment'), orderId: null, orderKey: null, orderNumber: null, batchId },
    ...{ userId: null, customerEmail: null, createdAt: now, shipDate, shipDateMs: pacificMidnight(shipDate) },
    ...{ shipmentCost: 9.57, insuranceCost: 0, trackingNumber, isReturnLabel: false, warehouseId: null },
    ...{ batchNumber: String(batchId - 186_900_000), storeId: defaultStoreId(world), voidedAt: null, dimensions: null },
    ...{ marketplaceNotified: false, insuranceOptions: { provider: null, insureShipment: false, insuredValue: 0 } },
    billTo: { billToParty: null, billToAccount: null, billToPostalCode: null, billToCountryCode: null },
    items: null,
    packages: [{ packageId, trackingNumber, weight: label.weight }],
  };
  addShipmentRow(world, row);
  world.emit({ type: 'labels-bought', batchId, rows: [row] });
  return labelResponse(row);
}

function rates(world: World, request: FastifyRequest) {
  const carrier = readBody(world, request, ['carrierCode', 'fromPostalCode', 'toCountry', 'weight'], (body) => {
    for (const name of ['fromPostalCode', 'toState', 'toCountry', 'toPostalCode', 'toCity', 'weight']) body.raw(name);
    for (const name of ['dimensions', 'confirmation', 'residential', 'serviceCode', 'packageCode']) body.raw(name);
    return body.text('carrierCode');
  });
  return [{ serviceName: `${carrier} Ground`, serviceCode: `${carrier}_ground`, shipmentCost: 9.57, otherCost: 0 }];
}

/** Adds the shipment and fulfillment routes. */
export function addShipmentRoutes(app: FastifyInstance, world: World): void {
  app.get('/shipments', (request) => listShipments(world, request));
  app.get('/fulfillments', (request) => listFulfillments(world, request));
  app.post('/shipments/createlabel', (request) => createLooseLabel(world, request));
  app.post('/shipments/getrates', (request) => rates(world, request));
  app.post('/shipments/voidlabel', (request) => {
    const shipmentId = readBody(world, request, ['shipmentId'], (body) => body.whole('shipmentId') ?? 0);
    const { approved, message } = voidLabel(world, shipmentId);
    return { approved, message };
  });
}
