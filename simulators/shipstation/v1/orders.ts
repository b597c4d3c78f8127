// V1 order routes: lists, single, createorder(s), and the small order actions.
// Trap: the orderNumber filter is a prefix match, so 1001 also returns 10010.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { markAsShipped } from '../domain/fulfillments.ts';
import { buyLabels } from '../domain/labels.ts';
import { ORDER_STATUSES, type OrderRow } from '../domain/model.ts';
import * as orders from '../domain/orders.ts';
import { Refusal } from '../domain/refusal.ts';
import { newGuid, ordersByPrefix, takeHiddenRead, type World } from '../domain/world.ts';
import { type BodyFindings, V1Body } from './body.ts';
import { CARRIERS } from './carriers.ts';
import { assertValid, exceptionBody, invalidRequest, V1Problem } from './errors.ts';
import { labelResponse } from './label-response.ts';
import { missingMembers, readDimensions, readOrder, readWeight } from './order-input.ts';
import { V1Query, v1Page, within } from './query.ts';
import { v1Order } from './render.ts';

const containsFold = (text: string | null, part: string) => text?.toLowerCase().includes(part) ?? false;

function candidates(world: World, importBatch: string | undefined, orderNumber: string | undefined): OrderRow[] {
  if (importBatch !== undefined) {
    if (takeHiddenRead(world, `v1:import:${importBatch}`)) return [];
    const rows = [...(world.ordersByImport.get(importBatch) ?? [])];
    return orderNumber === undefined ? rows : rows.filter((row) => row.orderNumber.startsWith(orderNumber));
  }
  if (orderNumber === undefined) return [...world.orders.values()];
  return ordersByPrefix(world, orderNumber).sort((a, b) => a.orderId - b.orderId);
}

const hasKeyword = (row: OrderRow, keyword: string) =>
  row.items.some(
    (i) =>
      containsFold(i.sku, keyword) ||
      containsFold(i.name, keyword) ||
      i.options.some((o) => containsFold(o.value, keyword)),
  );

const SORT_VALUE: Record<string, (row: OrderRow) => number> = {
  orderdate: (row) => row.orderDate,
  modifydate: (row) => row.modifiedAt,
  createdate: (row) => row.createdAt,
  orderid: (row) => row.orderId,
};

function listOrders(world: World, request: FastifyRequest) {
  const query = new V1Query(request, world);
  const name = query.text('customerName')?.toLowerCase();
  const keyword = query.text('itemKeyword')?.toLowerCase();
  const status = query.text('orderStatus');
  const storeId = query.whole('storeId');
  const [created, modified] = [query.range('createDate'), query.range('modifyDate')];
  const [ordered, paid] = [query.range('orderDate'), query.range('paymentDate')];
  const [importBatch, orderNumber] = [query.text('importBatch'), query.text('orderNumber')];
  const sort = query.sort(['OrderDate', 'ModifyDate', 'CreateDate'], 'OrderId');
  const place = query.page();
  query.done();
  if (status !== undefined && !ORDER_STATUSES.includes(status)) {
    throw invalidRequest({ orderStatus: [`The value '${status}' is not valid for orderStatus.`] });
  }
  const rows = candidates(world, importBatch, orderNumber).filter(
    (row) =>
      row.active &&
      (status === undefined || row.orderStatus === status) &&
      (storeId === undefined || row.advancedOptions.storeId === storeId) &&
      within(created, row.createdAt) &&
      within(modified, row.modifiedAt) &&
      within(ordered, row.orderDate) &&
      within(paid, row.paymentDate) &&
      (name === undefined || containsFold(row.billTo.name, name) || containsFold(row.shipTo.name, name)) &&
      (keyword === undefined || hasKeyword(row, keyword)),
  );
  const value = SORT_VALUE[sort.by];
  if (value && (sort.by !== 'orderid' || sort.direction === -1)) {
    rows.sort((a, b) => (value(a) - value(b) || a.orderId - b.orderId) * sort.direction);
  }
  return v1Page('orders', rows, place, v1Order);
}

function listByTag(world: World, request: FastifyRequest) {
  const query = new V1Query(request, world);
  const [status, tagId, place] = [query.text('orderStatus'), query.whole('tagId'), query.page()];
  query.done();
  const rows = [...world.orders.values()].filter(
    (row) => row.active && row.orderStatus === status && tagId !== undefined && (row.tagIds ?? []).includes(tagId),
  );
  return v1Page('orders', rows, place, v1Order);
}

/** Findings that write their notes into the request log. */
export const findingsFor = (world: World, request: FastifyRequest): BodyFindings => ({
  problems: {},
  notes: request.entry.notes,
  strictDates: world.settings.behaviour.strictDates,
});

/** Reads a small body whole: throws the 400 for wrong types, notes unknown members. */
export function readBody<T>(
  world: World,
  request: FastifyRequest,
  required: string[],
  read: (body: V1Body) => T,
  path = 'request',
): T {
  const findings = findingsFor(world, request);
  const body = new V1Body(request.body, path, findings);
  if (Object.keys(findings.problems).length === 0) body.require(...required);
  const value = read(body);
  body.done();
  assertValid(findings.problems);
  return value;
}

function createOrder(world: World, request: FastifyRequest) {
  const findings = findingsFor(world, request);
  const body = new V1Body(request.body, 'apiOrder', findings);
  const { content, orderId, orderKey } = readOrder(body, world);
  if (Object.keys(findings.problems).length === 0) {
    for (const text of missingMembers(body))
      findings.problems[`apiOrder.${/\b[a-z]+[A-Z]\w*/.exec(text)?.[0]}`] = [text];
  }
  assertValid(findings.problems);
  if (orderKey === null) request.entry.notes.push('createorder without orderKey: a retry makes a duplicate');
  const importBatch = newGuid();
  const { row, announce } = orders.upsertOrder(world, content, { orderId, orderKey }, importBatch);
  if (announce) orders.announceImport(world, importBatch, [row]);
  return v1Order(row);
}

function createOne(world: World, body: V1Body, importBatch: string, announced: OrderRow[]) {
  const { content, orderId, orderKey } = readOrder(body, world);
  const failed = (errorMessage: string) => ({
    ...{ orderId: orderId ?? 0, orderNumber: content.orderNumber, orderKey, success: false, errorMessage },
  });
  const missing = missingMembers(body);
  if (missing.length > 0) return failed(missing.join(' '));
  try {
    const { row, announce } = orders.upsertOrder(world, content, { orderId, orderKey }, importBatch);
    if (announce) announced.push(row);
    const { orderNumber } = row;
    return { orderId: row.orderId, orderNumber, orderKey: row.orderKey, success: true, errorMessage: null };
  } catch (error) {
    if (error instanceof Refusal) return failed(error.message);
    throw error;
  }
}

function createOrders(world: World, request: FastifyRequest) {
  const findings = findingsFor(world, request);
  if (!Array.isArray(request.body)) {
    throw invalidRequest({ apiOrders: ['Cannot deserialize the current JSON object into an array.'] });
  }
  if (request.body.length > 100) throw invalidRequest({ apiOrders: ['The maximum number of orders is 100.'] });
  const bodies = request.body.map((value, i) => new V1Body(value, `apiOrders[${i}]`, findings));
  for (const body of bodies) readOrder(body, world);
  assertValid(findings.problems);
  const [importBatch, announced]: [string, OrderRow[]] = [newGuid(), []];
  const results = bodies.map((body) => createOne(world, body, importBatch, announced));
  orders.announceImport(world, importBatch, announced);
  return { hasErrors: results.some((r) => !r.success), results };
}

function mark(world: World, request: FastifyRequest) {
  const given = readBody(world, request, ['orderId', 'carrierCode'], (body) => ({
    orderId: body.whole('orderId') ?? 0,
    carrierCode: body.text('carrierCode') ?? '',
    trackingNumber: body.text('trackingNumber'),
    shipDate: body.day('shipDate'),
    notifyCustomer: body.flag('notifyCustomer'),
    notifySalesChannel: body.flag('notifySalesChannel'),
  }));
  const { shipDate, notifyCustomer: _unused, ...rest } = given;
  const row = markAsShipped(world, shipDate === null ? rest : { ...rest, shipDate });
  return { orderId: row.orderId, orderNumber: row.orderNumber };
}

/** A service the carrier does not have ends in the vendor's own exception, not in a clean 400. */
function assertService(carrierCode: string, serviceCode: string): void {
  const carrier = CARRIERS.find(({ code }) => code === carrierCode);
  if (!carrier?.services.some(({ code }) => code === serviceCode)) throw new V1Problem(500, exceptionBody());
}

function labelForOrder(world: World, request: FastifyRequest) {
  const required = ['orderId', 'carrierCode', 'serviceCode'];
  const given = readBody(world, request, required, (body) => ({
    orderId: body.whole('orderId') ?? 0,
    carrierCode: body.text('carrierCode') ?? '',
    serviceCode: body.text('serviceCode') ?? '',
    packageCode: body.text('packageCode'),
    confirmation: body.text('confirmation'),
    shipDate: body.day('shipDate'),
    weight: readWeight(body.child('weight')),
    dimensions: readDimensions(body.child('dimensions')),
    insuranceOptions: body.raw('insuranceOptions'),
    internationalOptions: body.raw('internationalOptions'),
    advancedOptions: body.raw('advancedOptions'),
    testLabel: body.flag('testLabel'),
  }));
  orders.requireOrder(world, given.orderId);
  assertService(given.carrierCode, given.serviceCode);
  const { orderId, carrierCode, serviceCode, confirmation, shipDate, weight, packageCode } = given;
  const optional = { ...(shipDate && { shipDate }), ...(weight && { weight }), ...(packageCode && { packageCode }) };
  if (given.testLabel) return labelResponse(undefined);
  const { rows } = buyLabels(world, [{ orderId, carrierCode, serviceCode, confirmation, ...optional }]);
  return labelResponse(rows[0]);
}

const done = (message: string) => ({ success: true, message });

function addActions(app: FastifyInstance, world: World): void {
  const tag = (present: boolean) => (request: FastifyRequest) => {
    const read = (body: V1Body) => [body.whole('orderId') ?? 0, body.whole('tagId') ?? 0] as const;
    const [orderId, tagId] = readBody(world, request, ['orderId', 'tagId'], read);
    orders.tagOrder(world, orderId, tagId, present);
    return done(present ? 'Tag added successfully.' : 'Tag removed successfully.');
  };
  const assign = (clear: boolean) => (request: FastifyRequest) => {
    const given = readBody(world, request, clear ? ['orderIds'] : ['orderIds', 'userId'], (body) => ({
      orderIds: body.wholes('orderIds') ?? [],
      userId: body.text('userId'),
    }));
    orders.assignUser(world, given.orderIds, clear ? null : given.userId);
    return done(clear ? 'User unassigned successfully.' : 'User assigned successfully.');
  };
  app.post('/orders/addtag', tag(true));
  app.post('/orders/removetag', tag(false));
  app.post('/orders/assignuser', assign(false));
  app.post('/orders/unassignuser', assign(true));
  app.post('/orders/holduntil', (request) => {
    const read = (body: V1Body) => [body.whole('orderId') ?? 0, body.date('holdUntilDate')] as const;
    const [orderId, until] = readBody(world, request, ['orderId', 'holdUntilDate'], read);
    orders.holdOrder(world, orderId, until);
    return done('The requested order has been held.');
  });
  app.post('/orders/restorefromhold', (request) => {
    orders.restoreOrder(
      world,
      readBody(world, request, ['orderId'], (body) => body.whole('orderId') ?? 0),
    );
    return done('The requested order has been restored from hold.');
  });
}

/** Adds the order routes. */
export function addOrderRoutes(app: FastifyInstance, world: World): void {
  const idOf = (request: FastifyRequest) => Number((request.params as { id: string }).id);
  app.get('/orders', (request) => listOrders(world, request));
  app.get('/orders/listbytag', (request) => listByTag(world, request));
  app.get('/orders/:id(^\\d+$)', (request) => v1Order(orders.requireOrder(world, idOf(request))));
  app.delete('/orders/:id(^\\d+$)', (request) => {
    orders.deleteOrder(world, idOf(request));
    return done('The requested order has been deleted.');
  });
  app.post('/orders/createorder', (request) => createOrder(world, request));
  app.post('/orders/createorders', (request) => createOrders(world, request));
  app.post('/orders/markasshipped', (request) => mark(world, request));
  app.post('/orders/createlabelfororder', (request) => labelForOrder(world, request));
  addActions(app, world);
}
