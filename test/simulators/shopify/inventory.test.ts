// Stock: compare-and-set, @idempotent, adjustment groups, reasons, all or nothing, activation, sales and fulfilments.
import { expect, test } from '@jest/globals';
import { at, type Bench, bench, CATALOGUE, gid, type Json } from './helpers.ts';

const SET =
  'mutation Set($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { id reason referenceDocumentUri changes { name delta quantityAfterChange } } userErrors { code field message } } }';

async function stocked(options: Parameters<typeof bench>[0] = {}) {
  const b = await bench(options);
  const { variants } = b.sim.seed(CATALOGUE);
  const [main, east] = [...b.sim.world.locations.keys()];
  const item = (sku: string) => gid('InventoryItem', variants.find((row) => row.sku === sku)!.inventoryItemId);
  const quantity = (sku: string, value: number, from: number | null, place = main) => ({
    ...{ inventoryItemId: item(sku), locationId: gid('Location', place), quantity: value, changeFromQuantity: from },
  });
  const level = (sku: string, place = main) =>
    b.sim.dump().inventory.find((row) => row.sku === sku && row.locationId === place)?.quantities;
  return { b, main, east, item, quantity, level };
}

const input = (quantities: object[], more: object = {}) => ({
  name: 'available',
  reason: 'correction',
  quantities,
  ...more,
});
const errorsOf = async (b: Bench, value: object, key: string, version = '2026-10') => {
  const answer = await b.gql(SET, { input: value, key }, { version });
  return (answer.get('inventorySetQuantities.userErrors') as Json[]).map((row) => [
    at(row, 'code'),
    (at(row, 'field') as string[] | null)?.join('.') ?? null,
  ]);
};

test('a set moves available and on_hand together; the same key replays, other variables clash', async () => {
  const { b, quantity, level } = await stocked();
  await using _b = b;
  const value = input([quantity('TEE-RED-M', 7, 10)], { referenceDocumentUri: 'gid://netsuite-connector/SyncJob/1' });
  const first = await b.gql(SET, { input: value, key: 'k1' });
  expect(first.get('inventorySetQuantities')).toEqual({
    inventoryAdjustmentGroup: {
      ...{ id: expect.stringContaining('InventoryAdjustmentGroup'), reason: 'correction' },
      referenceDocumentUri: 'gid://netsuite-connector/SyncJob/1',
      changes: [
        { name: 'available', delta: -3, quantityAfterChange: null },
        { name: 'on_hand', delta: -3, quantityAfterChange: null },
      ],
    },
    userErrors: [],
  });
  expect((await b.gql(SET, { input: value, key: 'k1' })).get('inventorySetQuantities')).toEqual(
    first.get('inventorySetQuantities'),
  );
  expect(b.sim.world.adjustments).toHaveLength(1);
  expect(await errorsOf(b, input([quantity('TEE-RED-M', 8, 7)]), 'k1')).toEqual([
    ['IDEMPOTENCY_KEY_PARAMETER_MISMATCH', null],
  ]);
  b.sim.clock.advance(86_400_000);
  expect(await errorsOf(b, value, 'k1')).toEqual([
    ['CHANGE_FROM_QUANTITY_STALE', 'input.quantities.0.changeFromQuantity'],
  ]);
  expect(level('TEE-RED-M')).toMatchObject({ available: 7, on_hand: 7 });
  const same = await b.gql(SET, { input: input([quantity('TEE-RED-M', 7, null)]), key: 'k2' });
  expect(same.get('inventorySetQuantities')).toEqual({ inventoryAdjustmentGroup: null, userErrors: [] });
});

test('one stale row stops all of them', async () => {
  const { b, quantity, level } = await stocked();
  await using _b = b;
  const value = input([quantity('TEE-RED-M', 1, 10), quantity('MUG-01', 1, 99)]);
  expect(await errorsOf(b, value, 'k')).toEqual([
    ['CHANGE_FROM_QUANTITY_STALE', 'input.quantities.1.changeFromQuantity'],
  ]);
  expect([level('TEE-RED-M')!.available, level('MUG-01')!.available]).toEqual([10, 5]);
});

test('directive and changeFromQuantity are demanded from 2026-04 on, in that order', async () => {
  const { b, item, main } = await stocked();
  await using _b = b;
  const bare = { inventoryItemId: item('MUG-01'), locationId: gid('Location', main), quantity: 3 };
  const noKey = await b.gql(
    'mutation M($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { code } } }',
    { input: input([bare]) },
  );
  expect(noKey.body).toMatchObject({
    errors: [
      {
        message: 'The @idempotent directive is required for this mutation but was not provided.',
        extensions: { code: 'BAD_REQUEST' },
        path: ['inventorySetQuantities'],
      },
    ],
    data: { inventorySetQuantities: null },
  });
  const noCompare = await b.gql(SET, { input: input([bare]), key: 'k' });
  expect(noCompare.body).toMatchObject({
    errors: [
      {
        message: 'InventoryQuantityInput must include the following argument: changeFromQuantity.',
        extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
      },
    ],
  });
  const old =
    'mutation M($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { code } } }';
  const before = { ...input([{ ...bare, compareQuantity: 4 }]) };
  expect(
    (await b.gql(old, { input: before }, { version: '2026-01' })).get('inventorySetQuantities.userErrors'),
  ).toEqual([{ code: 'COMPARE_QUANTITY_STALE' }]);
  expect(
    (await b.gql(old, { input: { ...before, ignoreCompareQuantity: true } }, { version: '2026-01' })).get(
      'inventorySetQuantities.userErrors',
    ),
  ).toEqual([]);
});

test('every refusal of a set has its code and field', async () => {
  const { b, quantity, item } = await stocked();
  await using _b = b;
  let key = 0;
  const errors = (value: object, version?: string) => errorsOf(b, value, `key-${++key}`, version);
  const tee = (value: number) => quantity('TEE-RED-M', value, null);
  expect(await errors(input([tee(1)], { name: 'committed' }))).toEqual([['INVALID_NAME', 'input.name']]);
  expect(await errors(input([tee(1)], { reason: 'whim' }))).toEqual([['INVALID_REASON', 'input.reason']]);
  expect(await errors(input([tee(1)], { referenceDocumentUri: 'no scheme' }))).toEqual([
    ['INVALID_REFERENCE_DOCUMENT', 'input.referenceDocumentUri'],
  ]);
  expect(await errors(input([tee(1_000_000_001)]))).toEqual([
    ['INVALID_QUANTITY_TOO_HIGH', 'input.quantities.0.quantity'],
  ]);
  expect(await errors(input([tee(-1_000_000_001)]))).toEqual([
    ['INVALID_QUANTITY_TOO_LOW', 'input.quantities.0.quantity'],
  ]);
  expect(await errors(input([tee(-1)], { name: 'on_hand' }))).toEqual([
    ['INVALID_QUANTITY_NEGATIVE', 'input.quantities.0.quantity'],
  ]);
  expect(await errors(input([tee(-1)]))).toEqual([]);
  const doubled = 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR';
  expect(await errors(input([tee(1), tee(2)]))).toEqual([
    [doubled, 'input.quantities.0.locationId'],
    [doubled, 'input.quantities.1.locationId'],
  ]);
  expect(await errors(input([{ ...tee(1), inventoryItemId: gid('InventoryItem', 5) }]))).toEqual([
    ['INVALID_INVENTORY_ITEM', 'input.quantities.0.inventoryItemId'],
  ]);
  expect(await errors(input([{ ...tee(1), locationId: gid('Location', 5) }]))).toEqual([
    ['INVALID_LOCATION', 'input.quantities.0.locationId'],
  ]);
  expect(await errors(input([{ ...tee(1), inventoryItemId: item('SET-1') }]))).toEqual([
    ['NON_MUTABLE_INVENTORY_ITEM', 'input.quantities.0.inventoryItemId'],
  ]);
  const wrongType = await b.gql(SET, { input: input([{ ...tee(1), inventoryItemId: gid('Order', 5) }]), key: 'x' });
  expect(wrongType.codes).toEqual(['RESOURCE_NOT_FOUND']);
  const many = await b.gql(SET, { input: input(Array.from({ length: 251 }, () => tee(1))), key: 'y' });
  expect(many.codes).toEqual(['MAX_INPUT_SIZE_EXCEEDED']);
});

const ACTIVATE =
  'mutation A($item: ID!, $loc: ID!, $available: Int, $onHand: Int, $key: String!) { inventoryActivate(inventoryItemId: $item, locationId: $loc, available: $available, onHand: $onHand) @idempotent(key: $key) { inventoryLevel { isActive quantities(names: ["available", "on_hand", "incoming"]) { name quantity updatedAt } } userErrors { field message } } }';

test('a pair must be activated first up to 2026-07; later it is stocked by the set', async () => {
  const { b, quantity, item, east, level } = await stocked();
  await using _b = b;
  const value = input([quantity('TEE-RED-M', 4, null, east)]);
  expect(await errorsOf(b, value, 'a', '2026-07')).toEqual([
    ['ITEM_NOT_STOCKED_AT_LOCATION', 'input.quantities.0.locationId'],
  ]);
  const nowhere = await b.gql(
    `{ inventoryItem(id: "${item('TEE-RED-M')}") { inventoryLevel(locationId: "${gid('Location', east)}") { id } } }`,
  );
  expect(nowhere.get('inventoryItem')).toEqual({ inventoryLevel: null });
  const pair = { item: item('TEE-RED-M'), loc: gid('Location', east) };
  const both = await b.gql(ACTIVATE, { ...pair, available: 1, onHand: 1, key: 'b' });
  expect((both.get('inventoryActivate.userErrors') as Json[]).map((row) => at(row, 'field'))).toEqual([
    ['available'],
    ['onHand'],
  ]);
  const done = await b.gql(ACTIVATE, { ...pair, available: 6, key: 'c' });
  expect(done.get('inventoryActivate.inventoryLevel.quantities')).toEqual([
    { name: 'available', quantity: 6, updatedAt: expect.stringMatching(/Z$/) },
    { name: 'on_hand', quantity: 6, updatedAt: expect.stringMatching(/Z$/) },
    { name: 'incoming', quantity: 0, updatedAt: null },
  ]);
  expect((await b.gql(ACTIVATE, { ...pair, available: 6, key: 'd' })).get('inventoryActivate.userErrors')).toEqual([
    {
      field: ['available'],
      message: 'Not allowed to set available quantity when the item is already active at the location.',
    },
  ]);
  expect(await errorsOf(b, value, 'e', '2026-07')).toEqual([]);
  expect(level('TEE-RED-M', east)).toMatchObject({ available: 4 });
});

test('an adjustment of nothing is a null group; only moved rows are listed', async () => {
  const { b, item, main, level } = await stocked();
  await using _b = b;
  const adjust =
    'mutation J($input: InventoryAdjustQuantitiesInput!, $key: String!) { inventoryAdjustQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { changes { name delta } } userErrors { code } } }';
  const change = (sku: string, delta: number) => ({
    inventoryItemId: item(sku),
    locationId: gid('Location', main),
    delta,
    changeFromQuantity: null,
  });
  const of = (changes: object[]) => ({ name: 'available', reason: 'received', changes });
  expect(
    (await b.gql(adjust, { input: of([change('MUG-01', 0)]), key: 'a' })).get('inventoryAdjustQuantities'),
  ).toEqual({ inventoryAdjustmentGroup: null, userErrors: [] });
  const mixed = await b.gql(adjust, { input: of([change('MUG-01', 0), change('TEE-RED-M', 2)]), key: 'b' });
  expect(mixed.get('inventoryAdjustQuantities.inventoryAdjustmentGroup.changes')).toEqual([
    { name: 'available', delta: 2 },
    { name: 'on_hand', delta: 2 },
  ]);
  expect(level('TEE-RED-M')).toMatchObject({ available: 12, on_hand: 12 });
});

test('a key in use answers CONCURRENT, after a failed attempt PREVIOUS_ATTEMPT_FAILED', async () => {
  const { b, quantity, level } = await stocked();
  await using _b = b;
  await b.control('PUT', '/faults', [{ kind: 'slow-inside', delayMs: 80, times: 1 }]);
  const value = input([quantity('MUG-01', 9, 5)]);
  const slow = b.gql(SET, { input: value, key: 'k' });
  let codes: unknown[] = [];
  while (b.sim.log.entries().length < 1) await new Promise((resolve) => setImmediate(resolve));
  codes = await errorsOf(b, value, 'k');
  expect(codes).toEqual([['IDEMPOTENCY_CONCURRENT_REQUEST', null]]);
  expect((await slow).get('inventorySetQuantities.userErrors')).toEqual([]);
  await b.control('PUT', '/faults', [{ kind: 'fail-inside', times: 1 }]);
  const next = input([quantity('MUG-01', 2, 9)]);
  expect((await b.gql(SET, { input: next, key: 'f' })).codes).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await errorsOf(b, next, 'f')).toEqual([['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', null]]);
  expect(level('MUG-01')!.available).toBe(9);
});

test('a lost answer after the commit is found again with the same key', async () => {
  const { b, quantity, level } = await stocked();
  await using _b = b;
  await b.control('PUT', '/faults', [{ kind: 'drop-after', operation: 'Set', times: 1 }]);
  const value = input([quantity('MUG-01', 2, 5)]);
  await expect(b.gql(SET, { input: value, key: 'k' })).rejects.toThrow();
  expect(level('MUG-01')!.available).toBe(2);
  expect(await errorsOf(b, value, 'k')).toEqual([]);
  expect(b.sim.world.adjustments).toHaveLength(1);
});

test('a sale commits stock, shipping takes it off hand, untracked and unstocked goods stay out of it', async () => {
  const { b, level } = await stocked();
  await using _b = b;
  const order = b.sim.admin.place({ lines: [{ sku: 'TEE-RED-M', quantity: 12 }, { sku: 'nobody' }] });
  expect(level('TEE-RED-M')).toMatchObject({ available: -2, committed: 12, on_hand: 10 });
  b.sim.admin.fulfil(order.id, { lines: [{ line: 'TEE-RED-M', quantity: 5 }] });
  expect(level('TEE-RED-M')).toMatchObject({ available: -2, committed: 7, on_hand: 5 });
});
