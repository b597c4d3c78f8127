/**
 * What `ping` prints about Shopify: sign-in, shop, scopes, version, clock, bucket, token. One read, never throws.
 * The trap: being signed in says nothing about scopes; a missing one shows only when the field is asked for.
 */
import type { PingCheck, PingReport } from '../http/contract.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import type { Authorizer } from './auth.ts';
import type { CostBucket } from './budget.ts';
import type { Caller } from './call.ts';
import type { ResolvedShopifySettings } from './settings.ts';
import { missingScopes, readShop } from './shop.ts';
import type { ShopInfo } from './types.ts';

export type PingParts = {
  caller: Caller;
  settings: ResolvedShopifySettings;
  authorizer: Authorizer;
  bucket: CostBucket;
  now: () => Date;
};

const FIXES: Partial<Record<FailureType, string>> = {
  Auth: 'install or authorise the app in the shop again and set the new credentials',
  Config: 'check shop and baseUrl, that the shop is open, and the access scopes of the app',
  RateLimited: 'wait a little, or let less other work share this app',
  Unavailable: 'check the address, the network and shopifystatus.com',
};
const SKEW_WARN_MS = 30_000;
const TOKEN_WARN_MS = 24 * 3_600_000;

/** One line per check; without a sign-in only that and the bucket. */
export async function pingShopify(parts: PingParts): Promise<PingReport> {
  const { caller, settings, now } = parts;
  try {
    const before = now().getTime();
    const shop = await readShop(caller);
    const oursMs = (before + now().getTime()) / 2;
    return {
      system: 'shopify',
      checks: [
        { name: 'sign-in', state: 'ok', detail: `${shop.name} (${shop.domain}), plan ${shop.plan}` },
        shopCheck(shop, settings),
        ...scopeChecks(shop, settings),
        versionCheck(shop, settings),
        ...clockCheck(shop.date, oursMs),
        ...bucketCheck(parts),
        ...tokenCheck(parts),
      ],
    };
  } catch (error) {
    return { system: 'shopify', checks: [failed(error), ...bucketCheck(parts)] };
  }
}

function shopCheck(shop: ShopInfo, settings: ResolvedShopifySettings): PingCheck {
  const detail = `${shop.currency}, ${shop.timeZone}, prices ${shop.taxesIncluded ? 'with' : 'without'} tax`;
  if (shop.domain.toLowerCase() === settings.shop) return { name: 'shop', state: 'ok', detail };
  const fix = 'the token or baseUrl belongs to another shop: correct shop, baseUrl or the credentials';
  return { name: 'shop', state: 'fail', detail: `this is ${shop.domain}, not ${settings.shop}`, fix };
}

function scopeChecks(shop: ShopInfo, settings: ResolvedShopifySettings): PingCheck[] {
  const missing = missingScopes(settings.scopes, shop.scopes);
  const scopes: PingCheck =
    missing.length === 0
      ? { name: 'scopes', state: 'ok', detail: `all ${settings.scopes.length} needed ones are granted` }
      : {
          name: 'scopes',
          state: 'fail',
          detail: `missing: ${missing.join(', ')}`,
          fix: 'add them to the app’s access scopes and have the shop approve the change',
        };
  if (shop.scopes.includes('read_all_orders')) {
    return [scopes, { name: 'older orders', state: 'ok', detail: 'orders of any age are visible' }];
  }
  const detail = 'without read_all_orders only the orders of the last 60 days are visible';
  const fix = 'ask for the scope read_all_orders if older orders are to be refunded, shipped or filled in';
  return [scopes, { name: 'older orders', state: settings.allOrders ? 'fail' : 'warn', detail, fix }];
}

function versionCheck(shop: ShopInfo, settings: ResolvedShopifySettings): PingCheck {
  const name = 'API version';
  if (shop.apiVersion === undefined) return { name, state: 'warn', detail: 'the answer does not tell its version' };
  if (shop.apiVersion === settings.apiVersion) return { name, state: 'ok', detail: shop.apiVersion };
  const detail = `asked ${settings.apiVersion}, answered by ${shop.apiVersion}: Shopify no longer (or not yet) has the asked one`;
  return { name, state: 'warn', detail, fix: 'set shopify.apiVersion to a version that Shopify serves' };
}

function clockCheck(date: string | undefined, oursMs: number): PingCheck[] {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return [];
  const skewMs = Math.abs(oursMs - theirs);
  const detail = `${Math.round(skewMs / 1_000)} s apart`;
  if (skewMs <= SKEW_WARN_MS) return [{ name: 'clock', state: 'ok', detail }];
  return [{ name: 'clock', state: 'warn', detail, fix: 'set this machine’s clock by NTP; tokens and sweeps go by it' }];
}

function bucketCheck({ bucket, now }: PingParts): PingCheck[] {
  const told = bucket.snapshot(now().getTime());
  if (told === undefined) return [];
  const detail = `${told.available} of ${told.maximum} points left, ${told.restorePerSecond} come back each second`;
  return [{ name: 'cost bucket', state: told.available * 10 > told.maximum ? 'ok' : 'warn', detail }];
}

/** Renewed by itself where it can be; a warning only for one that cannot. */
function tokenCheck({ authorizer, now }: PingParts): PingCheck[] {
  const expiresAt = authorizer.expiresAt();
  if (expiresAt === undefined)
    return [{ name: 'token', state: 'ok', detail: 'does not expire, or its end is not known yet' }];
  const leftMs = Date.parse(expiresAt) - now().getTime();
  const detail = `ends at ${expiresAt} (in ${Math.round(leftMs / 60_000)} min)${authorizer.renews ? ', renewed by itself' : ''}`;
  if (authorizer.renews || leftMs > TOKEN_WARN_MS) return [{ name: 'token', state: 'ok', detail }];
  return [
    { name: 'token', state: 'warn', detail, fix: 'use an offline token or client credentials for unattended work' },
  ];
}

function failed(error: unknown): PingCheck {
  const known = error instanceof ConnectorError ? error : undefined;
  const state = known?.type === 'RateLimited' ? 'warn' : 'fail';
  const fix = known && FIXES[known.type];
  return {
    name: 'sign-in',
    state,
    detail: known?.message ?? `unexpected failure: ${String(error)}`,
    ...(fix ? { fix } : {}),
  };
}
