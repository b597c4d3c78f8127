/** Journal entries of shipped goods, their file, and what an import came to. */
import { expect, test } from '@jest/globals';
import type { JournalBatch } from '../../../connectors/fusion/types.ts';
import { stockLines } from '../../../mappings/fusion-shipstation/inventory/lines.ts';
import { type GlBatch, glInterfaceOf, journalName } from '../../../mappings/fusion-shipstation/journal/gl-interface.ts';
import { importEnds } from '../../../mappings/fusion-shipstation/journal/outcome.ts';
import { type JournalContext, planJournal, unknownCosts } from '../../../mappings/fusion-shipstation/journal/plan.ts';
import type { JournalEntry, KnownEntry } from '../../../mappings/fusion-shipstation/journal/types.ts';
import { contextOf, type Label, settingsOf, soldOf } from './sold.ts';

const A = { id: '5', sku: 'A', quantity: '3' };
const COSTS = { A: '0.335' };

function contextFor(journal: object = {}, more: Partial<JournalContext> = {}): JournalContext {
  const settings = settingsOf({}, { book: 'journal' }, { costs: COSTS, ...journal });
  return {
    ...contextOf(settings),
    journal: settings.syncs.journalImport,
    currency: 'USD',
    orderNumber: 'W-1',
    ...more,
  };
}
function wanted(label: Partial<Label> = {}, context = contextFor()) {
  return stockLines(soldOf([A], [{ id: '901', items: [A], ...label }]), { ...context, ...context.sync });
}
function entryOf(): JournalEntry {
  const [entry] = planJournal(wanted(), [], {}, contextFor()).queue;
  if (entry === undefined) throw new Error('no entry');
  return entry;
}
const known = (state: KnownEntry['state'], more: Partial<KnownEntry> = {}): KnownEntry => ({
  state,
  entry: entryOf(),
  ...more,
});

test('an entry is quantity times cost to the cent, from stock to cost of sales', () => {
  expect(entryOf()).toMatchObject({
    ...{ key: 'SS:901/5', journal: '901', parcel: 'shipment/901', amount: '1.01', currency: 'USD' },
    ...{ debit: '01-000-5110', credit: '01-000-1410', orderNumber: 'W-1' },
  });
  const back = wanted({ returned: true }, { ...contextFor(), sync: { ...contextFor().sync, returns: 'receipt' } });
  expect(planJournal(back, [], {}, contextFor()).queue[0]).toMatchObject({
    debit: '01-000-1410',
    credit: '01-000-5110',
  });
});

test('a cost of ShipStation’s product: a waiting entry keeps it, a refused one is asked for it anew when a person retries', () => {
  const bare = contextFor({ costs: {} });
  const [entry] = planJournal(wanted(), [], { A: '2.00' }, bare).queue;
  const due = entry === undefined ? [] : [{ state: 'due' as const, entry }];
  expect(unknownCosts(wanted(), due, bare)).toEqual([]);
  expect(planJournal(wanted(), due, {}, bare)).toMatchObject({ queue: [], problems: [{ cause: 'journal-queued' }] });

  const refused = due.map((one) => ({ ...one, state: 'rejected' as const, reason: 'bad account' }));
  expect(unknownCosts(wanted(), refused, bare)).toEqual([]);
  expect(planJournal(wanted(), refused, {}, bare)).toMatchObject({ problems: [{ cause: 'journal-rejected' }] });
  const again = { ...bare, again: true };
  expect(unknownCosts(wanted(), refused, again)).toEqual(['A']);
  expect(planJournal(wanted(), refused, { A: '2.50' }, again)).toMatchObject({ queue: [{ amount: '7.50' }] });
  expect(planJournal(wanted(), refused, { A: null }, again)).toMatchObject({ problems: [{ cause: 'cost-missing' }] });
});

test('costs: from the file, else from ShipStation’s product; none or zero waits, a zero in the file books nothing', () => {
  const bare = contextFor({ costs: {} });
  expect(unknownCosts(wanted(), [], bare)).toEqual(['A']);
  expect(unknownCosts(wanted(), [], contextFor())).toEqual([]);
  expect(planJournal(wanted(), [], { A: '2.00' }, bare).queue[0]?.amount).toBe('6.00');
  for (const cost of [null, '0']) {
    expect(planJournal(wanted(), [], { A: cost }, bare)).toMatchObject({
      queue: [],
      problems: [{ cause: 'cost-missing' }],
    });
  }
  expect(planJournal(wanted(), [], {}, contextFor({ costs: { A: '0' } }))).toMatchObject({
    queue: [],
    problems: [],
    notes: [/costs nothing/].map((re) => expect.stringMatching(re)),
  });
});

test('what is on its way waits, what was refused waits for a person’s retry, what is posted is done', () => {
  const causes = (one: KnownEntry, more = {}) => {
    const plan = planJournal(wanted(), [one], {}, contextFor({}, more));
    return [plan.queue.length, plan.posted, ...plan.problems.map(({ cause }) => cause)];
  };
  expect(causes(known('due'))).toEqual([0, 0, 'journal-queued']);
  expect(causes(known('sent'))).toEqual([0, 0, 'journal-queued']);
  expect(causes(known('due', { reason: 'Oct-26 is closed' }))).toEqual([0, 0, 'period-closed']);
  expect(causes(known('due', { reason: 'Oct-26 is closed' }), { nextPeriod: true })).toEqual([1, 0, 'journal-queued']);
  expect(causes(known('rejected', { reason: 'bad account' }))).toEqual([0, 0, 'journal-rejected']);
  expect(causes(known('rejected', { reason: 'bad account' }), { again: true })).toEqual([1, 0, 'journal-queued']);
  expect(causes(known('stuck'), { again: true })).toEqual([0, 0, 'journal-half']);
  expect(causes(known('posted'))).toEqual([0, 1]);
});

test('a void leaves the queue before the import, and turns round what was posted', () => {
  const voided = wanted({ voidedAt: '2026-11-21T10:00:00.000Z' });
  const plan = (...all: KnownEntry[]) => planJournal(voided, all, {}, contextFor());
  expect(plan()).toMatchObject({ queue: [], withdraw: [], problems: [] });
  expect(plan(known('due'))).toMatchObject({ queue: [], withdraw: ['SS:901/5'] });
  expect(plan(known('sent'))).toMatchObject({ queue: [], problems: [{ cause: 'journal-queued' }] });
  const [back] = plan(known('posted')).queue;
  expect(back).toMatchObject({
    key: 'SS:901/5/void',
    amount: '1.01',
    debit: '01-000-1410',
    credit: '01-000-5110',
    createdAt: '2026-11-21T10:00:00.000Z',
  });
  expect(plan(known('posted'), { state: 'posted', entry: back! })).toMatchObject({
    queue: [],
    problems: [],
    posted: 1,
  });
});

const batch: GlBatch = {
  ...{ ledgerId: '300', source: 'Spreadsheet', category: 'Inventory', delimiter: '-' },
  ...{ batchName: 'SS-42', groupId: '42', day: '2026-11-20', periodName: 'Nov-26', today: '2026-11-21' },
};

test('the file: two rows an entry, 149 columns each, every value at its place', () => {
  const { csv } = glInterfaceOf([{ ...entryOf(), orderNumber: 'a "b", c' }], batch);
  const [debit = '', credit = '', rest] = csv.split('\r\n');
  expect(rest).toBe('');
  expect(debit).toContain('"Order a ""b"", c"');
  const columns = (line: string) => line.replace('"Order a ""b"", c"', 'ORDER').split(',');
  expect([columns(debit).length, columns(credit).length]).toEqual([149, 149]);
  const filled = Object.fromEntries(columns(debit).flatMap((value, at) => (value === '' ? [] : [[at, value]])));
  expect(filled).toEqual({
    ...{ 0: 'NEW', 1: '300', 2: '2026/11/20', 3: 'Spreadsheet', 4: 'Inventory', 5: 'USD', 6: '2026/11/21', 7: 'A' },
    ...{ 8: '01', 9: '000', 10: '5110', 38: '1.01', 42: 'SS-42', 43: 'Goods shipped with ShipStation on 2026-11-20' },
    ...{ 45: 'SS-42 901', 46: 'ORDER', 51: 'SS:901/5', 66: '42', 94: 'Nov-26' },
  });
  expect(columns(credit)[39]).toBe('1.01');
  expect(columns(credit)[38]).toBe('');
});

test('each entry ends as the ledger shows it; the reason is its own journal’s', () => {
  const named = (id: string): JournalEntry => ({ ...entryOf(), key: `SS:${id}/5`, journal: id });
  const entries = ['1', '12', '3', '4'].map(named);
  const line = (key: string) => ({ description: key });
  const standing: JournalBatch = {
    ...{ id: '9', name: 'SS-42 x' },
    lines: [line('SS:1/5'), line('SS:1/5'), line('SS:3/5'), ...Array.from({ length: 4 }, () => line('SS:4/5'))],
    errors: [
      { journal: `${journalName(named('1'), batch)} Inventory USD`, line: '1', message: 'not mine' },
      { journal: `${journalName(named('12'), batch)} Inventory USD`, line: '2', message: 'bad account' },
    ],
  };
  const job = { job: '77', state: 'warning' as const, status: 'WARNING', children: [] };
  const ends = importEnds(entries, batch, { batches: [standing], files: [], job });
  expect(ends.map(({ state }) => state)).toEqual(['posted', 'rejected', 'stuck', 'stuck']);
  expect(ends[1]?.reason).toBe('line 2: bad account (batch SS-42, request 77)');
  expect(ends[2]?.reason).toMatch(/only one side/);
  expect(ends[3]?.reason).toMatch(/more than once/);
  const files = [{ name: 'a.txt', text: 'Line 3 description "SS:12/5": invalid\nLine 1 description "SS:1/5": other' }];
  const [none] = importEnds([named('12')], batch, { batches: [], files, job });
  expect(none?.reason).toBe('Line 3 description "SS:12/5": invalid (batch SS-42, request 77)');
  expect(importEnds([named('7')], batch, { batches: [], files: [], job })[0]?.reason).toMatch(/ended with WARNING/);
});
