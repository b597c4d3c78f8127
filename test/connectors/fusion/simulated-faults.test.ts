/** Bad days of the simulated pod: lost answers before and after the commit, busy pods, revoked tokens, odd refusals. */
import { expect, test } from '@jest/globals';
import type { FusionBody } from '../../../connectors/fusion/types.ts';
import type { FusionFault } from '../../../simulators/fusion/http/faults.ts';
import { DEFAULT_CLIENT } from '../../../simulators/fusion/server.ts';
import { errorOf } from './pod.ts';
import { bench, invoice } from './simulated.ts';

const NAME = { source: 'ShipStation', crossReference: 'SS:1' };
const create = (more: Partial<FusionFault>): FusionFault =>
  ({ operation: 'receivablesInvoices.create', times: 1, ...more }) as FusionFault;

test.each<[string, Partial<FusionFault>, string, boolean]>([
  ['cut before anything was done', { kind: 'drop-before' }, 'Uncertain', false],
  ['cut after the commit', { kind: 'drop-after' }, 'Uncertain', true],
  ['504 without commit', { kind: 'html', status: 504 }, 'Uncertain', false],
  ['504 after the commit', { kind: 'html', status: 504, afterCommit: true }, 'Uncertain', true],
  ['500 after the commit', { kind: 'server-error', afterCommit: true }, 'Uncertain', true],
  ['too slow', { kind: 'slow', delayMs: 1_500 }, 'Uncertain', true],
  ['503 maintenance', { kind: 'html', status: 503 }, 'Unavailable', false],
  ['429', { kind: 'rate-limit', retryAfterSec: 3 }, 'RateLimited', false],
  ['403', { kind: 'forbidden' }, 'Config', false],
])('%s', async (_what, fault, type, isMade) => {
  await bench(
    async ({ fusion }) => {
      const error = await errorOf(fusion.createInvoice(invoice('1')));
      expect(error.type).toBe(type);
      if (type === 'RateLimited') expect(error.retryAfterMs).toBe(3_000);
      const found = async () => (await fusion.findInvoices(NAME)).length;
      for (let tries = 0; isMade && tries < 50 && (await found()) === 0; tries++)
        await new Promise((done) => setTimeout(done, 50));
      expect(await found()).toBe(isMade ? 1 : 0);
    },
    { simulator: { faults: [create(fault)] }, settings: { timeoutMs: 1_000 } },
  );
});

test('a read that fails so is only unavailable', async () => {
  const faults = (['drop-before', 'drop-after', 'server-error', 'html'] as const).map(
    (kind): FusionFault => ({ kind, method: 'GET', times: 1 }),
  );
  await bench(
    async ({ fusion }) => {
      for (const _fault of faults)
        expect(await errorOf(fusion.findInvoices(NAME))).toMatchObject({ type: 'Unavailable' });
      expect(await fusion.findInvoices(NAME)).toEqual([]);
    },
    { simulator: { faults } },
  );
});

test.each(['html', 'empty', 'login-page'] as const)('a token revoked in mid-work (%s) is replaced', async (refusal) => {
  await bench(
    async ({ fusion, sim }) => {
      expect(await fusion.findInvoices(NAME)).toEqual([]);
      sim.identity.killTokens();
      expect(await fusion.createInvoice(invoice('1'))).toMatchObject({ number: '1' });
      sim.identity.revoke(DEFAULT_CLIENT.clientId);
      expect(await errorOf(fusion.findInvoices(NAME))).toMatchObject({ type: 'Auth' });
      sim.identity.revoke(DEFAULT_CLIENT.clientId, false);
      expect(await fusion.findInvoices(NAME)).toHaveLength(1);
    },
    { simulator: { settings: { auth: { refusal } } } },
  );
});

test('a record that is not to be seen right after its creation reads as nothing, then as itself', async () => {
  await bench(
    async ({ fusion }) => {
      const made = await fusion.createInvoice(invoice('1'));
      expect(await fusion.readInvoice(made.id)).toBeUndefined();
      expect(await fusion.readInvoice(made.id)).toMatchObject({ TransactionNumber: '1' });
    },
    { simulator: { settings: { query: { notFoundAfterCreate: 1 } } } },
  );
});

test('sentences in plain text and structured problems are read alike', async () => {
  const bad: FusionBody = invoice('1', { BusinessUnit: 'Nowhere' });
  for (const frameworkVersion of [1, 4])
    await bench(
      async ({ fusion }) => {
        const error = await errorOf(fusion.createInvoice(bad));
        expect(error).toMatchObject({ type: 'Invalid', status: 400 });
        expect(error.message).toMatch(/business unit/i);
      },
      { settings: { frameworkVersion } },
    );
});

test('a list that may not be seen is empty, one that is denied is a setting of Fusion', async () => {
  await bench(
    async ({ fusion }) => {
      expect(await fusion.findBusinessUnits()).toEqual([]);
      expect(await errorOf(fusion.findOrganizations())).toMatchObject({ type: 'Config', status: 403 });
      const failing = (await fusion.ping()).checks.filter((check) => check.state === 'fail' && check.name !== 'clock');
      expect(failing.map(({ name }) => name)).toEqual(['business unit', 'inventory']);
    },
    { simulator: { settings: { auth: { hidden: ['finBusinessUnitsLOV'], denied: ['inventoryOrganizations'] } } } },
  );
});
