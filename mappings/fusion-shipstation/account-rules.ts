/**
 * Which account something is booked to, by the rules of the connection's file.
 * The trap: the most exact rule wins, not the first one: product before store before warehouse; an exact SKU before one
 * with a star.
 */
import type { AccountRule } from '../../settings/fusion-common.ts';
import { normaliseSku } from '../shared/sku.ts';

export type Booked = { sku?: string; storeId?: string; warehouseId?: string };

/** The account of the most exact rule that fits, else the general one; undefined when there is none. */
export function accountOf(booked: Booked, rules: readonly AccountRule[], general?: string): string | undefined {
  const fitting = rules.filter((rule) => fits(rule, booked));
  const [best] = fitting.sort((a, b) => exactness(b) - exactness(a));
  return best?.account ?? general;
}

/** Fills `{costCenter}` in; undefined when the account wants one and there is none. */
export function withCostCenter(account: string, costCenter: string | undefined): string | undefined {
  if (!account.includes('{costCenter}')) return account;
  return costCenter === undefined ? undefined : account.replaceAll('{costCenter}', costCenter);
}

function fits(rule: AccountRule, { sku, storeId, warehouseId }: Booked): boolean {
  if (rule.store !== undefined && rule.store !== storeId) return false;
  if (rule.warehouse !== undefined && rule.warehouse !== warehouseId) return false;
  return rule.sku === undefined || (sku !== undefined && fitsSku(rule.sku, sku));
}

function fitsSku(pattern: string, sku: string): boolean {
  const [wanted, given] = [normaliseSku(pattern), normaliseSku(sku)];
  return wanted.endsWith('*') ? given.startsWith(wanted.slice(0, -1)) : wanted === given;
}

/** Product counts more than store and warehouse together; of two stars the longer one. */
function exactness({ sku, store, warehouse }: AccountRule): number {
  const product = sku === undefined ? 0 : sku.endsWith('*') ? 10 + Math.min(sku.length, 50) : 100;
  return product + (store === undefined ? 0 : 4) + (warehouse === undefined ? 0 : 2);
}
