// The real ingress process, with its store, its ports and a Temporal address of the test's choice.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../runtime/temporal-server.ts';
import { openStore } from '../../store/open.ts';
import { generateMasterKey } from '../../vault/keys.ts';
import { addConnection, allRows, eventually, TOKEN } from './front-door.ts';

const MAIN = fileURLToPath(new URL('../../ingress/main.ts', import.meta.url));

export type IngressProcess = {
  child: ChildProcess;
  hookUrl: string;
  healthUrl: string;
  output(): string;
  /** Exit code; null when a signal ended it. */
  ended: Promise<number | null>;
};

export type IngressHome = Awaited<ReturnType<typeof makeIngressHome>>;

/** A folder with a store that knows the connection `acme`; processes of this home share it. */
export async function makeIngressHome() {
  const home = mkdtempSync(join(tmpdir(), 'ingress-home-'));
  const sqliteFile = join(home, 'ml-connector.db');
  const masterKey = generateMasterKey();
  const withStore = async <T>(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> => {
    const store = await openStore({ path: sqliteFile });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  await withStore((store) => addConnection(store, 'acme', 'live'));
  const children: ChildProcess[] = [];
  return {
    home,
    rows: () => withStore((store) => allRows(store, 'acme')),
    start: async (extra: Record<string, string> = {}): Promise<IngressProcess> => {
      const [port, healthPort, deadPort] = [await freePort(), await freePort(), await freePort()];
      const env = {
        PATH: process.env.PATH,
        ML_CONNECTOR_HOME: home,
        ML_CONNECTOR_MASTER_KEY: masterKey,
        ML_CONNECTOR_INGRESS_PORT: `${port}`,
        ML_CONNECTOR_INGRESS_HEALTH_PORT: `${healthPort}`,
        TEMPORAL_ADDRESS: `127.0.0.1:${deadPort}`,
        ...extra,
      };
      const child = spawn(process.execPath, [MAIN], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
      children.push(child);
      let output = '';
      const collect = (chunk: Buffer) => {
        output += chunk.toString();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      const used = (name: 'ML_CONNECTOR_INGRESS_PORT' | 'ML_CONNECTOR_INGRESS_HEALTH_PORT') => env[name];
      return {
        child,
        hookUrl: `http://127.0.0.1:${used('ML_CONNECTOR_INGRESS_PORT')}/hooks/acme/${TOKEN}`,
        healthUrl: `http://127.0.0.1:${used('ML_CONNECTOR_INGRESS_HEALTH_PORT')}`,
        output: () => output,
        ended: new Promise((resolve) => child.once('close', resolve)),
      };
    },
    remove: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export const ready = (ingress: IngressProcess) =>
  eventually(
    () =>
      fetch(`${ingress.healthUrl}/readyz`).then(
        (response) => response.status,
        () => 0,
      ),
    (status) => {
      if (ingress.child.exitCode !== null) throw new Error(`the process ended:\n${ingress.output()}`);
      return status === 200;
    },
  );
