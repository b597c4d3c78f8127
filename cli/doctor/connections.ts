/** What `doctor` looks at in the connections: files, what was applied, credentials, the vendors' clocks. */
import { isDeepStrictEqual } from 'node:util';
import { type Connection, parseStoredConnection } from '../../settings/connection.ts';
import { listConnectionFiles, loadConnections } from '../../settings/load.ts';
import { problemText, SettingsError } from '../../settings/problems.ts';
import type { ConnectionRow, Store } from '../../store/contract.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { addressOf } from '../connectors.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Valid files; the checks say what is wrong with the others. */
export async function checkFiles(path: string): Promise<{ checks: Check[]; connections: Connection[] }> {
  try {
    const files = await listConnectionFiles(path);
    if (files.length === 0)
      return { checks: [warn('connection files', `none in ${path}`, 'run `ml-connector init`')], connections: [] };
    const loaded = await loadConnections(path);
    const ids = loaded.map(({ connection }) => connection.id).join(', ');
    return {
      checks: [ok('connection files', `${loaded.length} valid: ${ids}`)],
      connections: loaded.map((one) => one.connection),
    };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const missing = error.problems.every(({ line }) => line === undefined);
    const checks = error.problems.map((problem) =>
      missing
        ? warn('connection files', problem.what, problem.fix ?? '')
        : fail('connection files', problemText(problem), 'correct the file'),
    );
    return { checks, connections: [] };
  }
}

/** Each file against what the store has, and each connection of the store. */
export async function checkApplied(store: Store, connections: Connection[]): Promise<Check[]> {
  const rows = await store.connections.list();
  const checks = connections.map((connection) =>
    inStep(
      connection,
      rows.find(({ id }) => id === connection.id),
    ),
  );
  const orphans = rows.filter(({ id }) => !connections.some((connection) => connection.id === id));
  return [
    ...checks,
    ...orphans.map(({ id }) =>
      warn(`connection ${id}`, 'is applied, but has no (valid) file here', 'bring its file back, or pause it'),
    ),
    ...rows.flatMap((row) => parkedCheck(row)),
    ...(await credentialChecks(store, rows)),
  ];
}

function inStep(connection: Connection, row: ConnectionRow | undefined): Check {
  const name = `connection ${connection.id}`;
  if (row === undefined) return warn(name, 'is not applied yet', 'run `ml-connector connections apply`');
  const same = isDeepStrictEqual(JSON.parse(row.settings), JSON.parse(JSON.stringify(connection)));
  if (!same)
    return warn(
      name,
      'its file differs from what was applied',
      'look with `ml-connector connections apply --dry-run`, then apply',
    );
  if (row.mode !== connection.mode)
    return warn(name, `is ${row.mode}, its file says ${connection.mode}`, `ml-connector connections resume ${row.id}`);
  return ok(name, `applied, revision ${row.revision}, mode ${row.mode}`);
}

function parkedCheck({ id, parked }: ConnectionRow): Check[] {
  if (parked === undefined) return [];
  const advice = `mend it, then \`ml-connector credentials set ${id} ${parked.system}\` or wait: it is tried again by itself`;
  return [fail(`connection ${id}`, `parked since ${parked.since}: ${parked.reason}`, advice)];
}

async function credentialChecks(store: Store, rows: ConnectionRow[]): Promise<Check[]> {
  const secrets = await store.secrets.list();
  return rows.flatMap(({ id, settings }) => {
    const missing = manifestOf(parseStoredConnection(settings).pair).systems.filter(
      (system) => !secrets.some(({ connection, name }) => connection === id && name === system),
    );
    if (missing.length === 0) return [ok(`credentials ${id}`, 'set for both systems')];
    return missing.map((system) =>
      fail(`credentials ${id}`, `none for ${system}`, `ml-connector credentials set ${id} ${system}`),
    );
  });
}

const SKEW_WARN_MS = 30_000;
const SKEW_FAIL_MS = 240_000;

/** Our clock against the vendors' own: signed tokens and webhooks are refused when it is minutes off. */
export async function checkClock(connections: Connection[]): Promise<Check[]> {
  const addresses = connections.flatMap((connection) =>
    manifestOf(connection.pair).hooks.flatMap((system) => addressOf(connection, system) ?? []),
  );
  const hosts = [...new Set(addresses)];
  return Promise.all(hosts.map(clockAgainst));
}

async function clockAgainst(address: string): Promise<Check> {
  const theirs = await dateOf(address);
  if (theirs === undefined)
    return warn(
      'clock',
      `could not be compared: ${address} does not answer`,
      'check the network; run `ml-connector ping`',
    );
  const apartMs = Math.abs(Date.now() - theirs);
  const detail = `${Math.round(apartMs / 1000)} s apart from ${address}`;
  const advice = 'set this machine’s clock by NTP; signed tokens and webhooks are refused when it is minutes off';
  if (apartMs >= SKEW_FAIL_MS) return fail('clock', detail, advice);
  return apartMs >= SKEW_WARN_MS ? warn('clock', detail, advice) : ok('clock', detail);
}

async function dateOf(address: string): Promise<number | undefined> {
  try {
    const response = await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(3_000) });
    const time = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}
