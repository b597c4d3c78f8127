/** The files of one run: master key, connection file, environment. The trap: `mode: live` is safe only against simulators. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './command.ts';
import type { Ports } from './ports.ts';

export type Place = { home: string; ports: Ports; databaseUrl?: string };

/** Writes what `ml-connector` needs into `home` and answers the environment of all its processes. `yaml` = connection `id`. */
export function prepareHome({ home, ports, databaseUrl }: Place, id: string, yaml: string): Env {
  mkdirSync(join(home, 'connections'), { recursive: true });
  writeFileSync(join(home, 'master.key'), `demo:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  writeFileSync(join(home, 'connections', `${id}.yaml`), yaml);
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
