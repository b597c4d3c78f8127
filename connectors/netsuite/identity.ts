/**
 * Whom the account knows us as: role and entity from the access token where it is a readable JWT.
 * The trap: the token's shape is NetSuite's own affair; when nothing can be read, the end of the client id must do.
 */
import { decodeJwt } from 'jose';
import type { NetSuiteCredentials } from './types.ts';

/** Words for a person; never a token or a whole key. */
export function identityOf(credentials: NetSuiteCredentials, authorization: string): string {
  if (credentials.kind === 'tba') return `token …${credentials.tokenId.slice(-4)} of token-based authentication`;
  const known = roleAndEntity(authorization.replace(/^Bearer /, ''));
  return known ?? `client id …${credentials.clientId.slice(-4)}`;
}

/** The subject is written `role;entity`. */
function roleAndEntity(token: string): string | undefined {
  try {
    const claims = decodeJwt(token);
    const [role, entity] = (claims.sub ?? '').split(';');
    const words = [
      named('role', claims.role ?? (entity === undefined ? undefined : role)),
      named('entity', claims.entity ?? entity),
    ];
    const known = words.filter((word) => word !== undefined);
    if (known.length > 0) return known.join(', ');
    return claims.sub === undefined || claims.sub === '' ? undefined : `subject ${claims.sub}`;
  } catch {
    return undefined;
  }
}

function named(what: string, value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? `${what} ${value}` : undefined;
}
