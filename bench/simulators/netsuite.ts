/**
 * The NetSuite simulator in a process of its own: answers at once and notes when each fulfilment was written.
 * The trap: its default allows five requests in flight, as a small account does; the bench measures us, so it allows more.
 */
import { generateKeyPairSync } from 'node:crypto';
import { startNetSuiteSimulator } from '../../simulators/netsuite/server.ts';
import { answerCalls } from '../calls.ts';
import { nowMs } from '../stats.ts';

const SKUS = 40;
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const simulator = await startNetSuiteSimulator({
  concurrencyLimit: 200,
  certificates: [
    { kid: 'bench', clientId: 'bench', pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
  ],
});
simulator.seed({
  customers: [{ id: 501, companyName: 'Northside Dental', entityId: 'ACCT-1' }],
  items: Array.from({ length: SKUS }, (_, n) => ({ itemId: `SKU-${n + 1}`, stock: [{ location: 1, quantity: 1e6 }] })),
});

const written = new Map<string, number>();
simulator.world.listeners.push({
  saved: (rec, event) => {
    if (rec.type === 'itemFulfillment' && event === 'create') written.set(String(rec.body.externalId), nowMs());
  },
});

const methods = {
  url: () => simulator.url,
  credentials: () => ({
    kind: 'm2m' as const,
    clientId: 'bench',
    certificateId: 'bench',
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    algorithm: 'ES256' as const,
  }),
  /** The sales orders of what the ShipStation simulator generates: the same numbers, keys, SKUs and quantities. */
  order: ({ prefix, count, lines }: { prefix: string; count: number; lines: number }) => {
    const salesOrders = Array.from({ length: count }, (_, n) => ({
      externalId: `key:${prefix}${n + 1}`,
      otherRefNum: `${prefix}${n + 1}`,
      location: 1,
      lines: Array.from({ length: lines }, (_line, i) => ({
        line: i + 1,
        item: `SKU-${((n + i) % SKUS) + 1}`,
        quantity: 1 + (n % 5),
        location: 1,
      })),
    }));
    simulator.seed({ salesOrders });
  },
  /** When the fulfilment of this external id was written (epoch ms); undefined = not yet. */
  writtenAt: (externalId: string) => written.get(externalId),
  fulfilments: () => written.size,
  /** Items SKU-000001 … with stock at so many locations; on hand of item n at location k is onHand + n + k. */
  catalog: (catalog: { items: number; locations: number; onHand: number }) => simulator.simulation.catalog(catalog),
  /** Sets quantities on hand. */
  setStock: (changes: { item: string; location: string; onHand: number }[]) => simulator.changeStock(changes),
};

export type NetSuiteBench = typeof methods;
answerCalls(methods);
