/**
 * What happens to our app in the shop: it is taken out, or its rights change.
 * The trap: an old "uninstalled" may arrive again after the app is back; the watch over the parked connection then finds it
 * well and sets it going.
 */
import { Context } from '@temporalio/activity';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';
import { parkConnection } from '../failures.ts';
import { entryFor } from '../ledger-entries.ts';

const SCOPE = { sync: 'guard', recordKey: '-' };

/** Parks the connection: every call would be refused from now on. */
export async function noteUninstalled(deps: ActivityDeps, connection: string): Promise<void> {
  const reason =
    'the app was taken out of the shop (app/uninstalled); install it again and set its credentials with ' +
    `\`ml-connector credentials set ${connection} shopify\``;
  await parkConnection(deps, connection, { system: 'shopify', failureType: 'Auth', reason });
}

/** Looks at once whether the rights that are left are enough, and tells. */
export async function noteScopes(deps: ActivityDeps, open: OpenConnection): Promise<void> {
  const { checks } = await (await open.shopify()).ping();
  const failed = checks.filter(({ state }) => state === 'fail');
  const words = failed.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
  const entry = entryFor(Context.current(), { ...SCOPE, connection: open.row.id }, deps.now(), {
    kind: 'action',
    outcome: failed.length === 0 ? 'ok' : 'failed',
    step: 'app/scopes_update',
    system: 'shopify',
    summary:
      failed.length === 0 ? 'the app’s rights in the shop changed; they suffice' : `the app’s rights changed: ${words}`,
  });
  await deps.store.ledger.append([entry]);
}
