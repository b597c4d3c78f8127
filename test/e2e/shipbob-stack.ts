/** The whole machine of NetSuite and ShipBob in one test process; only the two vendors are simulated. See machine.ts. */
import type { NetSuiteSimulatorOptions } from '../../simulators/netsuite/options.ts';
import type { NetSuiteSimulator } from '../../simulators/netsuite/server.ts';
import { DEFAULT_PAT, type ShipBobSimulator, startShipBobSimulator } from '../../simulators/shipbob/server.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { CONNECTION, type Machine, startMachine } from './machine.ts';
import { startNetSuite } from './netsuite-account.ts';

export { CONNECTION };

/** Channel of the simulator's personal access token. */
const CHANNEL = '100101';
const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';

export type ShipBobStack = Omit<Machine, 'apply'> & {
  shipBob: ShipBobSimulator;
  netSuite: NetSuiteSimulator;
  /** Applies other settings of single syncs, e.g. `{ receivingOrder: {…} }`; `more` of the connection. */
  configure(syncs?: Record<string, object>, more?: Record<string, unknown>): Promise<void>;
  sweep(sync: string): Promise<{ foundBySweep: number; woken: number; stopped?: string }>;
  /** Resolves when every webhook that was sent has been followed. */
  heard(limitMs?: number): Promise<void>;
};

export type ShipBobStackOptions = {
  name: string;
  account?: NetSuiteSimulatorOptions;
  shipBob?: Parameters<typeof startShipBobSimulator>[0];
  /** Settings of single syncs from the start; all look again after a second. */
  syncs?: Record<string, object>;
  more?: Record<string, unknown>;
};

const SYNCS = ['receivingOrder', 'shipmentTracking', 'replenishment', 'customerReturn', 'warehouseCharges'];

export async function startShipBobStack(options: ShipBobStackOptions): Promise<ShipBobStack> {
  const { netSuite, credentials } = await startNetSuite(options.account);
  const shipBob = await startShipBobSimulator({
    ...options.shipBob,
    settings: { limits: { perWindow: 100_000 }, ...options.shipBob?.settings },
  });
  const settingsWith = (syncs: Record<string, object> = {}, more: Record<string, unknown> = {}) => ({
    id: CONNECTION,
    pair: 'netsuite-shipbob',
    mode: 'live',
    timeZone: 'America/New_York',
    netsuite: { account: '123456_SB1', baseUrl: netSuite.url },
    shipbob: { baseUrl: shipBob.url, authUrl: shipBob.url, channelId: CHANNEL, reservePerMinute: 0 },
    locations: { 10: '1' },
    syncs: Object.fromEntries(SYNCS.map((name) => [name, { recheck: '1s', ...options.syncs?.[name], ...syncs[name] }])),
    ...options.more,
    ...more,
  });
  const machine = await startMachine({
    name: options.name,
    settings: settingsWith(),
    credentials: {
      netsuite: credentials,
      shipbob: { kind: 'pat', token: DEFAULT_PAT, webhookSecrets: [SECRET] },
    },
  });
  await machine.client.workflow.execute('webhookGuard', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/guard`,
    args: [{ connection: CONNECTION, pair: 'netsuite-shipbob' }],
  });
  return {
    ...machine,
    shipBob,
    netSuite,
    configure: (syncs, more) => machine.apply(settingsWith(syncs, more)),
    sweep: (sync) =>
      machine.client.workflow.execute('sweep', {
        taskQueue: 'ml-connector',
        workflowId: `${CONNECTION}/${sync}/sweep-${Math.random()}`,
        args: [{ connection: CONNECTION, sync }],
      }),
    async heard(limitMs = PATIENCE_MS) {
      await shipBob.courier.idle(limitMs);
      const until = Date.now() + limitMs;
      for (;;) {
        const { stored, signalled } = await machine.store.inbox.counts(CONNECTION);
        if (stored + signalled === 0) return;
        if (Date.now() > until) throw new Error(`webhooks are not followed: ${stored} stored, ${signalled} signalled`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async stop() {
      await machine.stop();
      await shipBob.close();
      await netSuite.close();
    },
  };
}
