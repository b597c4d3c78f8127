// WROs: create checks, the dock, lots, over and short, split, reopen, recount, cancel, sync flag, filters, URO.
import { expect, test } from '@jest/globals';
import { bench, CATALOGUE, DAY, idOf, type Json, wroBody } from './helpers.ts';

const quantities = (wro: Json, sku: string) => {
  const row = wro.inventory_quantities.find((one: Json) => one.sku === sku);
  return [row.expected_quantity, row.received_quantity, row.stowed_quantity];
};

test('a WRO is created as published and read back in the same shape', async () => {
  await using b = await bench();
  const seeded = b.sim.seed(CATALOGUE);
  const made = await b.call('POST', '/receiving', { body: wroBody(seeded, 'PO 4711') });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    status: 'Awaiting',
    purchase_order_number: 'PO 4711',
    external_sync_timestamp: null,
  });
  expect(made.body.insert_date).toMatch(/^2026-11-24T12:00:00\.\d{7}\+00:00$/);
  expect(made.body.box_labels_uri).toBe(`/2026-07/receiving/${made.body.id}/labels`);
  expect(made.body.fulfillment_center).toMatchObject({ id: 10, timezone: 'Pacific Standard Time' });
  expect(quantities(made.body, 'TEA-01')).toEqual([500, 0, 0]);
  expect((await b.call('GET', `/receiving/${made.body.id}`)).body).toEqual(made.body);
  const boxes = (await b.call('GET', `/receiving/${made.body.id}/boxes`)).body;
  expect(boxes[0]).toMatchObject({ box_number: 1, box_status: 'Awaiting', arrived_date: null });
  expect(boxes[0].box_items[0]).toMatchObject({ lot_number: 'L-26A', lot_date: '2027-11-30T00:00:00+00:00' });
  expect((await b.call('GET', `/receiving/${made.body.id}/labels`)).text).toMatch(/^%PDF/);
  expect((await b.call('GET', '/receiving/9')).status).toBe(404);
  expect((await b.control('GET', '/verdict')).problems).toEqual([]);
});

test('create refuses what the vendor refuses, 400 before 2026-07 and 422 since', async () => {
  await using b = await bench();
  const seeded = b.sim.seed(CATALOGUE);
  const create = (more: object, version = '2026-07', number: string | null = 'PO1') =>
    b.call('POST', '/receiving', { body: wroBody(seeded, number, more), version });
  const past = { expected_arrival_date: '2026-01-01T00:00:00Z' };
  expect((await create(past, '2026-01')).status).toBe(400);
  const refused = await create(past);
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    { ExpectedArrivalDate: ['Arrival date must be in the future'] },
  ]);
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  const noTracking = {
    boxes: [{ tracking_number: null, box_items: [{ inventory_id: idOf(seeded, 'TEA-02'), quantity: 1 }] }],
  };
  expect((await create(noTracking, '2026-01')).body.errors).toEqual({
    'Boxes[0].TrackingNumber': ['The TrackingNumber field is required.'],
  });
  const noLot = {
    boxes: [{ tracking_number: 'x', box_items: [{ inventory_id: idOf(seeded, 'TEA-01'), quantity: 1 }] }],
  };
  expect((await create(noLot)).body.errors[''][0]).toBe(
    `Wrong Lot Information Provided For Inventory IDs: ${idOf(seeded, 'TEA-01')}`,
  );
  const unknown = { boxes: [{ tracking_number: 'x', box_items: [{ inventory_id: 1, quantity: 1 }] }] };
  expect((await create(unknown)).status).toBe(422);
  const none = {
    boxes: [{ tracking_number: 'x', box_items: [{ inventory_id: idOf(seeded, 'TEA-02'), quantity: 0 }] }],
  };
  expect((await create(none)).status).toBe(422);
  expect(b.sim.dump().counts.wros).toBe(0);
  expect((await create({})).status).toBe(201);
  expect((await create({})).body.errors['']).toEqual([
    'Request could not be completed, PO reference already exists and must be a unique value',
  ]);
  expect((await create({}, '2026-07', null)).status).toBe(201);
});

test('stow grows over days, received stays 0 until completion, stock and history follow', async () => {
  await using b = await bench();
  const seeded = b.sim.seed({
    ...CATALOGUE,
    wros: [
      {
        purchaseOrderNumber: 'PO1',
        lines: [
          { sku: 'TEA-01', quantity: 500, lotNumber: 'L-26A', lotDate: '2027-11-30' },
          { sku: 'TEA-02', quantity: 240 },
        ],
      },
    ],
  });
  const id = seeded.wroIds[0];
  const wro = async () => (await b.call('GET', `/receiving/${id}`)).body;
  await b.control('POST', '/receiving/arrive', { wro: 'PO1' });
  expect((await wro()).status).toBe('Arrived');
  await b.control('POST', '/receiving/stow', { wro: id, sku: 'TEA-01', quantity: 180 });
  expect((await wro()).status).toBe('Processing');
  expect(quantities(await wro(), 'TEA-01')).toEqual([500, 0, 180]);
  b.sim.clock.advance(DAY);
  await b.control('POST', '/receiving/stow', { wro: id, sku: 'TEA-01', quantity: 316 });
  await b.control('POST', '/receiving/stow', { wro: id, sku: 'TEA-02', quantity: 243 });
  await b.control('POST', '/receiving/complete', { wro: id });
  expect((await wro()).status).toBe('Completed');
  expect([quantities(await wro(), 'TEA-01'), quantities(await wro(), 'TEA-02')]).toEqual([
    [500, 496, 496],
    [240, 243, 243],
  ]);
  expect((await wro()).status_history.map((one: Json) => one.status)).toEqual([
    'Awaiting',
    'Arrived',
    'Processing',
    'Completed',
  ]);
  await b.control('POST', '/receiving/recount', { wro: id, sku: 'TEA-01', quantity: -2 });
  expect(quantities(await wro(), 'TEA-01')).toEqual([500, 494, 494]);
  const levels = await b.call('GET', `/inventory-level/lots?InventoryIds=${idOf(seeded, 'TEA-01')}`);
  expect(levels.body.items[0].lots[0]).toMatchObject({ lot_number: 'L-26A', on_hand_quantity: 494 });
  const body = { facility_id: 10, event_category: 'ReceivingStow', inventory_ids: [idOf(seeded, 'TEA-01')] };
  const history = (await b.call('POST', '/inventory/history:query', { body })).body.data;
  expect(history.map((one: Json) => one.increment.quantity_change)).toEqual([180, 316]);
  expect(history[0].additional_reference).toEqual([{ key: 'WroId', value: String(id) }]);
  await b.control('POST', '/receiving/reopen', { wro: id });
  expect((await wro()).status).toBe('Processing');
  expect((await b.control('GET', '/verdict')).ok).toBe(true);
});

test('a large excess opens a URO that can be linked, from 2026-07 on', async () => {
  await using b = await bench();
  b.sim.seed({ ...CATALOGUE, wros: [{ purchaseOrderNumber: 'PO1', lines: [{ sku: 'TEA-02', quantity: 100 }] }] });
  const stow = (quantity: number) => b.control('POST', '/receiving/stow', { wro: 'PO1', sku: 'TEA-02', quantity });
  expect(await stow(109)).toEqual({ booked: 109, uroId: null });
  const { booked, uroId } = await stow(20);
  expect(booked).toBe(0);
  const list = await b.call('GET', '/unidentified-receiving-order?isCompleted=false&page=1');
  expect(list.body).toMatchObject([{ id: uroId, linked_wro_id: null }]);
  const wroId = b.sim.dump().wros[0]?.id;
  const link = (version: string) =>
    b.call('POST', `/unidentified-receiving-order/${uroId}:associateWRO`, { body: { wro_id: wroId }, version });
  expect((await link('2026-01')).status).toBe(404);
  expect((await link('2026-07')).status).toBe(204);
  expect((await b.call('GET', `/unidentified-receiving-order/${uroId}`)).body.linked_wro_id).toBe(wroId);
});

test('a split leaves new WROs without a parent and nothing is lost or doubled', async () => {
  await using b = await bench();
  b.sim.seed({ ...CATALOGUE, wros: [{ purchaseOrderNumber: 'PO1', lines: [{ sku: 'TEA-02', quantity: 101 }] }] });
  await b.control('POST', '/receiving/stow', { wro: 'PO1', sku: 'TEA-02', quantity: 11 });
  const parts = await b.control('POST', '/receiving/split', { wro: 'PO1', parts: 4 });
  expect(parts.map((part: Json) => [part.purchaseOrderNumber, part.expected['TEA-02']])).toEqual([
    ...[
      ['PO1-1', 23],
      ['PO1-2', 23],
      ['PO1-3', 22],
      ['PO1-4', 22],
    ],
  ]);
  for (const part of parts)
    await b.control('POST', '/receiving/stow', { wro: part.id, sku: 'TEA-02', quantity: part.expected['TEA-02'] });
  const dump = b.sim.dump();
  expect(dump.stowedBySku).toEqual({ 'TEA-02': 101 });
  expect(dump.wros[0]).toMatchObject({ status: 'Completed', stowed: { 'TEA-02': 11 } });
});

test('a plan receives many WROs in random slices over days, the same for the same seed', async () => {
  const run = async () => {
    await using b = await bench({ seed: 7 });
    b.sim.seed({ generate: { products: 6, wros: 20 } });
    await b.control('POST', '/receiving/plan', { days: 4, short: 0.2, over: 0.2, excess: 0.1, seed: 3 });
    const sums: number[] = [];
    for (let day = 0; day < 5; day += 1) {
      b.sim.clock.advance(DAY);
      sums.push(Object.values(b.sim.dump().stowedBySku).reduce((all, one) => all + one, 0));
    }
    return { sums, dump: b.sim.dump(), verdict: await b.control('GET', '/verdict') };
  };
  const [first, second] = [await run(), await run()];
  expect(first.sums).toEqual(second.sums);
  expect([...first.sums].sort((a, b) => a - b)).toEqual(first.sums);
  expect(first.sums[0]).toBeLessThan(first.sums[3] ?? 0);
  expect(first.dump.wros.every((wro) => wro.status === 'Completed')).toBe(true);
  expect(
    first.dump.wros.some((wro) =>
      Object.entries(wro.expected).some(([sku, expected]) => expected > (wro.stowed[sku] ?? 0)),
    ),
  ).toBe(true);
  expect(first.dump.uros.length).toBeGreaterThan(0);
  expect(first.verdict).toEqual({ ok: true, problems: [] });
  const moments = new Set(first.dump.wros.map((wro) => wro.completedAt));
  expect(moments.size).toBe(1);
});

test('cancel works in Awaiting only, PATCH changes what it may, a cancelled number is free again', async () => {
  await using b = await bench();
  const seeded = b.sim.seed(CATALOGUE);
  const create = () => b.call('POST', '/receiving', { body: wroBody(seeded, 'PO1') });
  const { id } = (await create()).body;
  expect(
    (await b.call('PATCH', `/receiving/${id}`, { body: { purchase_order_number: 'PO2' }, version: '2026-01' })).status,
  ).toBe(405);
  const boxes = [{ tracking_number: 'n', box_items: [{ inventory_id: idOf(seeded, 'TEA-02'), quantity: 7 }] }];
  const patched = await b.call('PATCH', `/receiving/${id}`, {
    body: { boxes, expected_arrival_date: '2026-12-20T00:00:00Z' },
  });
  expect(patched.body.inventory_quantities).toMatchObject([{ sku: 'TEA-02', expected_quantity: 7 }]);
  const cancelled = await b.call('POST', `/receiving/${id}:cancel`);
  expect([cancelled.status, cancelled.body.status]).toEqual([200, 'Cancelled']);
  const second = await create();
  expect(second.status).toBe(201);
  await b.control('POST', '/receiving/arrive', { wro: second.body.id });
  expect((await b.call('POST', `/receiving/${second.body.id}:cancel`)).status).toBe(422);
  expect((await b.call('PATCH', `/receiving/${second.body.id}`, { body: { boxes } })).status).toBe(422);
  expect(
    (await b.call('PATCH', `/receiving/${second.body.id}`, { body: { purchase_order_number: 'PO9' } })).status,
  ).toBe(200);
  b.sim.setSettings({ behaviour: { cancelledFreesPurchaseOrder: false } });
  expect((await create()).status).toBe(422);
});

test('filters take effect, unknown ones are ignored, the sync flag hides from everybody', async () => {
  await using b = await bench();
  const seeded = b.sim.seed({
    ...CATALOGUE,
    wros: ['A1', 'A2', 'A3'].map((purchaseOrderNumber) => ({
      purchaseOrderNumber,
      lines: [{ sku: 'TEA-02', quantity: 5 }],
    })),
  });
  await b.control('POST', '/receiving/complete', { wro: 'A2' });
  const list = async (query: string) =>
    (await b.call('GET', `/receiving?${query}`)).body.map((row: Json) => row.purchase_order_number);
  expect(await list('Statuses=Completed,Processing')).toEqual(['A2']);
  expect(await list('statuses=awaiting')).toEqual(['A3', 'A1']);
  expect(await list('PurchaseOrderNumbers=A1,A3')).toEqual(['A3', 'A1']);
  expect(await list(`IDs=${seeded.wroIds[0]}`)).toEqual(['A1']);
  expect(await list('LastUpdateStartDate=2030-01-01T00:00:00Z')).toHaveLength(3);
  expect(await list('Statuses=Nonsense')).toHaveLength(3);
  expect(await list('CompletedStartDate=2026-11-24T00:00:00Z')).toEqual(['A2']);
  expect(await list('CompletedStartDate=2026-11-25T00:00:00Z')).toEqual([]);
  const flagged = await b.call('POST', '/receiving:setExternalSync', {
    body: { ids: [seeded.wroIds[1], 9], is_external_sync: true },
  });
  expect(flagged.body.results).toEqual([
    { id: seeded.wroIds[1], action: 'ExternalSync', is_success: true, reason: '' },
    { id: 9, action: 'ExternalSync', is_success: false, reason: 'Not found' },
  ]);
  expect(await list('ExternalSync=false')).toEqual(['A3', 'A1']);
  await b.control('POST', '/receiving/flag', { wro: 'A1', synced: true });
  expect(await list('ExternalSync=true')).toEqual(['A2', 'A1']);
  const { requests } = await b.control('GET', '/requests?invalid=1');
  expect(requests.map((row: Json) => row.problems[0])).toEqual([
    'unknown query LastUpdateStartDate',
    'unknown status Nonsense',
  ]);
});
