/** The whole machine of Oracle Fusion and ShipStation in one test process; only the two vendors are simulated. See machine.ts. */
import {
  DEFAULT_CLIENT,
  DEFAULT_SCOPE,
  type FusionSimulator,
  startFusionSimulator,
} from '../../simulators/fusion/server.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { CONNECTION, type Machine, startMachine } from './machine.ts';

export { CONNECTION };

export type FusionStack = Omit<Machine, 'apply'> & {
  shipStation: ShipStationSimulator;
  fusion: FusionSimulator;
  /** Applies other settings of single syncs, e.g. `{ receivablesPosting: {…} }`; `more` of the connection. */
  configure(syncs?: Record<string, object>, more?: Record<string, unknown>): Promise<void>;
  sweep(sync: string): Promise<{ foundBySweep: number; woken: number; stopped?: string }>;
  /** Resolves when every webhook that was sent has been followed. */
  heard(limitMs?: number): Promise<void>;
};

export type FusionStackOptions = {
  name: string;
  fusion?: Parameters<typeof startFusionSimulator>[0];
  shipStation?: Parameters<typeof startShipStationSimulator>[0];
  /** Settings of single syncs from the start; all look again after a second. Only these are enabled. */
  syncs: Record<string, object>;
  more?: Record<string, unknown>;
};

/** Syncs that run as a whole: nothing of theirs looks again. */
const RUNS = ['journalImport', 'stockAdjustments'];

/** What the pod needs besides its basics. `customers`: 1008 the channel's, 1009 another one. */
const POD = {
  memoLines: [{ name: 'Discount' }, { name: 'Sales Tax' }],
  customers: [
    { name: 'Web shop customers', accountNumber: '1008' },
    { name: 'Northside Dental', accountNumber: '1009', email: 'ap@northside.example' },
  ],
};

export async function startFusionStack(options: FusionStackOptions): Promise<FusionStack> {
  const fusion = await startFusionSimulator(options.fusion);
  fusion.seed(POD);
  const shipStation = await startShipStationSimulator({
    ...options.shipStation,
    settings: { limits: { v1PerWindow: 0, v2PerWindow: 0 }, ...options.shipStation?.settings },
  });
  const names = Object.keys(options.syncs);
  const settingsWith = (syncs: Record<string, object> = {}, more: Record<string, unknown> = {}) => ({
    id: CONNECTION,
    pair: 'fusion-shipstation',
    mode: 'live',
    timeZone: 'America/Los_Angeles',
    fusion: { baseUrl: fusion.url, identityUrl: fusion.url, scope: DEFAULT_SCOPE },
    shipstation: {
      v1BaseUrl: shipStation.url,
      v2BaseUrl: shipStation.v2Url,
      jwksUrl: shipStation.jwksUrl,
      reservePerMinute: 0,
    },
    business: { businessUnit: 'Vision Operations', ledgerId: String(fusion.world.ledgers.all()[0]?.id) },
    defaultWarehouse: { organization: 'Seattle', subinventory: 'Stores' },
    periods: { recheck: '1s' },
    lostAnswer: { named: '0s', unnamed: '1s' },
    syncs: Object.fromEntries(
      [...new Set([...names, ...Object.keys(syncs)])].map((name) => [
        name,
        { enabled: true, ...(RUNS.includes(name) ? {} : { recheck: '1s' }), ...options.syncs[name], ...syncs[name] },
      ]),
    ),
    ...options.more,
    ...more,
  });
  const machine = await startMachine({
    name: options.name,
    settings: settingsWith(),
    credentials: {
      fusion: { kind: 'secret', clientId: DEFAULT_CLIENT.clientId, clientSecret: DEFAULT_CLIENT.clientSecret },
      shipstation: { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' }, v2: { apiKey: 'sim-v2-key' } },
    },
  });
  for (const event of ['ORDER_NOTIFY', 'ITEM_SHIP_NOTIFY', 'FULFILLMENT_SHIPPED'])
    shipStation.seed({ subscriptions: [{ api: 'v1', event, url: machine.hookUrl }] });
  return {
    ...machine,
    fusion,
    shipStation,
    configure: (syncs, more) => machine.apply(settingsWith(syncs, more)),
    sweep: (sync) =>
      machine.client.workflow.execute('sweep', {
        taskQueue: 'ml-connector',
        workflowId: `${CONNECTION}/${sync}/sweep-${Math.random()}`,
        args: [{ connection: CONNECTION, sync }],
      }),
    async heard(limitMs = PATIENCE_MS) {
      await shipStation.courier.idle(limitMs);
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
      await shipStation.close();
      await fusion.close();
    },
  };
}
