/**
 * Many receiving orders at once, stowed in random slices over days, with SKUs that NetSuite learns late, webhooks lost,
 * doubled and out of order, and answers of NetSuite lost. MANY=200 makes it the big one.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tally } from '../../simulators/shipbob/domain/receiving.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';

const MANY = Number(process.env.MANY ?? 8);
const LIMIT_MS = Math.max(600_000, MANY * 9_000);
const DAY_MS = 86_400_000;
const LATE = ['ITEM-002', 'ITEM-005', 'ITEM-007', 'ITEM-011', 'ITEM-013'];
const SKUS = Array.from({ length: 15 }, (_, index) => `ITEM-${String(index + 1).padStart(3, '0')}`);
const begin = new Date(Date.now() - 6 * DAY_MS).toISOString();

let stack: ShipBobStack;

beforeAll(async () => {
  stack = await startShipBobStack({
    name: 'receiving-many',
    shipBob: { startAt: begin, frozen: true },
    syncs: {
      receivingOrder: {
        adjustment: { account: '154', subsidiary: '1' },
        sweep: { startFrom: begin.slice(0, 10) },
        recheck: '5s',
      },
    },
  });
  stack.netSuite.seed({
    vendors: [{ id: '700', companyName: 'Many Things' }],
    items: SKUS.filter((sku) => !LATE.includes(sku)).map((itemId) => ({ itemId })),
  });
  stack.shipBob.seed({ generate: { products: SKUS.length, wros: MANY } });
}, START_TIMEOUT_MS);
afterAll(() => stack?.stop());

const wros = () => [...stack.shipBob.world.wros.values()];
const skuOf = (inventoryId: number): string =>
  [...stack.shipBob.world.variants.values()].find((variant) => variant.inventoryId === inventoryId)!.sku;
const itemIds = () =>
  new Map([...stack.netSuite.world.spaces.get('item')!.values()].map((rec) => [String(rec.body.itemId), rec.id]));

/** Units by SKU that ShipBob has stowed, and that NetSuite has on hand. */
function stowed(): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [inventoryId, { stowed: units }] of wros().flatMap((wro) => [...tally(wro)])) {
    const sku = skuOf(inventoryId);
    sums[sku] = (sums[sku] ?? 0) + units;
  }
  return Object.fromEntries(Object.entries(sums).filter(([, units]) => units !== 0));
}
function booked(): Record<string, number> {
  const { stock } = stack.netSuite.verdict();
  const rows = [...itemIds()].map(([sku, id]) => [sku, stock[`${id}|1`]?.onHand ?? 0] as const);
  return Object.fromEntries(rows.filter(([, units]) => units !== 0));
}

/** Every second one has a purchase order over what was announced of the items that NetSuite knows. */
function order(): void {
  const ids = itemIds();
  for (const wro of wros().filter((_, index) => index % 2 === 0)) {
    const items = [...tally(wro)].flatMap(([inventoryId, { expected }]) => {
      const id = ids.get(skuOf(inventoryId));
      return id === undefined ? [] : [{ item: { id }, quantity: expected, rate: 2 }];
    });
    if (items.length === 0) continue;
    const tranId = wro.purchaseOrderNumber;
    const body = { entity: { id: '700' }, tranId, location: { id: '1' }, orderStatus: { id: 'B' }, item: { items } };
    stack.netSuite.seed({ records: [{ type: 'purchaseOrder', body }] });
  }
  for (const wro of wros().filter((_, index) => index % 2 === 1)) wro.purchaseOrderNumber = null;
}

const statuses = async () =>
  Promise.all(wros().map(({ id }) => stack.store.records.get(CONNECTION, 'receivingOrder', String(id))));

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) {
      const open = (await statuses()).filter((record) => record?.status !== 'done');
      throw new Error(`not in time: ${what}; ${JSON.stringify(open.slice(0, 3))}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test(
  'NetSuite has what was stowed, each slice once, and the late SKUs go through by themselves',
  async () => {
    order();
    // A number that no purchase order bears lets the goods be adjusted.
    await stack.configure({
      receivingOrder: {
        adjustment: { account: '154', subsidiary: '1' },
        numberUnknown: 'adjust',
        sweep: { startFrom: begin.slice(0, 10) },
        recheck: '5s',
      },
    });
    stack.shipBob.setSettings({
      webhooks: { lossProbability: 0.2, duplicateProbability: 0.2, reorderProbability: 0.3, reorderMs: 100 },
    });
    stack.netSuite.simulation.faults.add([
      { kind: 'drop-after', method: 'POST', path: 'itemReceipt$', probability: 0.05 },
      { kind: 'drop-after', method: 'POST', path: 'inventoryAdjustment$', probability: 0.05 },
    ]);
    stack.shipBob.admin.planReceipts({ days: 3, startDays: 1, slices: 4, short: 0.2, over: 0.1, excess: 0.1, seed: 7 });
    for (let half = 0; half < 9; half++) {
      stack.shipBob.clock.advance(DAY_MS / 2);
      await stack.heard();
      const { stopped } = await stack.sweep('receivingOrder');
      expect(stopped).toBeUndefined();
    }
    expect(wros().every(({ status }) => status === 'Completed')).toBe(true);
    const known = () => Object.fromEntries(Object.entries(stowed()).filter(([sku]) => !LATE.includes(sku)));
    const isSame = (wanted: object) =>
      JSON.stringify(Object.entries(wanted).sort()) === JSON.stringify(Object.entries(booked()).sort());
    await until('all goods that NetSuite knows', async () => isSame(known()));
    const waiting = (await statuses()).filter((record) => record?.status === 'waiting');
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting.every((record) => /SKU ITEM-0(02|05|07|11|13)/.test(record?.reason ?? ''))).toBe(true);
    stack.netSuite.simulation.faults.replace([]);
    stack.netSuite.seed({ items: LATE.map((itemId) => ({ itemId })) });
    await until('every receiving order is done', async () =>
      (await statuses()).every((record) => record?.status === 'done'),
    );
    expect(booked()).toEqual(stowed());
    for (const wro of wros()) {
      const names = [
        ...(stack.netSuite.verdict().externalIds.itemReceipt ?? []),
        ...(stack.netSuite.verdict().externalIds.inventoryAdjustment ?? []),
      ];
      const own = names
        .filter((name) => name.startsWith(`SB_WRO_${wro.id}_`))
        .map((name) => Number(name.split('_').at(-1)));
      expect(own.sort((a, b) => a - b)).toEqual(own.map((_, index) => index + 1));
    }
  },
  LIMIT_MS,
);
