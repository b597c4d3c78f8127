/** One reading of an order serves both postings, unless it began before what one of them is about. */
import { expect, test } from '@jest/globals';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { observeSoldOrder } from '../../../activities/fusion-shipstation/order-source.ts';
import type { ShipStation } from '../../../connectors/shipstation/contract.ts';
import {
  fulfillmentRow,
  orderRow,
  shipmentItemRow,
  shipmentRow,
  v1Envelope,
} from '../../connectors/shipstation/rows.ts';
import { connect, type Route, withVendor } from '../../connectors/shipstation/vendor-server.ts';

const ORDER = '390639144';
const START = Date.parse('2026-08-01T12:00:00.000Z');
const scope = { connection: 'acme', sync: 'receivablesPosting', recordKey: ORDER, orderId: ORDER };
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

/** `covered`: a label holds all goods, so that the marks "as shipped" need not be read. */
const routes = (covered = true): Record<string, Route> => ({
  [`GET /orders/${ORDER}`]: { body: orderRow() },
  'GET /shipments': {
    body: v1Envelope('shipments', [shipmentRow({ shipmentItems: covered ? [shipmentItemRow] : null })]),
  },
  'GET /fulfillments': { body: v1Envelope('fulfillments', [fulfillmentRow()]) },
});

function depsFor(api: ShipStation, storeIds: string[] = []) {
  const clock = { now: START };
  const open = { settings: { shipstation: { storeIds } }, shipStation: () => Promise.resolve(api) };
  const deps = { connections: { open: () => Promise.resolve(open) }, now: () => new Date(clock.now) };
  return { clock, deps: deps as unknown as ActivityDeps };
}

test('labels that hold all goods cost two calls; without items the marks are read too', async () => {
  await withVendor(routes(), async (vendor) => {
    const { deps } = depsFor(connect(vendor.baseUrl));
    const { sold } = await observeSoldOrder(deps, { ...scope, thorough: false });
    expect(sold).toMatchObject({ complete: false, fulfillments: [], order: { total: '27' } });
    expect(sold?.shipments).toHaveLength(1);
    expect(vendor.seen.map(({ path }) => path).sort()).toEqual([`/orders/${ORDER}`, '/shipments']);
  });
  await withVendor(routes(false), async (vendor) => {
    const { deps } = depsFor(connect(vendor.baseUrl));
    const { sold } = await observeSoldOrder(deps, { ...scope, thorough: false });
    expect(sold).toMatchObject({ complete: true });
    expect(sold?.fulfillments).toHaveLength(1);
  });
});

test('two looks at once share one reading; so does a later one whose cause is older than the reading', async () => {
  await withVendor(routes(), async (vendor) => {
    const { deps, clock } = depsFor(connect(vendor.baseUrl));
    const look = (since: string) => observeSoldOrder(deps, { ...scope, thorough: false, since });
    const [first, second] = await Promise.all([look(at(0)), look(at(-1))]);
    expect(second).toEqual(first);
    clock.now += 30_000;
    await look(at(0));
    expect(vendor.seen).toHaveLength(2);
  });
});

test('never an older one: a cause behind the start of a reading, and no cause told, read anew', async () => {
  await withVendor(routes(), async (vendor) => {
    const { deps, clock } = depsFor(connect(vendor.baseUrl));
    const look = (since?: string) =>
      observeSoldOrder(deps, { ...scope, thorough: false, ...(since === undefined ? {} : { since }) });
    const first = look(at(0));
    while (vendor.seen.length === 0) await new Promise((done) => setImmediate(done));
    clock.now += 1;
    await Promise.all([first, look(new Date(clock.now).toISOString())]);
    expect(vendor.seen).toHaveLength(4);
    clock.now += 1;
    await look();
    expect(vendor.seen).toHaveLength(6);
  });
});

test('a thorough look is not served by a short reading; after a minute none is served at all', async () => {
  await withVendor(routes(), async (vendor) => {
    const { deps, clock } = depsFor(connect(vendor.baseUrl));
    const look = (thorough: boolean) => observeSoldOrder(deps, { ...scope, thorough, since: at(0) });
    await look(false);
    expect((await look(true)).sold?.complete).toBe(true);
    expect(vendor.seen).toHaveLength(5);
    await look(false);
    expect(vendor.seen).toHaveLength(5);
    clock.now += 60_001;
    await look(false);
    expect(vendor.seen).toHaveLength(7);
  });
});

test('a failed reading is told to all who joined it and is not kept', async () => {
  let isDown = true;
  const failing = {
    ...routes(),
    [`GET /orders/${ORDER}`]: () => (isDown ? { status: 503, raw: '' } : { body: orderRow() }),
  };
  await withVendor(failing, async (vendor) => {
    const { deps } = depsFor(connect(vendor.baseUrl));
    const look = () => observeSoldOrder(deps, { ...scope, thorough: false, since: at(0) });
    const answers = await Promise.allSettled([look(), look()]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isDown = false;
    expect((await look()).sold?.order.orderId).toBe(ORDER);
  });
});

test('another store’s order and one that is nowhere have nothing to post; a deleted one has labels but no money', async () => {
  await withVendor(routes(), async (vendor) => {
    const { deps } = depsFor(connect(vendor.baseUrl), ['99']);
    expect(await observeSoldOrder(deps, { ...scope, thorough: false })).toEqual({
      absent: expect.stringContaining('store 26815'),
    });
  });
  const gone = { ...routes(), [`GET /orders/${ORDER}`]: { status: 404, raw: '' } };
  await withVendor(gone, async (vendor) => {
    const { deps } = depsFor(connect(vendor.baseUrl));
    const { sold } = await observeSoldOrder(deps, { ...scope, thorough: false });
    expect(sold?.order).toMatchObject({ orderStatus: 'deleted', items: [], total: '0', orderNumber: 'B2B-10482' });
  });
  const nothing = { ...gone, 'GET /shipments': { body: v1Envelope('shipments', []) } };
  await withVendor(nothing, async (vendor) => {
    const { deps } = depsFor(connect(vendor.baseUrl));
    expect((await observeSoldOrder(deps, { ...scope, thorough: false })).absent).toMatch(/no such order/);
  });
});
