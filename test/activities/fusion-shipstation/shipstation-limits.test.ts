/** Every connection of the pair gets the limited connector from the registry, whoever asks for it. */
import { expect, test } from '@jest/globals';
import { createConnectionRegistry } from '../../../activities/connection-registry.ts';
import type { ShipStation } from '../../../connectors/shipstation/contract.ts';
import type { Store } from '../../../store/contract.ts';
import type { Vault } from '../../../vault/contract.ts';

const file = (pair: string) =>
  JSON.stringify({
    id: 'acme',
    pair,
    timeZone: 'UTC',
    ...(pair === 'fusion-shipstation'
      ? {
          fusion: { baseUrl: 'https://pod.example', identityUrl: 'https://id.example', scope: 's' },
          business: { businessUnit: 'BU' },
        }
      : { netsuite: { account: '1' } }),
  });

async function openFor(pair: string) {
  const credentials = JSON.stringify({ v1: { apiKey: 'k', apiSecret: 's' } });
  const store = {
    connections: { get: () => Promise.resolve({ id: 'acme', revision: 1, settings: file(pair) }) },
    secrets: { get: () => Promise.resolve({ sealed: credentials }) },
    shared: { get: () => Promise.resolve(undefined) },
  };
  const registry = createConnectionRegistry(
    store as unknown as Store,
    { open: (text: string) => text } as unknown as Vault,
  );
  return registry.get('acme');
}

const LEVEL = { sku: 'A', locationId: '1', onHand: 1, reason: 'r', note: 'n' };

test('by its own name and by the system’s, stock cannot be set where the books are in Fusion', async () => {
  const open = await openFor('fusion-shipstation');
  for (const api of [await open.shipStation(), await open.api('shipstation')]) {
    await expect((api as ShipStation).setOnHand(LEVEL)).rejects.toMatchObject({
      type: 'Config',
      code: 'WRITE_NOT_ALLOWED',
    });
  }
});

test('the connector of another pair is not limited', async () => {
  const api = (await (await openFor('netsuite-shipstation')).shipStation()) as ShipStation;
  // Without a V2 key the real method says so; the limited one would not get that far.
  await expect(api.setOnHand(LEVEL)).rejects.toMatchObject({ message: expect.stringContaining('V2 API key') });
});
