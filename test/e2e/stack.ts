/**
 * The whole machine of NetSuite and ShipStation in one test process: both vendors' simulators and everything that runs in
 * production. The trap: only the vendors are simulated.
 */
import type pino from 'pino';
import type { NetSuiteSimulator } from '../../simulators/netsuite/server.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import type { Store } from '../../store/contract.ts';
import type { TestServer } from '../support/temporal.ts';
import { CONNECTION, type Machine, startMachine } from './machine.ts';
import { startNetSuite } from './netsuite-account.ts';

export { CONNECTION };

export type Stack = Omit<Machine, 'recordWhen' | 'apply' | 'seal'> & {
  shipStation: ShipStationSimulator;
  netSuite: NetSuiteSimulator;
  /** Public half of the key that NetSuite knows, to take it away and give it back. */
  certificate: { kid: string; clientId: string; pem: string };
  /** Applies other settings of the sync, as `connections apply` would. */
  configure(sync: Record<string, unknown>, more?: Record<string, unknown>): Promise<void>;
  /** Resolves with the record once `isSo` holds; rejects with its last state after the limit. */
  recordWhen(
    orderId: number | string,
    isSo: (status: string, cause: string | undefined) => boolean,
  ): ReturnType<Store['records']['get']>;
};

export type StackOptions = {
  name: string;
  log?: pino.Logger;
  /** Absent = the shared one, in a fresh namespace. Its `close` is called by `stop`. */
  server?: TestServer;
  /** Absent = a fresh one. */
  masterKey?: string;
};

export async function startStack(options: StackOptions): Promise<Stack> {
  const { netSuite, credentials, certificate } = await startNetSuite();
  const shipStation = await startShipStationSimulator({ settings: { limits: { v1PerWindow: 0, v2PerWindow: 0 } } });
  const settingsWith = (sync: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
    id: CONNECTION,
    pair: 'netsuite-shipstation',
    mode: 'live',
    timeZone: 'America/New_York',
    netsuite: { account: '123456_SB1', baseUrl: netSuite.url },
    shipstation: {
      v1BaseUrl: shipStation.url,
      v2BaseUrl: shipStation.v2Url,
      jwksUrl: shipStation.jwksUrl,
      reservePerMinute: 0,
    },
    syncs: { orderShipped: { recheck: '1s', ...sync } },
    ...more,
  });
  const machine = await startMachine({
    ...options,
    settings: settingsWith({}),
    credentials: {
      netsuite: credentials,
      shipstation: { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' }, v2: { apiKey: 'sim-v2-key' } },
    },
  });
  return {
    ...machine,
    shipStation,
    netSuite,
    certificate,
    configure: (sync, more) => machine.apply(settingsWith(sync, more)),
    recordWhen: (orderId, isSo) => machine.recordWhen('orderShipped', String(orderId), isSo),
    async stop() {
      await machine.stop();
      await shipStation.close();
      await netSuite.close();
    },
  };
}
