/**
 * Whether an order that is not in NetSuite yet goes there now: test, POS, draft, risky, unpaid, cancelled orders, and the
 * hold window. The trap: once it is in NetSuite none of this is asked again, its life goes on whatever it is called.
 */
import { isZero } from '../../shared/money.ts';
import type { OrderPlanInput, Problem } from './types.ts';

export type Verdict =
  | { kind: 'go' }
  | { kind: 'skip'; why: string }
  | { kind: 'wait'; problem: Problem }
  | { kind: 'hold'; until: string };

type Policy = 'skip' | 'import' | 'wait';

export function verdictOf(input: OrderPlanInput): Verdict {
  const { order, settings } = input;
  const kinds: [boolean, Policy, string, string][] = [
    [order.test, settings.test, 'test', 'a test order'],
    [order.sourceName === 'pos', settings.pos, 'pos', 'an order of Shopify POS'],
    [order.sourceName === 'shopify_draft_order', settings.draft, 'draft', 'an order made from a draft'],
  ];
  for (const [applies, policy, name, what] of kinds) {
    if (applies && policy === 'skip') return { kind: 'skip', why: `${order.name} is ${what} (${name}: skip)` };
    if (applies && policy === 'wait') return waits(order.name, name, what);
  }
  return cancelled(input) ?? risky(input) ?? unpaid(input) ?? held(input) ?? { kind: 'go' };
}

const waits = (order: string, setting: string, what: string): Verdict => ({
  kind: 'wait',
  problem: {
    cause: `policy-${setting}`,
    reason: `${order} is ${what}, and such orders wait (${setting}: wait); skip it, or change the setting`,
  },
});

function cancelled(input: OrderPlanInput): Verdict | undefined {
  const { order, settings } = input;
  if (order.cancelledAt === undefined || settings.cancelledBefore === 'import') return undefined;
  const problem = moneyKept(input, `${order.name} was cancelled before it was posted`);
  if (problem !== undefined) return { kind: 'wait', problem };
  return { kind: 'skip', why: `${order.name} was cancelled before it was posted, and no money of it was kept` };
}

/** What is not posted must not keep money either: it waits for the refund. `what` is the beginning of the sentence. */
export function moneyKept({ order, settings }: OrderPlanInput, what: string): Problem | undefined {
  const kept = order.totals.netPayment[settings.currency.use];
  if (isZero(kept)) return undefined;
  const hint = order.cancelledAt === undefined ? '' : ' (or set cancelledBefore: import)';
  const currency = order.currencies[settings.currency.use];
  const reason = kept.startsWith('-')
    ? `${what}, but ${kept.slice(1)} ${currency} more were given back than were paid; post that by hand and skip this record`
    : `${what}, but ${kept} ${currency} of its payment were not given back yet; it waits for the refund${hint}`;
  return { cause: 'cancelled-with-money', reason };
}

function risky({ order, settings }: OrderPlanInput): Verdict | undefined {
  const risk = order.risk;
  if (risk === undefined || settings.highRisk === 'import') return undefined;
  const isRisky = ['CANCEL', 'INVESTIGATE'].includes(risk.recommendation) || risk.levels.includes('HIGH');
  if (!isRisky) return undefined;
  if (settings.highRisk === 'skip') return { kind: 'skip', why: `${order.name} is called risky (highRisk: skip)` };
  return {
    kind: 'wait',
    problem: {
      cause: 'policy-highRisk',
      reason: `${order.name} is called risky in Shopify (${risk.recommendation}); decide there, or set highRisk: import`,
    },
  };
}

const SETTLED = ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'];

function unpaid({ order, settings }: OrderPlanInput): Verdict | undefined {
  const status = order.financialStatus ?? 'none';
  if (SETTLED.includes(status) || isZero(order.totals.total[settings.currency.use])) return undefined;
  if (order.cancelledAt !== undefined) return undefined;
  const onTerms = order.paymentTerms !== undefined;
  const policy = onTerms ? settings.onTerms : status === 'AUTHORIZED' ? settings.authorized : settings.unpaid;
  if (policy === 'import') return undefined;
  const setting = onTerms ? 'onTerms' : status === 'AUTHORIZED' ? 'authorized' : 'unpaid';
  const state = status.toLowerCase().replaceAll('_', ' ');
  return {
    kind: 'wait',
    problem: {
      cause: 'not-paid',
      reason: `${order.name} is not paid yet (${state}); it is posted when it is paid, or now with ${setting}: import`,
    },
  };
}

function held({ order, settings, now }: OrderPlanInput): Verdict | undefined {
  const until = Date.parse(order.createdAt) + settings.holdMinutes * 60_000;
  return Date.parse(now) < until ? { kind: 'hold', until: new Date(until).toISOString() } : undefined;
}
