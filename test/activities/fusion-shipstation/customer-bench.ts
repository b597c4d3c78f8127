/** findCustomer on the simulated pod with a real store and a clock of the test's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { type FindCustomerAnswer, findCustomer } from '../../../activities/fusion-shipstation/customer-find.ts';
import { createFusion } from '../../../connectors/fusion/index.ts';
import type { OwnedOrder } from '../../../mappings/fusion-shipstation/customers/types.ts';
import { fusionShipStationSchema } from '../../../settings/pairs/fusion-shipstation.ts';
import {
  DEFAULT_CLIENT,
  DEFAULT_SCOPE,
  type FusionSimulator,
  startFusionSimulator,
} from '../../../simulators/fusion/server.ts';
import type { Store } from '../../../store/contract.ts';
import { openStore } from '../../../store/open.ts';
import type { Vault } from '../../../vault/contract.ts';
import { createVault } from '../../../vault/seal.ts';
import { memoryTokens } from '../../connectors/netsuite/support.ts';
import { randomRing } from '../../vault/rings.ts';

export type Find = (order: OwnedOrder, more?: { fresh?: boolean; attempt?: number }) => Promise<FindCustomerAnswer>;

export type CustomerBench = {
  sim: FusionSimulator;
  store: Store;
  vault: Vault;
  clock: { now: number };
  /** Records that were woken. */
  woken: string[];
  order(changes?: Partial<OwnedOrder>): OwnedOrder;
  finder(alignment?: object, mode?: string, lostAnswer?: object): Find;
  close(): Promise<void>;
};

const order = (changes: Partial<OwnedOrder> = {}): OwnedOrder => ({
  orderId: '77',
  orderNumber: 'W-77',
  storeId: '5',
  customFields: {},
  customerEmail: 'ann@lee.example',
  billTo: { name: 'Ann Lee', phone: '775-555-0100' },
  shipTo: { name: 'Ann Lee', street1: '1 Main St', city: 'Reno', state: 'NV', postalCode: '89501', country: 'US' },
  ...changes,
});

export async function startCustomerBench(): Promise<CustomerBench> {
  const sim = await startFusionSimulator();
  const folder = mkdtempSync(join(tmpdir(), 'mlc-customers-'));
  const store = await openStore({ path: join(folder, 'store.db') });
  const vault = await createVault(randomRing());
  const clock = { now: Date.parse('2026-10-12T12:00:00Z') };
  const woken: string[] = [];
  const fileOf = (alignment: object, mode: string, lostAnswer: object) =>
    fusionShipStationSchema.parse({
      id: 'acme',
      pair: 'fusion-shipstation',
      mode,
      timeZone: 'UTC',
      fusion: { baseUrl: sim.url, identityUrl: sim.url, scope: DEFAULT_SCOPE },
      business: { businessUnit: 'Vision Operations' },
      channels: { 5: { name: 'Web', customer: { account: '1008', site: '1008-1' } }, 6: { name: 'Marketplace' } },
      lostAnswer,
      syncs: {
        customerAlignment: {
          enabled: true,
          ...alignment,
          create: { setId: String(sim.world.units.all()[0]?.setId), ...(alignment as { create?: object }).create },
        },
      },
    });
  const { clientId, clientSecret } = DEFAULT_CLIENT;
  const finder: CustomerBench['finder'] = (
    alignment = {},
    mode = 'live',
    lostAnswer = { named: '0s', unnamed: '0s' },
  ) => {
    const settings = fileOf(alignment, mode, lostAnswer);
    const api = createFusion(settings.fusion, { kind: 'secret', clientId, clientSecret }, { tokens: memoryTokens() });
    const open = { settings, row: { id: 'acme', mode }, fusion: () => Promise.resolve(api) };
    const signalWithStart = async (sync: string, { workflowId }: { workflowId: string }) =>
      void woken.push(`${sync} ${workflowId}`);
    const deps = {
      store,
      vault,
      connections: { open: () => Promise.resolve(open), get: () => Promise.resolve(open) },
      client: { workflow: { signalWithStart } },
      now: () => new Date(clock.now),
    } as unknown as ActivityDeps;
    return (asked, { fresh, attempt = 1 } = {}) =>
      new MockActivityEnvironment({ attempt }).run(findCustomer, deps, {
        ...{ connection: 'acme', sync: 'receivablesPosting', recordKey: asked.orderId, order: asked },
        ...(fresh === undefined ? {} : { fresh }),
      });
  };
  return {
    ...{ sim, store, vault, clock, woken, order, finder },
    async close() {
      await store.close();
      await sim.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
