/** Values of match rules, and the choice among what they found. The trap: several candidates are never decided here. */
import type { Match, Problem } from './types.ts';

export type ValueRule = {
  netsuite: string;
  prefix?: string | undefined;
  stripPrefix?: string | undefined;
  pattern?: string | undefined;
};

/** What NetSuite's field must hold; undefined when the rule says nothing of this value. */
export function ruleValue(raw: string | undefined, rule: ValueRule): string | undefined {
  const text = raw?.trim() ?? '';
  if (text === '') return undefined;
  const { prefix = '', stripPrefix, pattern } = rule;
  const bare = stripPrefix !== undefined && text.startsWith(stripPrefix) ? text.slice(stripPrefix.length) : text;
  const part = pattern === undefined ? bare : new RegExp(`^(?:${pattern})$`).exec(bare)?.[1];
  if (part === undefined || part === '') return undefined;
  const value = `${prefix}${part}`;
  // NetSuite's internal ids are numbers; anything else would be a fault of the query, not a miss.
  return rule.netsuite === 'id' && !/^\d+$/.test(value) ? undefined : value;
}

/** What keeps the record from being matched to exactly one; undefined when it is. */
export function matchProblem(match: Match, what: string, kind: string): Problem | undefined {
  const { candidates, tried } = match;
  if (candidates.length === 1) return undefined;
  if (candidates.length > 1) {
    const names = candidates.map((one) => `${one.tranId} (id ${one.id})`).join(', ');
    return {
      cause: 'order-ambiguous',
      reason: `${what} fits ${candidates.length} ${kind}s: ${names}; make one of them fit, or add a narrower match rule`,
    };
  }
  const looked = tried.length > 0 ? `looked for ${tried.join(', ')}` : 'it names none';
  return {
    cause: 'order-not-found',
    reason: `no ${kind} for ${what} (${looked}); create it in NetSuite, or correct the match rules`,
  };
}

/** The earlier candidates, unless exactly one of them was found again. */
export function narrowed<T extends { id: string }>(found: T[], earlier: T[]): T[] {
  if (earlier.length === 0) return found;
  const among = earlier.filter((one) => found.some((other) => other.id === one.id));
  return among.length === 1 ? among : earlier;
}
