/** Orders that change while their list is read: nothing that was in it is passed over, however the pages move. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ActivityDeps } from '../../activities/deps.ts';
import { shipmentTrackingSource } from '../../activities/netsuite-shipbob/tracked-order.ts';
import type { ShipBobSimulator } from '../../simulators/shipbob/server.ts';
import { type ShipBobPlace, shipBobPlace } from './shipbob-connection.ts';

const DAY_MS = 86_400_000;
const ORDERS = 7;

let place: ShipBobPlace;
let shipBob: ShipBobSimulator;

beforeEach(async () => {
  place = await shipBobPlace();
  ({ shipBob } = place);
});
afterEach(() => place.close());

const control = async (path: string, body: object) =>
  (
    await fetch(`${shipBob.url}/__sim${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json() as Promise<{ id: number; shipmentIds: number[] }>;

test('orders that change while a sweep reads its pages do not hide others', async () => {
  await control('/seed', { products: [{ sku: 'TEA-01', stock: { 10: 100 } }] });
  const placed = [];
  for (let n = 0; n < ORDERS; n++)
    placed.push(await control('/orders', { referenceId: `A-${n}`, lines: [{ sku: 'TEA-01', quantity: 1 }] }));
  const open = await place.connect({ pageSize: 2 });
  await control('/clock', { advanceMs: 60_000 });
  const now = () => new Date(Date.now() + 60_000);
  const window = { from: new Date(Date.now() - DAY_MS).toISOString(), to: now().toISOString() };
  const deps = { now } as ActivityDeps;
  const found = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page === 0 || cursor !== undefined; page++) {
    const { rows, next } = await shipmentTrackingSource.readPage(open, 'orders', window, cursor, deps);
    for (const row of rows) found.add(row.key);
    // Those of the first page change now, after the window was opened.
    await control('/clock', { advanceMs: 120_000 });
    if (page === 0)
      for (const { shipmentIds } of placed.slice(0, 2)) await control('/shipments/ship', { shipment: shipmentIds[0] });
    cursor = next;
  }
  expect([...found].sort()).toEqual(placed.map(({ id }) => String(id)).sort());
});

test('days that are over are asked for with their end, to the last page of both lists', async () => {
  const open = await place.connect({ pageSize: 2 });
  const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
  const window = { from: ago(9), to: ago(8) };
  const deps = { now: () => new Date() } as ActivityDeps;
  const first = await shipmentTrackingSource.readPage(open, 'orders', window, undefined, deps);
  const second = await shipmentTrackingSource.readPage(open, 'orders', window, first.next, deps);
  expect([first.next, second.next]).toEqual(['trackedUntil', undefined]);
  const { requests } = (await (await fetch(`${shipBob.url}/__sim/requests`)).json()) as {
    requests: { path: string; query?: unknown }[];
  };
  const asked = requests.filter(({ path }) => path.includes('/order')).map((one) => JSON.stringify(one));
  expect(asked).toEqual([
    expect.stringContaining('LastUpdateEndDate'),
    expect.stringContaining('LastTrackingUpdateEndDate'),
  ]);
});
