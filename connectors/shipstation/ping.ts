/**
 * What `ping` prints about ShipStation: reachable, signed in, stores, clock, budgets. Read-only calls, never throws.
 * The trap: of a key only its last four characters may be shown, and of a short one none.
 */
import type { HttpResponse } from '../http/client.ts';
import type { PingCheck, PingReport } from '../http/contract.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { v1Stores } from './schemas-v1.ts';
import { v2Webhooks } from './schemas-v2.ts';
import type { RateBudget, ShipStationCredentials } from './types.ts';

export type PingParts = {
  v1: Caller;
  v2?: Caller;
  credentials: ShipStationCredentials;
  storeIds: readonly string[];
  budgets: () => Promise<{ v1?: RateBudget; v2?: RateBudget }>;
  now: () => Date;
};

const FIXES: Partial<Record<FailureType, string>> = {
  Auth: 'take the keys from Settings > Account > API Settings; V1 has a key and a secret, V2 a single key of its own',
  Config: 'V2 needs a Standard or Premium plan; check the address and the rights of the user who made the key',
  RateLimited: 'wait for the next window, or let fewer tools share this key',
  Unavailable: 'check the address, the network and ShipStation’s status page',
};
const SKEW_WARN_MS = 30_000;
/** Signed webhooks older or newer than this are refused. */
const SKEW_FAIL_MS = 300_000;
const SHOWN_STORES = 5;

/** One line per check. */
export async function pingShipStation(parts: PingParts): Promise<PingReport> {
  const checks = [...(await v1Checks(parts)), ...(await v2Checks(parts))];
  return { system: 'shipstation', checks };
}

async function v1Checks(parts: PingParts): Promise<PingCheck[]> {
  const key = lastFour(parts.credentials.v1.apiKey);
  try {
    const response = await parts.v1.send({ method: 'GET', path: '/stores' });
    return [
      { name: 'V1 sign-in', state: 'ok', detail: `signed in with the key ending ${key}` },
      storesCheck(response.body, parts.storeIds),
      ...clockCheck(response, parts.now()),
      ...budgetCheck('V1', (await parts.budgets()).v1),
    ];
  } catch (error) {
    return [failed('V1 sign-in', `key ending ${key}`, error), ...budgetCheck('V1', (await parts.budgets()).v1)];
  }
}

async function v2Checks(parts: PingParts): Promise<PingCheck[]> {
  if (!parts.v2) return [{ name: 'V2 sign-in', state: 'ok', detail: 'no V2 key is set; V2 is not used' }];
  const key = lastFour(parts.credentials.v2?.apiKey ?? '');
  try {
    const hooks = await parts.v2.read(v2Webhooks, { method: 'GET', path: '/v2/environment/webhooks' });
    const detail = `signed in with the key ending ${key}; ${hooks.length} webhooks`;
    return [{ name: 'V2 sign-in', state: 'ok', detail }, ...budgetCheck('V2', (await parts.budgets()).v2)];
  } catch (error) {
    return [failed('V2 sign-in', `key ending ${key}`, error)];
  }
}

function storesCheck(body: unknown, wanted: readonly string[]): PingCheck {
  const read = v1Stores.safeParse(body);
  if (!read.success) return { name: 'stores', state: 'warn', detail: 'the list of stores has another shape' };
  const missing = wanted.filter((id) => !read.data.some((store) => store.storeId === id));
  if (missing.length > 0) {
    const known = read.data.map((store) => `${store.storeId} ${store.storeName ?? ''}`.trim()).join(', ');
    const detail = `not in this account: ${missing.join(', ')}`;
    return { name: 'stores', state: 'fail', detail, fix: `set storeIds to some of: ${known || 'none'}` };
  }
  const names = read.data.slice(0, SHOWN_STORES).map((store) => store.storeName ?? store.storeId);
  const rest = read.data.length > SHOWN_STORES ? ', …' : '';
  return { name: 'stores', state: 'ok', detail: `${read.data.length} stores: ${names.join(', ')}${rest}` };
}

function clockCheck(response: HttpResponse, now: Date): PingCheck[] {
  const theirs = Date.parse(response.headers.date ?? '');
  if (Number.isNaN(theirs)) return [];
  const skewMs = Math.abs(now.getTime() - theirs);
  const detail = `${Math.round(skewMs / 1_000)} s apart`;
  if (skewMs <= SKEW_WARN_MS) return [{ name: 'clock', state: 'ok', detail }];
  const state = skewMs > SKEW_FAIL_MS ? 'fail' : 'warn';
  return [
    { name: 'clock', state, detail, fix: 'set this machine’s clock by NTP; signed webhooks are refused at 300 s' },
  ];
}

function budgetCheck(api: string, budget: RateBudget | undefined): PingCheck[] {
  if (!budget) return [];
  const detail = `${budget.remaining} of ${budget.limit} calls left until ${budget.resetAt}`;
  return [{ name: `${api} budget`, state: budget.remaining > 0 ? 'ok' : 'warn', detail }];
}

function failed(name: string, what: string, error: unknown): PingCheck {
  const known = error instanceof ConnectorError ? error : undefined;
  const state = known?.type === 'RateLimited' ? 'warn' : 'fail';
  const detail = `${what}: ${known?.message ?? 'unexpected failure'}`;
  const fix = known && FIXES[known.type];
  return { name, state, detail, ...(fix === undefined ? {} : { fix }) };
}

const lastFour = (key: string): string => (key.length >= 12 ? `…${key.slice(-4)}` : '(too short to show)');
