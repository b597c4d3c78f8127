// Which fields a token may read or write, from the access texts of the vendor's own schema.
// Trap: the text lists alternatives in backticks before "Also:"; what follows it is prose, not a scope.
import { GraphQLError, type GraphQLNamedType, type GraphQLResolveInfo } from 'graphql';
import type { BehaviourSettings } from '../options.ts';
import type { AdminSchema } from './load.ts';

const parsed = new Map<string, string[]>();

/** Scopes of which one is enough; empty = no scope is asked for. */
export function scopesOf(text: string): string[] {
  const known = parsed.get(text);
  if (known) return known;
  const before = text.split('Also:')[0] ?? '';
  const scopes = [...before.matchAll(/`([a-z_]+)` access scope/g)].map((match) => match[1] ?? '');
  parsed.set(text, scopes);
  return scopes;
}

function grants(owned: ReadonlySet<string>, scope: string): boolean {
  if (owned.has(scope)) return true;
  if (scope.startsWith('read_')) return owned.has(`write_${scope.slice('read_'.length)}`);
  return owned.has(`write_${scope}`);
}

/** True when the token's scopes satisfy an access text. */
export function allowed(owned: ReadonlySet<string>, text: string | null | undefined): boolean {
  const scopes = text ? scopesOf(text) : [];
  return scopes.length === 0 || scopes.some((scope) => grants(owned, scope));
}

const PROTECTED_TYPES = new Set(['Customer']);

function denied(info: GraphQLResolveInfo, required: string): GraphQLError {
  const documentation = 'https://shopify.dev/api/usage/access-scopes';
  const message = `Access denied for ${info.fieldName} field. Required access: ${required}`;
  return new GraphQLError(message, {
    nodes: info.fieldNodes,
    extensions: { code: 'ACCESS_DENIED', documentation, requiredAccess: required },
  });
}

const unapproved = (info: GraphQLResolveInfo, what: string) =>
  new GraphQLError(
    `This app is not approved to ${what}. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`,
    { nodes: info.fieldNodes, extensions: { code: 'ACCESS_DENIED' } },
  );

/** Throws the vendor's refusal when the token may not see a field. */
export function checkAccess(
  access: AdminSchema,
  owned: ReadonlySet<string>,
  customerData: BehaviourSettings['customerData'],
  info: GraphQLResolveInfo,
  returns: GraphQLNamedType,
): void {
  const rule = access.fieldAccess.get(`${info.parentType.name}.${info.fieldName}`);
  const required = rule?.requiredAccess ?? access.typeAccess.get(returns.name);
  if (required && !allowed(owned, required)) throw denied(info, required);
  if (customerData === 'all') return;
  if (customerData === 'none' && PROTECTED_TYPES.has(returns.name))
    throw unapproved(info, `access the ${returns.name} object`);
  if (rule?.protectedContent) throw unapproved(info, `use the ${rule.protectedContent} field`);
}
