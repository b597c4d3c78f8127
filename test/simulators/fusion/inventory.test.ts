// Staged transactions in their three modes, rejects, repair, 408, and what can be read of stock.
import { expect, test } from '@jest/globals';
import { type Bench, bench, codes, issueBody, type Json, MASTERS, q } from './helpers.ts';

const STAGED = '/inventoryStagedTransactions';
const onHand = (b: Bench) => b.sim.dump().onHand['SEA/Stores|AS54888'];
const until = async (test: () => boolean | Promise<boolean>) => {
  while (!(await test())) await new Promise((resolve) => setTimeout(resolve, 5));
};

test('online: booked within the call; the row leaves the interface for the completed transactions', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const made = await b.call('POST', STAGED, { body: issueBody(1) });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ ErrorCode: null, ErrorExplanation: null, TransactionMode: '1' });
  expect((await b.call('GET', `${STAGED}/${made.body.TransactionInterfaceId}`)).status).toBe(404);
  const keys = q("SourceCode='SHOP';SourceHeaderId=10045;SourceLineId=1");
  expect((await b.call('GET', `${STAGED}?${keys}`)).body.items).toEqual([]);
  const [done] = (await b.call('GET', `/inventoryCompletedTransactions?${keys}&onlyData=true`)).body.items;
  expect(done).toMatchObject({
    ...{ ItemNumber: 'AS54888', TransactionQuantity: -2, OrganizationName: 'Seattle', SubinventoryCode: 'Stores' },
    ...{ TransactionDate: '2026-10-10T10:00:00.000+00:00', AccountCombination: '01-000-5110-0000-000' },
  });
  expect(onHand(b)).toBe(38);
});

test('a reject is 201 with its explanation; the row stays, is repaired and booked', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const cases: [object, string][] = [
    [{ TransactionQuantity: -41 }, 'INV_NEGATIVE_ONHAND'],
    [{ TransactionQuantity: 2 }, 'INV_QUANTITY_SIGN'],
    [{ ItemNumber: 'V1-ONLY' }, 'INV_ITEM_NOT_IN_ORG'],
    [{ SubinventoryCode: 'Nowhere' }, 'INV_INVALID_SUBINVENTORY'],
    [{ AccountCombination: '99-1' }, 'INV_INVALID_ACCOUNT'],
    [{ TransactionUnitOfMeasure: 'ea' }, 'INV_INVALID_UOM'],
    [{ TransactionDate: '2026-10-13T00:00:00Z' }, 'INV_FUTURE_DATE'],
    [{ TransactionDate: '2020-10-13' }, 'INV_PERIOD_NOT_OPEN'],
    [{ ItemNumber: 'LOT-1' }, 'INV_LOT_REQUIRED'],
  ];
  for (const [at, [more, code]] of cases.entries()) {
    const answer = await b.call('POST', STAGED, { body: issueBody(at + 1, more) });
    expect([answer.status, answer.body.ProcessStatus, answer.body.ErrorCode]).toEqual([201, '3', code]);
  }
  expect(onHand(b)).toBe(40);
  expect(b.sim.dump().counts).toMatchObject({ staged: 9, rejected: 9, completed: 0 });
  const [first] = (await b.call('GET', `${STAGED}?${q('SourceLineId=1')}`)).body.items;
  const repair = { body: { TransactionQuantity: -3, ProcessStatus: '1' } };
  const fixed = await b.call('PATCH', `${STAGED}/${first.TransactionInterfaceId}`, repair);
  expect(fixed.body).toMatchObject({ ErrorCode: null });
  expect(onHand(b)).toBe(37);
  const lot = await b.call('POST', STAGED, {
    body: issueBody(20, { ItemNumber: 'LOT-1', lots: [{ LotNumber: 'A1', TransactionQuantity: 2 }] }),
  });
  expect(lot.body.ErrorCode).toBeNull();
  expect(b.sim.dump().onHand['SEA/Stores|LOT-1']).toBe(8);
});

test('concurrent rows are booked a moment later, background rows when the manager runs', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const two = await b.call('POST', STAGED, { body: issueBody(1, { TransactionMode: '2' }) });
  expect(two.body).toMatchObject({ ProcessStatus: '1', TransactionMode: '2' });
  const three = await b.call('POST', STAGED, { body: issueBody(2, { TransactionMode: '3' }) });
  await until(() => onHand(b) === 38);
  expect((await b.call('GET', `${STAGED}/${three.body.TransactionInterfaceId}`)).body.ProcessStatus).toBe('1');
  expect(await b.control('POST', '/inventory/run')).toEqual({ taken: 1 });
  expect(onHand(b)).toBe(36);
});

test('over the limit: 408, the row is kept and worked off later', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  await b.control('POST', '/inventory/slow', { times: 1, afterMs: 60_000 });
  expect((await b.call('POST', STAGED, { body: issueBody(1) })).status).toBe(408);
  const held = async () => (await b.call('GET', `${STAGED}?${q("SourceCode='SHOP'")}`)).body.items;
  expect((await held())[0]).toMatchObject({ ProcessStatus: '1', ErrorCode: null });
  b.sim.clock.advance(60_000);
  await until(async () => (await held()).length === 0);
  expect(onHand(b)).toBe(38);
});

test('an id given by the client is unique while the row stands; unknown names and missing keys are 400', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const row = issueBody(1, { TransactionMode: '3', TransactionInterfaceId: 77, TransactionHeaderId: 7 });
  expect((await b.call('POST', STAGED, { body: row })).status).toBe(201);
  expect(codes(await b.call('POST', STAGED, { body: row }))).toEqual(['JBO-25013']);
  const act = { body: { headerId: 7 }, headers: { 'content-type': 'application/vnd.oracle.adf.action+json' } };
  expect((await b.call('POST', `${STAGED}/action/processByHeader`, act)).body).toEqual({ result: 'SUCCESS' });
  expect(onHand(b)).toBe(38);
  const wrong = await b.call('POST', STAGED, { body: issueBody(2, { OrganizationName: 'seattle' }) });
  expect(codes(wrong)).toEqual(['27018']);
  const code = await b.call('POST', STAGED, { body: issueBody(2, { OrganizationCode: 'SEA' }) });
  expect(codes(code)).toEqual(['27521']);
  const { SourceHeaderId: _id, ...keyless } = issueBody(3);
  expect(codes(await b.call('POST', STAGED, { body: keyless }))).toEqual(['27014']);
  const { UseCurrentCostFlag: _f, ...plain } = issueBody(4);
  expect(
    (await b.call('POST', STAGED, { body: { ...plain, UseCurrentCostFlag: 'Y', SourceHeaderId: '10045' } })).status,
  ).toBe(201);
});

test('stock, availability, items and places can be read; the old resource and an unfiltered list are refused', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const read = async (path: string) => (await b.call('GET', path)).body.items as Json[];
  const balances = await read(
    `/inventoryOnhandBalances?${q('OrganizationCode=SEA;ItemNumber=AS54888;SubinventoryCode=Stores')}`,
  );
  expect(balances.map((row) => row.PrimaryQuantity)).toEqual([40]);
  const look = (body: object) => b.call('POST', '/availableQuantityDetails', { body });
  const found = await look({ OrganizationCode: 'SEA', ItemNumber: 'AS54888' });
  expect([found.status, found.body.ReturnStatus, found.body.QuantityOnhand]).toEqual([201, 'SUCCESS', 40]);
  expect((await look({ OrganizationCode: 'SEA', ItemNumber: 'V1-ONLY' })).body.ReturnStatus).toBe('ERROR');
  const all = await b.call('GET', '/itemsV2');
  expect(codes(all)).toEqual(['EGP-2776154']);
  expect(await read(`/itemsV2?${q("OrganizationCode='SEA' and ItemNumber='AS54888'")}`)).toHaveLength(1);
  expect((await read('/inventoryOrganizations')).map((row) => row.OrganizationCode)).toEqual(['V1', 'SEA']);
  expect((await read('/subinventories')).map((row) => row.SecondaryInventoryName)).toEqual(['Stores', 'Returns']);
  expect((await b.call('POST', '/inventoryTransactions', { body: {} })).status).toBe(403);
});

test('a transfer moves between subinventories; a receipt adds', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const transfer = { TransactionTypeName: 'Subinventory Transfer', TransferSubinventory: 'Returns' };
  expect((await b.call('POST', STAGED, { body: issueBody(1, transfer) })).body.ErrorCode).toBeNull();
  const receipt = { TransactionTypeName: 'Miscellaneous Receipt', TransactionQuantity: 5 };
  expect((await b.call('POST', STAGED, { body: issueBody(2, receipt) })).body.ErrorCode).toBeNull();
  const { onHand: stock, completed } = b.sim.dump();
  expect([stock['SEA/Stores|AS54888'], stock['SEA/Returns|AS54888'], completed.length]).toEqual([43, 2, 3]);
});
