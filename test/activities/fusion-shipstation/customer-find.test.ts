/** Whom an order is billed to, against the simulated pod: matching, creation once, lost answers, two at once. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { OwnedOrder } from '../../../mappings/fusion-shipstation/customers/types.ts';
import type { FusionSimulator } from '../../../simulators/fusion/server.ts';
import type { Store } from '../../../store/contract.ts';
import type { Vault } from '../../../vault/contract.ts';
import { type CustomerBench, startCustomerBench } from './customer-bench.ts';

let bench: CustomerBench;
let sim: FusionSimulator;
let store: Store;
let vault: Vault;
let woken: string[];
let clock: { now: number };

beforeEach(async () => {
  bench = await startCustomerBench();
  ({ sim, store, vault, woken, clock } = bench);
  sim.seed({
    customers: [
      { name: 'Web shop', accountNumber: '1008' },
      { name: 'Northside Dental', accountNumber: '1009', email: 'ap@northside.example' },
      { name: 'Twin A', accountNumber: '1020', email: 'twin@shared.example' },
      { name: 'Twin B', accountNumber: '1021', email: 'twin@shared.example' },
    ],
  });
});
afterEach(() => bench.close());

const order = (changes: Partial<OwnedOrder> = {}): OwnedOrder => bench.order(changes);
const machine = (alignment: object = {}, mode?: string, lostAnswer?: object) =>
  bench.finder(alignment, mode, lostAnswer);
const calls = () => sim.log.entries().filter(({ path }) => !path.includes('oauth')).length;
const made = () => sim.dump().customers.filter(({ number }) => !['1008', '1009', '1020', '1021'].includes(number));
const fault = (rule: object) => sim.faults.add([rule as Parameters<typeof sim.faults.add>[0][0]]);
const operation = (name: string) => `#${name.replaceAll('.', '\\.')}$`;

test('by e-mail, whatever its case; then by account number with a prefix taken off; remembered for the next order', async () => {
  const find = machine({
    match: [
      { shipstation: 'customerEmail', fusion: 'email' },
      { shipstation: 'customField1', fusion: 'accountNumber', stripPrefix: 'acct=' },
    ],
  });
  expect(await find(order({ customerEmail: 'AP@Northside.example' }))).toEqual({
    customer: { account: '1009', site: '1009-1', how: 'account 1009 found by customerEmail = email' },
  });
  const before = calls();
  expect((await find(order({ customerEmail: 'ap@northside.example' }))).customer?.account).toBe('1009');
  expect(calls()).toBe(before);
  expect((await find(order({ customFields: { customField1: 'acct=1009' } }))).customer).toMatchObject({
    account: '1009',
    how: expect.stringContaining('customField1'),
  });
  expect(woken.every((one) => one.startsWith('customerAlignment acme/customerAlignment/customer/'))).toBe(true);
  expect(woken.length).toBeGreaterThan(0);
});

test('what is remembered counts no longer after a day, when asked afresh, or when the directory knows another by the same address', async () => {
  const find = machine();
  const asked = order({ customerEmail: 'ap@northside.example' });
  await find(asked);
  const costs = async (more = {}) => {
    const before = calls();
    await find(asked, more);
    return calls() - before;
  };
  expect(await costs()).toBe(0);
  expect(await costs({ fresh: true })).toBeGreaterThan(0);
  clock.now += 25 * 3_600_000;
  expect(await costs()).toBeGreaterThan(0);
  expect(await costs()).toBe(0);
  const keys = vault.lookupHashes('email=ap@northside.example', 'customer/acme');
  await store.customers.put({ connection: 'acme', customerId: '999', fingerprint: 'f', sealedProfile: 's', keys });
  expect(await costs()).toBeGreaterThan(0);
});

test('an address of two accounts waits with both numbers; an account number decides between them', async () => {
  const find = machine();
  const shared = order({ customerEmail: 'twin@shared.example' });
  const { problem } = await find(shared);
  expect(problem).toMatchObject({
    cause: 'customer-ambiguous',
    reason: expect.stringContaining('accounts 1020, 1021'),
  });
  expect(problem?.reason).not.toContain('shared.example');
  expect((await find({ ...shared, customerUsername: '1021' })).customer?.account).toBe('1021');
});

test('unknown: the channel’s customer, a wait, or a channel that names nobody', async () => {
  expect(await machine()(order())).toEqual({ customer: { account: '1008', site: '1008-1', how: 'channel Web' } });
  expect((await machine()(order({ storeId: '6' }))).problem).toMatchObject({
    cause: 'customer-unknown',
    reason: expect.stringContaining('channels."6".customer'),
  });
  expect((await machine({ onUnknown: 'wait' })(order())).problem).toMatchObject({
    cause: 'customer-not-found',
    reason: expect.stringContaining('W-77'),
  });
  expect((await machine({ enabled: false, onUnknown: 'create' })(order())).customer?.account).toBe('1008');
  const marketplace = machine({ channelOnly: ['5'] });
  expect((await marketplace(order({ customerEmail: 'ap@northside.example' }))).customer?.account).toBe('1008');
  expect(made()).toEqual([]);
});

test('created whole: party with usage and address, account with bill-to site, profile; the next order finds it', async () => {
  const find = machine({ onUnknown: 'create', create: { sourceSystem: 'SHIPSTATION' } });
  const { customer } = await find(order());
  const [one] = made();
  expect(customer).toMatchObject({ account: one?.number, site: one?.sites[0]?.number });
  expect(one).toMatchObject({
    name: 'Ann Lee',
    email: 'ann@lee.example',
    sites: [{ uses: ['BILL_TO'] }],
    profile: expect.objectContaining({}),
  });
  expect((await find(order({ orderId: '78' }))).customer?.account).toBe(one?.number);
  const person = await find(
    order({
      customerEmail: 'b@co.example',
      billTo: { name: 'Bo', company: 'Co Ltd', street1: '9 Elm', country: 'US' },
    }),
  );
  expect(person.customer).toBeDefined();
  expect(made().map(({ name }) => name)).toEqual(['Ann Lee', 'Co Ltd']);
  expect(sim.dump().violations).toEqual([]);
});

test('shadow mode and owners without address or e-mail create nothing and say why', async () => {
  const shadow = await machine({ onUnknown: 'create' }, 'shadow')(order());
  expect(shadow.problem).toMatchObject({ cause: 'shadow-mode' });
  const find = machine({ onUnknown: 'create' });
  expect((await find(order({ customerEmail: undefined as never }))).problem).toMatchObject({
    cause: 'customer-incomplete',
    reason: expect.stringContaining('no e-mail'),
  });
  expect((await find(order({ shipTo: {} }))).problem?.reason).toContain('no address with a street');
  expect(made()).toEqual([]);
});

test('two orders of the same new customer at once make one', async () => {
  const find = machine({ onUnknown: 'create' });
  const answers = await Promise.all(['1', '2', '3'].map((orderId) => find(order({ orderId }))));
  expect(new Set(answers.map(({ customer }) => customer?.account)).size).toBe(1);
  expect(made()).toHaveLength(1);
});

test.each([
  ['hubPersons.create', 'drop-after'],
  ['hubPersons.create', 'drop-before'],
  ['soap.createCustomerAccount', 'drop-after'],
  ['soap.createCustomerAccount', 'drop-before'],
  ['soap.createCustomerProfile', 'drop-after'],
  ['soap.createCustomerProfile', 'drop-before'],
])('the answer to %s is lost (%s): one customer in the end, whole', async (name, kind) => {
  const find = machine({ onUnknown: 'create' }, 'live', { named: '10s', unnamed: '10s' });
  fault({ kind, path: operation(name), times: 1 });
  await expect(find(order())).rejects.toMatchObject({ type: 'Unavailable', code: 'LOST_ANSWER' });
  // Not found at once is no proof: nothing is sent again within the grace time.
  if (kind === 'drop-before' && name !== 'soap.createCustomerProfile') {
    await expect(find(order(), { attempt: 2 })).rejects.toMatchObject({ code: 'LOST_ANSWER' });
    expect(made()).toEqual([]);
  }
  clock.now += 11_000;
  const { customer } = await find(order(), { attempt: 3 });
  expect(made()).toHaveLength(1);
  expect(made()[0]).toMatchObject({ number: customer?.account, profile: expect.objectContaining({}) });
  expect((await find(order())).customer?.account).toBe(customer?.account);
});

test('a party that is there without an account gets one; two of them wait', async () => {
  sim.seed({
    parties: [
      {
        person: true,
        FirstName: 'Ann',
        LastName: 'Lee',
        EmailAddress: 'ann@lee.example',
        PartyUsageCode: 'CUSTOMER',
        Address: [{ Address1: '1 Main', Country: 'US' }],
      },
    ] as never,
  });
  const find = machine({ onUnknown: 'create' });
  expect((await find(order())).customer).toBeDefined();
  expect(made()).toHaveLength(1);
  for (const LastName of ['X', 'Y'])
    sim.seed({
      parties: [
        { person: true, FirstName: 'B', LastName, EmailAddress: 'b@b.example', PartyUsageCode: 'CUSTOMER' },
      ] as never,
    });
  expect((await find(order({ customerEmail: 'b@b.example' }))).problem).toMatchObject({
    cause: 'customer-ambiguous',
    reason: expect.stringContaining('2 parties'),
  });
});

test('a party without an address waits with what to do, and is not given ours', async () => {
  const bare = { person: true, FirstName: 'Ann', LastName: 'Lee', EmailAddress: 'ann@lee.example' };
  sim.seed({ parties: [{ ...bare, PartyUsageCode: 'CUSTOMER' }] as never });
  const find = machine({ onUnknown: 'create' });
  expect((await find(order())).problem).toMatchObject({
    cause: 'customer-incomplete',
    reason: expect.stringMatching(/party \d+ in Fusion, which has no address.*give that party an address/),
  });
  expect(made()).toHaveLength(0);
});

test('what Fusion refuses is told with its words and leaves no open mark', async () => {
  const find = machine({ onUnknown: 'create', create: { setId: '12345' } });
  await expect(find(order())).rejects.toMatchObject({ type: 'Invalid', message: expect.stringContaining('12345') });
  expect(made()).toEqual([]);
  // Corrected: the party that is already there is used.
  expect((await machine({ onUnknown: 'create' })(order())).customer).toBeDefined();
  expect(made()).toHaveLength(1);
  expect(sim.dump().customers.filter(({ name }) => name === 'Ann Lee')).toHaveLength(1);
});
