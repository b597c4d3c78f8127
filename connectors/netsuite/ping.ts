/**
 * The connect-time checks: sign-in, clock, concurrency, what the role may see, Pick Pack and Ship, certificate.
 * The trap: a missing permission often shows as no rows at all, so an empty table is a warning, not a success.
 */
import type { PingCheck, PingReport } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import type { Authorizer } from './auth.ts';
import { checkCertificate } from './certificate.ts';
import { identityOf } from './identity.ts';
import {
  checkClock,
  checkConcurrency,
  checkPickPackShip,
  checkTable,
  type PingNeed,
  tablesFor,
} from './ping-checks.ts';
import type { Session } from './session.ts';
import type { NetSuiteCredentials } from './types.ts';

export type PingContext = {
  session: Session;
  authorizer: Authorizer;
  credentials: NetSuiteCredentials;
  now: () => Date;
};

/** Reads only; never throws. Without a sign-in the other checks are left out. */
export async function ping(context: PingContext, needs: PingNeed[] = []): Promise<PingReport> {
  const { session, now } = context;
  const signIn = await guarded('sign-in', () => checkSignIn(context));
  const checks = [signIn];
  if (signIn.state !== 'fail') {
    checks.push(await guarded('clock', () => checkClock(session, now)));
    checks.push(await guarded('concurrency', () => checkConcurrency(session)));
    for (const table of tablesFor(session, needs))
      checks.push(await guarded(`read ${table.name}`, () => checkTable(session, table)));
    checks.push(await guarded('pick-pack-ship', () => checkPickPackShip(session)));
  }
  const certificate = checkCertificate(session.settings, context.credentials, now());
  return { system: 'netsuite', checks: certificate === undefined ? checks : [...checks, certificate] };
}

async function checkSignIn({ session, authorizer, credentials }: PingContext): Promise<PingCheck> {
  const path = '/services/rest/system/v1/serverTime';
  await session.send({ method: 'GET', path });
  const header = await authorizer.header({ method: 'GET', url: session.settings.baseUrl + path });
  return {
    name: 'sign-in',
    state: 'ok',
    detail: `account ${session.settings.account}, ${identityOf(credentials, header)}`,
  };
}

/** Turns whatever a check throws into a failed line of the report. */
async function guarded(name: string, run: () => Promise<PingCheck>): Promise<PingCheck> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ConnectorError)) return { name, state: 'fail', detail: `Could not be checked: ${error}` };
    return { name, state: 'fail', detail: error.message, ...fixOf(error) };
  }
}

function fixOf(error: ConnectorError): { fix?: string } {
  if (error.type === 'Auth') {
    return {
      fix: 'Check client id, certificate id and key, the M2M mapping (entity, role) and the Login Audit Trail; after a sandbox refresh map the certificate again.',
    };
  }
  if (error.type === 'Unavailable') return { fix: 'Check account and baseUrl, the network, and status.netsuite.com.' };
  return {};
}
