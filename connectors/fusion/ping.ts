/**
 * The connect-time checks: sign-in, address and version, business unit, receivables, inventory, periods, clock.
 * The trap: a user without data access sees empty lists instead of a refusal, so an empty list is never a success.
 */
import type { PingCheck, PingReport } from '../http/contract.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import type { Authorizer } from './auth.ts';
import type { Answer, Caller } from './call.ts';
import { findOrganizations } from './inventory.ts';
import { findBusinessUnits, readPeriods } from './ledger.ts';
import type { FusionNeeds } from './needs.ts';
import type { FusionView } from './types.ts';
import { itemOf, pageOf, textOf } from './view.ts';

export type PingParts = { caller: Caller; authorizer: Authorizer; needs: FusionNeeds };

const CATALOGUE = '/fscmRestApi/resources';
const SKEW_WARN_S = 60;
const SKEW_FAIL_S = 300;
const SHOWN = 8;

const FIXES: Partial<Record<FailureType, string>> = {
  Auth: 'check the confidential application (client id, secret or certificate), that a Fusion user has the client id as its name, and fusion.scope; `credentials set` takes new ones',
  RateLimited: 'wait a little; lower fusion.concurrency if it happens often',
  Unavailable: 'check the address, the network, and whether Oracle is maintaining the pod just now',
};
const LOV_PRIVILEGE = 'FUN_GET_ENTERPRISE_STRUCTURES_REST_SERVICE_PRIV';

/** Reads only; never throws. Without a sign-in nothing else is asked. */
export async function pingFusion({ caller, authorizer, needs }: PingParts): Promise<PingReport> {
  const signIn = await guarded('sign-in', {}, async () => {
    await authorizer.header();
    await proven(caller);
    const isMinted = authorizer.refused !== undefined;
    const detail = isMinted ? `token given for ${caller.settings.scope}` : 'user and password go with every call';
    return { name: 'sign-in', state: 'ok', detail };
  });
  if (signIn.state === 'fail') return { system: 'fusion', checks: [signIn] };
  let clock: PingCheck[] = [];
  const address = await guarded('address', { Config: 'set fusion.baseUrl to the pod’s address alone' }, async () => {
    const askedMs = caller.now().getTime();
    const catalogue = await caller.plainGet(CATALOGUE);
    clock = clockCheck(catalogue, (askedMs + caller.now().getTime()) / 2);
    return addressCheck(caller, catalogue);
  });
  if (address.state === 'fail') return { system: 'fusion', checks: [signIn, address] };
  const checks = [
    signIn,
    address,
    await businessUnitCheck(caller, needs),
    await receivablesCheck(caller),
    ...(await periodChecks(caller, needs)),
    await inventoryCheck(caller, needs),
    ...clock,
  ];
  return { system: 'fusion', checks };
}

/** A token that was kept proves nothing: it may be revoked. What else may be wrong is told by the checks that follow. */
async function proven(caller: Caller): Promise<void> {
  await caller.plainGet(CATALOGUE).catch((error: unknown) => {
    if (!(error instanceof ConnectorError) || error.type === 'Auth') throw error;
  });
}

function addressCheck({ settings }: Caller, { body }: Answer): PingCheck {
  const name = 'address';
  const versions = pageOf(body)?.items ?? [];
  const wanted = versions.find((one) =>
    settings.apiVersion === 'latest' ? one.isLatest === true : textOf(one, 'version') === settings.apiVersion,
  );
  const shown = versions.map((one) => textOf(one, 'version')).join(', ');
  if (wanted === undefined) {
    const detail = versions.length === 0 ? 'no list of REST versions at this address' : `REST versions there: ${shown}`;
    return {
      name,
      state: 'warn',
      detail,
      fix: `check fusion.baseUrl and fusion.apiVersion (now ${settings.apiVersion})`,
    };
  }
  const allowed = frameworksOf(wanted);
  const detail = `REST ${textOf(wanted, 'version') ?? settings.apiVersion}, framework version ${settings.frameworkVersion} of ${allowed.join(', ') || 'those the pod allows'}`;
  if (allowed.length === 0 || allowed.includes(String(settings.frameworkVersion))) return { name, state: 'ok', detail };
  return { name, state: 'fail', detail, fix: 'set fusion.frameworkVersion to one that the pod allows' };
}

/** A list or text with commas. */
function frameworksOf(version: FusionView): string[] {
  const extension = itemOf(version['adf:extension']) ?? {};
  const allowed = extension.allowedFrameworkVersions ?? '';
  const list = Array.isArray(allowed) ? allowed : String(allowed).split(',');
  return list.map((one) => String(one).trim()).filter((one) => one !== '');
}

const businessUnitCheck = (caller: Caller, { businessUnit }: FusionNeeds): Promise<PingCheck> => {
  const name = 'business unit';
  const privilege = `give the Fusion user a role with ${LOV_PRIVILEGE} and data access to the business unit`;
  return guarded(name, { Config: privilege }, async () => {
    const units = await findBusinessUnits(caller, businessUnit);
    const found = businessUnit === undefined ? units[0] : units.find((unit) => unit.name === businessUnit);
    if (found !== undefined) {
      const ledger = found.ledgerId === undefined ? '' : `, ledger id ${found.ledgerId}`;
      return { name, state: 'ok', detail: `${found.name} is there${ledger}` };
    }
    const what = businessUnit === undefined ? 'any business unit' : `"${businessUnit}"`;
    const fix = `${privilege}; check the name, exact to the letter and the blank`;
    return { name, state: 'fail', detail: `the Fusion user does not see ${what}`, fix };
  });
};

const receivablesCheck = (caller: Caller): Promise<PingCheck> => {
  const name = 'receivables';
  const fix =
    'give the Fusion user a role with AR_CREATE_RECEIVABLES_INVOICE_PRIV (and AR_REVIEW_CUSTOMER_ACCOUNT_ACTIVITIES_PRIV for customers)';
  return guarded(name, { Config: fix }, async () => {
    const query = { limit: 1 };
    const { body } = await caller.send({ method: 'GET', path: '/receivablesInvoices', query, collection: true });
    const rows = pageOf(body)?.items.length ?? 0;
    return { name, state: 'ok', detail: rows > 0 ? 'invoices can be read' : 'readable; no invoice is to be seen yet' };
  });
};

async function periodChecks(caller: Caller, { ledgerId, applications = {} }: FusionNeeds): Promise<PingCheck[]> {
  if (ledgerId === undefined) return [];
  const today = caller.now().toISOString().slice(0, 10);
  const checks: PingCheck[] = [];
  for (const [application, applicationId] of Object.entries(applications)) {
    const name = `period (${application})`;
    const fix = { Config: `give the Fusion user a role with ${LOV_PRIVILEGE} and access to the ledger` };
    checks.push(
      await guarded(name, fix, async () => {
        const periods = await readPeriods(caller, { ledgerId, applicationId });
        const now = periods.find(({ startDate, endDate }) => startDate <= today && today <= endDate);
        if (now === undefined)
          return { name, state: 'warn', ...noPeriod(periods.length, today, ledgerId, applicationId) };
        if (now.status === 'O') return { name, state: 'ok', detail: `${now.name} is open` };
        const advice = 'open the period in Fusion, or set periods.onClosed; postings of this day wait until then';
        return { name, state: 'warn', detail: `${now.name} is not open (status ${now.status})`, fix: advice };
      }),
    );
  }
  return checks;
}

function noPeriod(
  seen: number,
  today: string,
  ledgerId: string,
  applicationId: string,
): { detail: string; fix: string } {
  return {
    detail: `no period of ${today} among ${seen} of ledger ${ledgerId}, application ${applicationId}`,
    fix: 'check business.ledgerId and the application ids under periods',
  };
}

const inventoryCheck = (caller: Caller, { organizations = [] }: FusionNeeds): Promise<PingCheck> => {
  const name = 'inventory';
  const fix =
    'give the Fusion user an inventory role (to manage inventory transactions) and data access to the organisations';
  return guarded(name, { Config: fix }, async () => {
    const seen = (await findOrganizations(caller)).map((organization) => organization.name);
    const missing = organizations.filter((wanted) => !seen.includes(wanted));
    if (missing.length > 0) {
      const detail = `not seen: ${missing.join(', ')}; seen: ${listed(seen)}`;
      return { name, state: 'fail', detail, fix: `${fix}; check the names under warehouses` };
    }
    if (seen.length > 0) return { name, state: 'ok', detail: `organisations: ${listed(seen)}` };
    return { name, state: 'warn', detail: 'the Fusion user sees no inventory organisation', fix };
  });
};

const listed = (names: string[]): string =>
  names.length === 0
    ? 'none'
    : names.slice(0, SHOWN).join(', ') + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '');

/** By the date of an answer, whole seconds. */
function clockCheck({ headers }: Answer, oursMs: number): PingCheck[] {
  const theirs = Date.parse(headers.date ?? '');
  if (Number.isNaN(theirs)) return [];
  const seconds = Math.round((oursMs - theirs) / 1_000);
  const size = Math.abs(seconds);
  const detail = `${size} s ${seconds < 0 ? 'behind' : 'ahead of'} Fusion`;
  if (size <= SKEW_WARN_S) return [{ name: 'clock', state: 'ok', detail }];
  const fix = 'set this machine’s clock (NTP): signed assertions and accounting days depend on it';
  return [{ name: 'clock', state: size > SKEW_FAIL_S ? 'fail' : 'warn', detail, fix }];
}

/** Turns whatever a check throws into a failed line of the report; `fixes` go before the general ones. */
async function guarded(
  name: string,
  fixes: Partial<Record<FailureType, string>>,
  run: () => Promise<PingCheck>,
): Promise<PingCheck> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ConnectorError)) return { name, state: 'fail', detail: `could not be checked: ${error}` };
    const fix = fixes[error.type] ?? FIXES[error.type];
    return { name, state: 'fail', detail: error.message, ...(fix === undefined ? {} : { fix }) };
  }
}
