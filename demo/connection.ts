/** The files of one run: master key, connection file, environment. The trap: `mode: live` is safe only against simulators. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './command.ts';
import type { Ports } from './ports.ts';
import { WAREHOUSES } from './shop.ts';

export type Tuning = {
  id: string;
  /** Durations such as `5s`. */
  sweepEvery: string;
  recheck: string;
  /** Requests in flight at NetSuite. */
  concurrency: number;
};

/** Writes what `ml-connector` needs into `home` and answers the environment of all its processes. */
export function prepareHome(home: string, ports: Ports, tuning: Tuning, databaseUrl: string | undefined): Env {
  mkdirSync(join(home, 'connections'), { recursive: true });
  writeFileSync(join(home, 'master.key'), `demo:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  writeFileSync(join(home, 'connections', `${tuning.id}.yaml`), connectionFile(ports, tuning));
  return {
    ML_CONNECTOR_HOME: home,
    ML_CONNECTOR_MASTER_KEY_FILE: join(home, 'master.key'),
    ML_CONNECTOR_CONFIG: join(home, 'connections'),
    ML_CONNECTOR_TEMPORAL_PORT: String(ports.temporal),
    ML_CONNECTOR_TEMPORAL_UI_PORT: String(ports.ui),
    ML_CONNECTOR_INGRESS_PORT: String(ports.ingress),
    ML_CONNECTOR_INGRESS_HEALTH_PORT: String(ports.ingressHealth),
    ML_CONNECTOR_CODEC_PORT: String(ports.codec),
    ML_CONNECTOR_WORKER_PORT: String(ports.worker),
    ML_CONNECTOR_LOG_FORMAT: 'json',
    // Empty counts as unset: a server or database of the surroundings must not be used by accident.
    TEMPORAL_ADDRESS: '',
    TEMPORAL_NAMESPACE: '',
    ML_CONNECTOR_PUBLIC_URL: '',
    DATABASE_URL: databaseUrl ?? '',
  };
}

const connectionFile = (ports: Ports, { id, sweepEvery, recheck, concurrency }: Tuning): string =>
  `id: ${id}
pair: netsuite-shipstation
mode: live
timeZone: America/New_York
netsuite:
  account: "123456_SB1"
  baseUrl: http://127.0.0.1:${ports.netsuite}
  concurrency: ${concurrency}
  timeoutMs: 20000
shipstation:
  v1BaseUrl: http://127.0.0.1:${ports.shipstation}
  v2BaseUrl: http://127.0.0.1:${ports.shipstation}
  jwksUrl: http://127.0.0.1:${ports.shipstation}/jwks
  timeoutMs: 10000
syncs:
  orderShipped:
    # Short, so that one can watch; the defaults are 15 minutes.
    sweep: { every: ${sweepEvery}, overlap: 30m, voidsOverlap: 30m }
    recheck: ${recheck}
    match:
      - { shipstation: orderNumber, netsuite: otherRefNum }
    locations:
${WAREHOUSES.map(({ id: warehouse, location }) => `      "${warehouse}": "${location}"`).join('\n')}
`;
