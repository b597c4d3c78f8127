// Fault rules by operation as well as by path: {"kind": "drop-after", "operation": "receivablesInvoices.create", "times": 1}.
// Trap: the operation is matched behind the path, as #receivablesInvoices.create; a rule has either `operation` or `path`.
import { type FaultRule, parseFaultRule } from '../../shared/faults.ts';

export type FusionFault = FaultRule & { operation?: string };

/** The token endpoint of the identity domain, besides the operations of the API. */
export const TOKEN_OPERATION = 'oauth.token';

/** The shared rule for one of ours. */
export function asFaultRule(rule: FusionFault): FaultRule {
  const { operation, ...rest } = rule;
  if (operation === undefined) return rest;
  return { ...rest, path: `#${operation.replaceAll('.', '\\.').replaceAll('*', '.*')}$` };
}

/** Checks a rule that came from outside; throws an Error that says what is wrong. */
export function parseFusionFault(value: unknown): FaultRule {
  const operation = (value as { operation?: unknown } | null)?.operation;
  if (operation !== undefined && typeof operation !== 'string')
    throw new Error('operation is a name, e.g. receivablesInvoices.create');
  return asFaultRule(parseFaultRule(value));
}
