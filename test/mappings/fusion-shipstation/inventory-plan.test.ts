/** What a shipped order asks for in Fusion's inventory: pure, line by line. */
import { expect, test } from '@jest/globals';
import type { CompletedRow, StagedRow } from '../../../connectors/fusion/types.ts';
import { planInventory } from '../../../mappings/fusion-shipstation/inventory/plan.ts';
import type { Known, StockPlan, StockTarget } from '../../../mappings/fusion-shipstation/inventory/types.ts';
import { contextOf, settingsOf, soldOf } from './sold.ts';

const EMPTY: StockTarget = { known: [], rows: {} };
const A = { id: '5', sku: 'A', quantity: '2' };
const B = { id: '6', sku: 'B', quantity: '1' };
const bodies = ({ writes }: StockPlan) => writes.map((write) => ('body' in write ? write.body : undefined));
const causes = ({ problems }: StockPlan) => problems.map(({ cause }) => cause);

test('each line of a live label becomes one staged issue with place, account, keys and instant', () => {
  const sold = soldOf([A, B], [{ id: '901', items: [A, B] }]);
  const plan = planInventory(sold, EMPTY, contextOf(settingsOf({ skuAliases: { a: 'AS-1' }, ignoreSkus: ['b'] })));
  expect(plan.problems).toEqual([]);
  expect(bodies(plan)).toEqual([
    {
      OrganizationName: 'Seattle',
      ItemNumber: 'AS-1',
      TransactionTypeName: 'Miscellaneous Issue',
      TransactionQuantity: { decimal: '-2' },
      TransactionUnitOfMeasure: 'Each',
      TransactionDate: '2026-11-20T15:00:00.000Z',
      SubinventoryCode: 'Stores',
      AccountCombination: '01-110-5110',
      SourceCode: 'SHIPSTATION',
      SourceHeaderId: { decimal: '901' },
      SourceLineId: { decimal: '5' },
      TransactionReference: 'SS:901/5',
      ExternalSystemTransactionReference: 'SS:901/5',
      TransactionMode: '1',
      ProcessStatus: '1',
      UseCurrentCostFlag: true,
    },
  ]);
});

test('settings: alias accounts by the most exact rule, unit codes, types, modes, prefix', () => {
  const inventory = {
    accountIs: 'alias',
    account: 'GENERAL',
    accounts: [
      { warehouse: '10', account: 'BY WAREHOUSE' },
      { sku: 'A*', account: 'BY STAR' },
      { sku: 'A', store: '5', account: 'EXACT' },
    ],
    units: { as: 'code', default: 'ea', bySku: { b: 'bx' } },
    issueType: 'Account Alias Issue',
    mode: 'background',
    prefix: 'X',
  };
  const sold = soldOf([A, B], [{ id: '1', items: [A, B] }]);
  expect(bodies(planInventory(sold, EMPTY, contextOf(settingsOf({}, inventory))))).toMatchObject([
    { AccountAliasCombination: 'EXACT', TransactionUOM: 'ea', TransactionMode: '3', TransactionReference: 'X:1/5' },
    { AccountAliasCombination: 'BY WAREHOUSE', TransactionUOM: 'bx', TransactionTypeName: 'Account Alias Issue' },
  ]);
});

test('what cannot be placed waits by name, the other lines go on', () => {
  const noSku = { id: '7', quantity: '1' };
  const sold = soldOf(
    [A, B, noSku],
    [
      { id: '1', items: [A, noSku] },
      { id: '2', items: [B], warehouseId: '99' },
      { id: '3', items: [{ id: '', sku: 'NOWHERE', quantity: '1' }] },
    ],
  );
  const plan = planInventory(sold, EMPTY, contextOf(settingsOf()));
  expect(plan.writes.map(({ name }) => name)).toEqual(['SS:1/5']);
  expect(causes(plan)).toEqual(['sku-missing', 'line-unknown', 'warehouse-unmapped']);
  expect(plan.problems[2]?.reason).toMatch(/SKU B .*warehouse 99/);
  const noAccount = settingsOf({}, { account: undefined });
  expect(causes(planInventory(soldOf([A], [{ id: '1', items: [A] }]), EMPTY, contextOf(noAccount)))).toEqual([
    'account-missing',
  ]);
});

test('a sole label without items and a mark take the order’s rest; two labels without items wait', () => {
  const context = contextOf(settingsOf());
  expect(planInventory(soldOf([A, B], [{ id: '1' }]), EMPTY, context).writes).toHaveLength(2);
  const rest = planInventory(soldOf([A, B], [{ id: '1', items: [A] }], [{ id: '1' }]), EMPTY, context);
  expect(rest.writes.map(({ name }) => name).sort()).toEqual(['SS:1/5', 'SS:F1/6']);
  const ignored = contextOf(settingsOf({}, { marks: 'ignore' }));
  expect(planInventory(soldOf([A], [], [{ id: '1' }]), EMPTY, ignored).writes).toEqual([]);
  expect(causes(planInventory(soldOf([A], [{ id: '1' }, { id: '2' }]), EMPTY, context))).toEqual([
    'shipment-without-items',
    'shipment-without-items',
  ]);
});

test('return labels are receipts where they are wanted', () => {
  const sold = soldOf([A], [{ id: '1', items: [A], returned: true }]);
  expect(planInventory(sold, EMPTY, contextOf(settingsOf())).writes).toEqual([]);
  const plan = planInventory(sold, EMPTY, contextOf(settingsOf({}, { returns: 'receipt' })));
  expect(bodies(plan)).toMatchObject([
    { TransactionTypeName: 'Miscellaneous Receipt', TransactionQuantity: { decimal: '2' } },
  ]);
});

const period = (name: string, startDate: string, endDate: string, status: string) => ({
  ...{ name, applicationId: '401', startDate, endDate, status },
});
const PERIODS = [period('Oct-26', '2026-10-01', '2026-10-31', 'C'), period('Nov-26', '2026-11-01', '2026-11-30', 'O')];

test('the period of the shipment’s own day decides: 23:30 Pacific on the last of October is November in New York', () => {
  const label = { id: '1', items: [A], at: '2026-11-01T06:30:00.000Z', day: '2026-10-31' };
  const target = { ...EMPTY, periods: PERIODS };
  const own = planInventory(soldOf([A], [label]), target, contextOf(settingsOf()));
  expect(bodies(own)).toMatchObject([{ TransactionDate: '2026-11-01T06:30:00.000Z' }]);
  const byShipDate = contextOf(settingsOf({}, { day: 'shipDate' }));
  const closed = planInventory(soldOf([A], [label]), target, byShipDate);
  expect(causes(closed)).toEqual(['period-closed']);
  expect(closed.problems[0]?.reason).toMatch(
    /shipment \d+ belongs to .*retry books\/inventoryPosting\/77 --next-period/,
  );
  const moved = planInventory(soldOf([A], [label]), target, { ...byShipDate, nextPeriod: true });
  // 2 a.m. of the first of November is the day on which the clocks go back: noon there is 17:00 UTC.
  expect(bodies(moved)).toMatchObject([{ TransactionDate: '2026-11-01T06:30:00.000Z' }]);
  expect(moved.notes[0]).toMatch(/of 2026-10-31, posted on 2026-11-01/);
});

test('nothing is dated in the future: a later ship date waits for its day, a clock ahead of ours is ours', () => {
  const later = soldOf([A], [{ id: '1', items: [A], day: '2026-11-23' }]);
  const plan = planInventory(later, EMPTY, contextOf(settingsOf({}, { day: 'shipDate' })));
  expect(causes(plan)).toEqual(['too-early']);
  expect(plan.problems[0]?.recheckMs).toBe(Date.parse('2026-11-23T05:00:00Z') - Date.parse('2026-11-21T12:00:00Z'));
  const ahead = soldOf([A], [{ id: '1', items: [A], at: '2026-11-21T12:00:03.000Z' }]);
  expect(bodies(planInventory(ahead, EMPTY, contextOf(settingsOf())))).toMatchObject([
    { TransactionDate: '2026-11-21T12:00:00.000Z' },
  ]);
});

const staged = (more: Partial<StagedRow> = {}): StagedRow => ({
  ...{ interfaceId: '31', state: 'queued', sourceLineId: '5', quantity: '-2' },
  view: { ItemNumber: 'A', OrganizationName: 'Seattle', TransactionReference: 'SS:1/5' },
  ...more,
});
const completed = (more: Partial<CompletedRow> = {}): CompletedRow => ({
  ...{
    transactionId: '41',
    sourceLineId: '5',
    quantity: '-2',
    item: 'A',
    organization: 'Seattle',
    reference: 'SS:1/5',
  },
  ...more,
});
const known = (state: Known['state'], answer?: Known['detail']['answer'], more: Partial<Known> = {}): Known => ({
  name: 'SS:1/5',
  state,
  parcel: 'shipment/1',
  detail: {
    ...{ organization: 'Seattle', subinventory: 'Stores', account: '01-110-5110', lineId: '5', sku: 'A', item: 'A' },
    ...{ quantity: '-2', direction: 'issue' as const, sentAt: '2026-11-21T11:00:00.000Z' },
    ...(answer === undefined ? {} : { answer }),
  },
  ...more,
});
const planned = (target: Partial<StockTarget>, voidedAt?: string, more = {}) =>
  planInventory(
    soldOf([A], [{ id: '1', items: [A], ...(voidedAt === undefined ? {} : { voidedAt }) }]),
    { ...EMPTY, ...target },
    contextOf(settingsOf(), more),
  );
const rows = (one: Partial<{ staged: StagedRow[]; completed: CompletedRow[] }>) => ({
  'shipment:1': { staged: [], completed: [], ...one },
});

test('what stands already is found, also by keys alone; what differs is told', () => {
  expect(planned({ rows: rows({ completed: [completed()] }) })).toMatchObject({
    posted: 1,
    writes: [],
    seen: [{ name: 'SS:1/5', transactionId: '41' }],
  });
  const { reference: _, ...bare } = completed();
  expect(planned({ rows: rows({ completed: [bare] }) }).seen).toHaveLength(1);
  const wrong = planned({ rows: rows({ completed: [completed({ quantity: '-3' })] }) });
  expect(wrong.writes).toEqual([]);
  expect(wrong.problems[0]).toMatchObject({
    cause: 'posted-differs',
    reason: expect.stringMatching(/quantity -3 instead of -2/),
  });
  expect(causes(planned({ rows: rows({ staged: [staged({ quantity: '-4' })] }) }))).toEqual(['posted-differs']);
});

test('queued waits and looks again soon, refused is mended, disappeared is a person’s matter', () => {
  const sent = (secondsAgo: number) => {
    const one = known('intent', 'queued');
    one.detail.sentAt = new Date(Date.parse('2026-11-21T12:00:00Z') - secondsAgo * 1000).toISOString();
    return one;
  };
  const recheck = (one: Known) => planned({ known: [one], rows: rows({ staged: [staged()] }) }).problems[0]?.recheckMs;
  expect([sent(1), sent(12), sent(40), sent(500)].map(recheck)).toEqual([5_000, 15_000, 60_000, undefined]);
  expect(planned({ rows: rows({ staged: [staged({ state: 'rejected', explanation: 'no' })] }) }).writes).toMatchObject([
    { kind: 'mend', interfaceId: '31' },
  ]);
  const gone = { known: [known('intent', 'queued')], rows: rows({}) };
  expect(causes(planned(gone))).toEqual(['disappeared']);
  expect(planned(gone, undefined, { again: true }).writes).toMatchObject([{ kind: 'send' }]);
  expect(causes(planned({ known: [sent(60)], rows: rows({}) }))).toEqual(['not-seen-yet']);
  expect(planned({ known: [known('intent')], rows: rows({}) }).writes).toMatchObject([{ kind: 'send' }]);
});

test('a void: nothing before it was sent, withdrawn while it is staged, turned round where it was posted', () => {
  const at = '2026-11-21T10:00:00.000Z';
  expect(planned({}, at)).toMatchObject({ writes: [], problems: [], nothingSent: [{ name: 'SS:1/5' }] });
  expect(planned({ rows: rows({ staged: [staged()] }) }, at).writes).toMatchObject([
    { kind: 'withdraw', interfaceId: '31' },
  ]);
  expect(planned({ known: [known('intent')], rows: rows({}) }, at).writes).toMatchObject([{ kind: 'withdraw' }]);
  const posted = known('made', 'processed');
  Object.assign(posted.detail, { organization: 'Denver', item: 'OLD', account: 'OLD-1' });
  expect(bodies(planned({ known: [posted], rows: rows({}) }, at))).toMatchObject([
    {
      ...{ OrganizationName: 'Denver', ItemNumber: 'OLD', AccountCombination: 'OLD-1' },
      TransactionQuantity: { decimal: '2' },
      TransactionReference: 'SS:1/5/void',
      TransactionDate: at,
    },
  ]);
  const back = known('made', 'processed', { name: 'SS:1/5/void' });
  back.detail.quantity = '2';
  expect(planned({ known: [posted, back], rows: rows({}) }, at)).toMatchObject({ writes: [], problems: [] });
});

test('what was posted stays as it was posted, whatever kits and aliases say later', () => {
  const kits = { kits: { A: [{ item: 'P1' }, { item: 'P2' }] } };
  const sold = soldOf([A], [{ id: '1', items: [A] }]);
  const context = contextOf(settingsOf({}, kits));
  const after = planInventory(sold, { known: [known('made', 'processed')], rows: {} }, context);
  expect(after).toMatchObject({ writes: [], problems: [], posted: 1 });
  const refused = { known: [known('intent', 'rejected')], rows: rows({ staged: [staged({ state: 'rejected' })] }) };
  const mended = planInventory(sold, refused, context).writes.map(({ kind, name }) => `${kind} ${name}`);
  expect(mended).toEqual(['withdraw SS:1/5', 'send SS:1/5/P1', 'send SS:1/5/P2']);
});
