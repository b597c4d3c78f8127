/** Whatever is lost, cut or refused, in whatever order attempts come: one party, one account, one profile. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CustomerBench, startCustomerBench } from './customer-bench.ts';

let bench: CustomerBench;
beforeAll(async () => {
  bench = await startCustomerBench();
});
afterAll(() => bench.close());

const OPERATIONS = [
  'hubPersons.create',
  'hubPersons.list',
  'soap.createCustomerAccount',
  'soap.createCustomerProfile',
  'receivablesCustomerAccountActivities.list',
];
const fault = fc.record({
  kind: fc.constantFrom('drop-before', 'drop-after', 'html', 'server-error', 'rate-limit'),
  operation: fc.constantFrom(...OPERATIONS),
  times: fc.integer({ min: 1, max: 2 }),
  skip: fc.integer({ min: 0, max: 2 }),
  afterCommit: fc.boolean(),
});
/** Two orders of the same owner, and how long passes between their attempts. */
const attempts = fc.array(
  fc.record({ order: fc.constantFrom('1', '2'), together: fc.boolean(), waitMs: fc.constantFrom(0, 4_000, 20_000) }),
  {
    minLength: 2,
    maxLength: 6,
  },
);

let owner = 0;

test('a new customer is made once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 3 }), attempts, fc.boolean(), async (faults, tries, isNamed) => {
      const email = `owner-${++owner}@new.example`;
      const find = bench.finder({
        onUnknown: 'create',
        ...(isNamed ? { create: { sourceSystem: 'SHIPSTATION' } } : {}),
      });
      bench.sim.faults.replace(
        faults.map(({ operation, kind, afterCommit, ...rule }) => ({
          ...{ ...rule, kind, path: `#${operation.replaceAll('.', '\\.')}$` },
          ...(kind === 'html' || kind === 'server-error' ? { afterCommit } : {}),
        })),
      );
      const look = (orderId: string) => find(bench.order({ orderId, customerEmail: email })).catch(() => undefined);
      for (const { order, together, waitMs } of tries) {
        await Promise.all([look(order), ...(together ? [look(order === '1' ? '2' : '1')] : [])]);
        bench.clock.now += waitMs;
      }
      bench.sim.faults.replace([]);
      for (let more = 0; more < 3; more++) {
        await look('1');
        bench.clock.now += 20_000;
      }
      const answer = await find(bench.order({ orderId: '2', customerEmail: email }));
      const made = bench.sim.dump().customers.filter((one) => one.email === email);
      const parties = bench.sim.world.persons.all().filter((one) => one.EmailAddress === email);
      expect({ parties: parties.length, accounts: made.length }).toEqual({ parties: 1, accounts: 1 });
      expect(made[0]).toMatchObject({ profile: expect.objectContaining({}), sites: [{ uses: ['BILL_TO'] }] });
      expect(answer.customer?.account).toBe(made[0]?.number);
    }),
    { numRuns: 25 },
  );
});
