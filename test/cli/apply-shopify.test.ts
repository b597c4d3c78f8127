// `connections apply` of a shop whose app lacks the scope of a topic that can be done without.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { applyWebhooks, planWebhooks } from '../../cli/apply/webhooks.ts';
import { wantedTopics } from '../../connectors/shopify/topics.ts';
import { parseStoredConnection } from '../../settings/connection.ts';
import { DEFAULT_APP, DEFAULT_TOKEN, startShopifySimulator } from '../../simulators/shopify/server.ts';
import { openStore } from '../../store/open.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';

test('without read_customer_merge every other topic is subscribed, also those after it', async () => {
  const path = join(tmpdir(), `ml-apply-shopify-${process.pid}.db`);
  const app = { ...DEFAULT_APP, scopes: ['write_orders', 'read_customers'] };
  const shop = await startShopifySimulator({ app });
  const store = await openStore({ path });
  try {
    const vault = await createVault(loadKeyRing({ masterKey: generateMasterKey() }).ring);
    const sealed = vault.seal(JSON.stringify({ kind: 'offline', accessToken: DEFAULT_TOKEN }), 'secret/acme/shopify');
    await store.secrets.put('acme', 'shopify', sealed, vault.keyIdOf(sealed));
    const connection = parseStoredConnection(
      JSON.stringify({
        id: 'acme',
        pair: 'netsuite-shopify',
        timeZone: 'UTC',
        netsuite: { account: '1' },
        shopify: { shop: 'sim-store.myshopify.com', baseUrl: shop.url },
        syncs: { shopifyOrder: {}, shopifyCustomer: {} },
      }),
    );
    if (connection.pair !== 'netsuite-shopify') throw new Error('not a shop');
    const publicUrl = 'https://hooks.example.com';
    await applyWebhooks(
      await planWebhooks({ keeper: { store, vault }, connection, publicUrl, url: `${publicUrl}/hooks/acme/token` }),
    );
    const made = [...shop.world.subscriptions.values()].map(({ topic }) => topic);
    expect(made).toEqual(wantedTopics(connection.syncs).filter((topic) => topic !== 'CUSTOMERS_MERGE'));
    expect(made).toContain('APP_UNINSTALLED');
  } finally {
    await store.close();
    await shop.close();
    await rm(path, { force: true });
  }
});
