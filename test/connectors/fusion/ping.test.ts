/** The connect-time checks: each failing step by name, with what to do. */
import { expect, test } from '@jest/globals';
import type { FusionNeeds } from '../../../connectors/fusion/needs.ts';
import { items, type Routes, withPod } from './pod.ts';

const NEEDS: FusionNeeds = {
  ...{ businessUnit: 'Vision', ledgerId: '55', organizations: ['Seattle'] },
  applications: { receivables: '222', inventory: '401' },
};
const NOW = new Date();
const day = NOW.toISOString().slice(0, 10);
const period = (status: string) => ({ PeriodNameId: 'Now', ClosingStatus: status, StartDate: day, EndDate: day });
const catalogue = (version = '11.13.18.05', frameworks: unknown = '1,2,3,4,5,6,7,8,9') =>
  items([
    {
      version,
      isLatest: true,
      'adf:extension': { defaultFrameworkVersion: '1', allowedFrameworkVersions: frameworks },
    },
  ]);
const GOOD: Routes = {
  'GET /fscmRestApi/resources': catalogue(),
  'GET /finBusinessUnitsLOV': items([{ BusinessUnitId: 1, BusinessUnitName: 'Vision', PrimaryLedgerId: '55' }]),
  'GET /receivablesInvoices': items([{ CustomerTransactionId: 1 }], true),
  'GET /accountingPeriodStatusLOV': items([period('O')]),
  'GET /inventoryOrganizations': items([{ OrganizationId: 3, OrganizationCode: 'SEA', OrganizationName: 'Seattle' }]),
};
const page = (status: number) => ({ status, raw: '<html>x</html>' });

async function pinged(routes: Routes, needs: FusionNeeds = NEEDS, now = () => new Date()) {
  let lines: { name: string; state: string; detail: string; fix?: string }[] = [];
  await withPod(
    { ...GOOD, ...routes },
    async ({ fusion, seen }) => {
      const report = await fusion.ping();
      expect(report.system).toBe('fusion');
      expect(seen.filter((call) => !/^GET |^POST \/oauth2/.test(call.name))).toEqual([]);
      lines = report.checks;
    },
    { deps: { needs, now } },
  );
  return lines;
}

const failing = (lines: { name: string; state: string }[]) =>
  lines.filter(({ state }) => state !== 'ok').map(({ name, state }) => [name, state]);
const fixOf = (lines: { name: string; fix?: string }[], name: string) => lines.find((line) => line.name === name)?.fix;

test('all is well', async () => {
  const lines = await pinged({});
  expect(failing(lines)).toEqual([]);
  expect(lines.map(({ name }) => name)).toEqual([
    ...['sign-in', 'address', 'business unit', 'receivables', 'period (receivables)', 'period (inventory)'],
    ...['inventory', 'clock'],
  ]);
});

test('without a sign-in nothing else is asked', async () => {
  const lines = await pinged({ 'POST /oauth2/v1/token': { status: 401, json: { error: 'invalid_client' } } });
  expect(failing(lines)).toEqual([['sign-in', 'fail']]);
  expect(lines).toHaveLength(1);
  expect(fixOf(lines, 'sign-in')).toContain('credentials set');
});

test('a token that Fusion refuses is no sign-in, though it was given once: a parked connection stays parked', async () => {
  const lines = await pinged({ 'GET /fscmRestApi/resources': page(401) });
  expect(lines.map(({ name, state }) => [name, state])).toEqual([['sign-in', 'fail']]);
  const down = await pinged({ 'GET /fscmRestApi/resources': page(404) });
  expect(down[0]).toMatchObject({ name: 'sign-in', state: 'ok' });
});

test('a wrong address, an unknown version, a framework that is not allowed', async () => {
  const wrong = await pinged({ 'GET /fscmRestApi/resources': page(404) });
  expect(failing(wrong)).toEqual([['address', 'fail']]);
  expect(fixOf(wrong, 'address')).toContain('fusion.baseUrl');
  const unknown = await pinged({ 'GET /fscmRestApi/resources': catalogue('12') });
  expect(failing(unknown)).toEqual([['address', 'warn']]);
  const old = await pinged({ 'GET /fscmRestApi/resources': catalogue(undefined, ['1', '2']) });
  expect(failing(old)).toEqual([['address', 'fail']]);
  expect(fixOf(old, 'address')).toContain('frameworkVersion');
});

test('lists that the user may not see are failures, with the privilege named', async () => {
  const lines = await pinged({
    'GET /finBusinessUnitsLOV': items([]),
    'GET /receivablesInvoices': { status: 403, raw: 'no privilege', headers: { 'content-type': 'text/plain' } },
    'GET /inventoryOrganizations': items([]),
    'GET /accountingPeriodStatusLOV': items([]),
  });
  expect(failing(lines)).toEqual([
    ['business unit', 'fail'],
    ['receivables', 'fail'],
    ['period (receivables)', 'warn'],
    ['period (inventory)', 'warn'],
    ['inventory', 'fail'],
  ]);
  expect(fixOf(lines, 'business unit')).toContain('FUN_GET_ENTERPRISE_STRUCTURES_REST_SERVICE_PRIV');
  expect(fixOf(lines, 'receivables')).toContain('AR_CREATE_RECEIVABLES_INVOICE_PRIV');
  expect(fixOf(lines, 'inventory')).toContain('warehouses');
  expect(fixOf(lines, 'period (inventory)')).toContain('business.ledgerId');
});

test('a period that is not open and a clock that is off', async () => {
  const off = () => new Date(Date.now() + 90_000);
  const lines = await pinged({ 'GET /accountingPeriodStatusLOV': items([period('C')]) }, NEEDS, off);
  expect(failing(lines)).toEqual([
    ['period (receivables)', 'warn'],
    ['period (inventory)', 'warn'],
    ['clock', 'warn'],
  ]);
  expect(fixOf(lines, 'period (receivables)')).toContain('periods.onClosed');
  const far = await pinged({}, NEEDS, () => new Date(Date.now() - 3_600_000));
  expect(far.find(({ name }) => name === 'clock')).toMatchObject({ state: 'fail' });
});

test('one step that fails hides no other', async () => {
  const lines = await pinged({ 'GET /receivablesInvoices': page(503), 'GET /finBusinessUnitsLOV': { hangUp: true } });
  expect(failing(lines)).toEqual([
    ['business unit', 'fail'],
    ['receivables', 'fail'],
  ]);
});

test('without the connection’s own settings it asks what it can', async () => {
  const lines = await pinged({}, {});
  expect(failing(lines)).toEqual([]);
  expect(lines.map(({ name }) => name)).not.toContain('period (receivables)');
});
