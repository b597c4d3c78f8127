/**
 * What `ping` prints about ShipBob: sign-in, channel, scopes, token, clock, budget. One read, never throws.
 * The trap: reading works without the right channel; only a write would show that it may not write there.
 */
import { z } from 'zod';
import type { HttpResponse } from '../http/client.ts';
import type { PingCheck, PingReport } from '../http/contract.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import type { Authorizer } from './auth.ts';
import type { Caller } from './call.ts';
import { mayWrite } from './places.ts';
import { channel } from './schemas-places.ts';
import type { ResolvedShipBobSettings } from './settings.ts';
import type { Budget } from './shared-budget.ts';
import type { Channel } from './types.ts';
import { rows } from './values.ts';

export type PingParts = {
  caller: Caller;
  settings: ResolvedShipBobSettings;
  authorizer: Authorizer;
  budget: Budget;
  now: () => Date;
};

const FIXES: Partial<Record<FailureType, string>> = {
  Auth: 'run `connections authorize` again, or make a new token (Integrations > API Tokens) and `credentials set` it',
  Config: 'check shipbob.baseUrl, apiVersion and environment, and the scopes of the token',
  RateLimited: 'wait a minute, or let less other work share this token',
  Unavailable: 'check the address, the network and ShipBob’s status page',
};
const SKEW_WARN_MS = 30_000;
/** Signed webhooks older or newer than this are refused. */
const SKEW_FAIL_MS = 300_000;
const REFRESH_WARN_MS = 7 * 24 * 3_600_000;
const SHOWN = 8;
/** Scopes of the sign-in itself; channels do not list them. */
const SIGN_IN_SCOPES = new Set(['openid', 'profile', 'offline_access']);

/** One line per check; without a sign-in only that, the token and the budget. */
export async function pingShipBob(parts: PingParts): Promise<PingReport> {
  const { caller, settings, now } = parts;
  const schema = z.object({ items: rows(channel) });
  try {
    const query = { RecordsPerPage: '250' };
    const startedMs = now().getTime();
    const { data, headers } = await caller.page(schema, { method: 'GET', path: '/channel', query, collection: true });
    const oursMs = (startedMs + now().getTime()) / 2;
    return {
      system: 'shipbob',
      checks: [
        signedIn(data.items, settings),
        channelCheck(data.items, settings.channelId),
        scopesCheck(data.items, parts),
        ...tokenCheck(parts),
        ...clockCheck(headers, oursMs),
        ...(await budgetCheck(parts)),
      ],
    };
  } catch (error) {
    return { system: 'shipbob', checks: [failed(error), ...tokenCheck(parts), ...(await budgetCheck(parts))] };
  }
}

function signedIn(channels: readonly Channel[], { apiVersion, environment }: ResolvedShipBobSettings): PingCheck {
  const detail = `signed in, ${environment}, version ${apiVersion}; channels: ${nameAll(channels) || 'none'}`;
  return { name: 'sign-in', state: 'ok', detail };
}

function channelCheck(channels: readonly Channel[], wanted: string | undefined): PingCheck {
  const name = 'channel';
  const writable = channels.filter(mayWrite);
  const fix = `set shipbob.channelId to one of: ${nameAll(writable) || 'none may write'}`;
  if (wanted === undefined) return { name, state: 'warn', detail: 'no channelId is set: nothing can be written', fix };
  const found = channels.find(({ id }) => id === wanted);
  if (found === undefined) return { name, state: 'fail', detail: `there is no channel ${wanted}`, fix };
  if (!mayWrite(found)) return { name, state: 'fail', detail: `channel ${nameOf(found)} may not be written to`, fix };
  return { name, state: 'ok', detail: `writes to ${nameOf(found)}` };
}

function scopesCheck(channels: readonly Channel[], { settings, authorizer }: PingParts): PingCheck {
  const name = 'scopes';
  const own = channels.find(({ id }) => id === settings.channelId);
  const granted = new Set([...(own === undefined ? channels : [own]).flatMap(({ scopes }) => scopes)]);
  for (const scope of authorizer.state().scopes ?? []) granted.add(scope);
  const wanted = settings.scopes.filter((scope) => !SIGN_IN_SCOPES.has(scope));
  const missing = wanted.filter((scope) => !granted.has(scope));
  if (missing.length === 0) return { name, state: 'ok', detail: `all ${wanted.length} needed ones are granted` };
  return {
    name,
    state: 'warn',
    detail: `not told as granted: ${missing.join(', ')}`,
    fix: 'make a new token or authorise again with these scopes; older tokens lack billing_read',
  };
}

function tokenCheck({ authorizer, now }: PingParts): PingCheck[] {
  const { renews, expiresAt, refreshExpiresAt } = authorizer.state();
  const name = 'token';
  if (!renews) return [{ name, state: 'ok', detail: 'a personal token, does not end' }];
  const access = expiresAt === undefined ? 'its end is not known' : `ends at ${expiresAt}, renewed by itself`;
  if (refreshExpiresAt === undefined) return [{ name, state: 'ok', detail: access }];
  const detail = `${access}; the grant ends at ${refreshExpiresAt} if unused`;
  const leftMs = Date.parse(refreshExpiresAt) - now().getTime();
  if (leftMs > REFRESH_WARN_MS) return [{ name, state: 'ok', detail }];
  return [{ name, state: 'warn', detail, fix: 'let the worker run, or run `connections authorize` again' }];
}

function clockCheck(headers: HttpResponse['headers'], oursMs: number): PingCheck[] {
  const theirs = Date.parse(headers.date ?? '');
  if (Number.isNaN(theirs)) return [];
  const skewMs = Math.abs(oursMs - theirs);
  const detail = `${Math.round(skewMs / 1_000)} s apart`;
  if (skewMs <= SKEW_WARN_MS) return [{ name: 'clock', state: 'ok', detail }];
  const state = skewMs > SKEW_FAIL_MS ? 'fail' : 'warn';
  return [{ name: 'clock', state, detail, fix: 'set this machine’s clock by NTP; webhooks are refused at 300 s' }];
}

async function budgetCheck({ budget, now }: PingParts): Promise<PingCheck[]> {
  const told = await budget.snapshot(now().getTime()).catch(() => undefined);
  if (told === undefined) return [];
  const detail = `${told.remaining} of ${told.limit} calls left in this minute`;
  return [{ name: 'budget', state: told.remaining > 0 ? 'ok' : 'warn', detail }];
}

function failed(error: unknown): PingCheck {
  const known = error instanceof ConnectorError ? error : undefined;
  const fix = known && FIXES[known.type];
  return {
    name: 'sign-in',
    state: known?.type === 'RateLimited' ? 'warn' : 'fail',
    detail: known?.message ?? `unexpected failure: ${String(error)}`,
    ...(fix === undefined ? {} : { fix }),
  };
}

const nameOf = ({ id, name, application }: Channel): string =>
  `${id} ${name}${application === undefined ? '' : ` (${application})`}`;

const nameAll = (channels: readonly Channel[]): string =>
  channels.slice(0, SHOWN).map(nameOf).join(', ') + (channels.length > SHOWN ? ', …' : '');
