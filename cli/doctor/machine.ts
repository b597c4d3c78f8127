/** What `doctor` looks at on this machine: Node, disk, time-zone data, keys, ports. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { DateTime } from 'luxon';
import type { Env } from '../../runtime/env.ts';
import { loadKeyRing } from '../../vault/keys.ts';
import { type Check, fail, ok, warn } from './check.ts';

const OLDEST_NODE = 22;
const GIGABYTE = 1024 ** 3;
const LOW_DISK_BYTES = GIGABYTE;
const NO_DISK_BYTES = GIGABYTE / 10;

export function checkNode(version = process.versions.node): Check {
  const major = Number(version.split('.')[0]);
  if (major >= OLDEST_NODE) return ok('node', version);
  return fail(
    'node',
    `${version} is too old`,
    `use Node ${OLDEST_NODE} or newer; \`npm ci\` brings the right one along`,
  );
}

export async function checkDisk(home: string): Promise<Check> {
  const { bavail, bsize } = await statfs(nearestFolder(home));
  const freeBytes = bavail * bsize;
  const detail = `${(freeBytes / GIGABYTE).toFixed(1)} GB free for ${home}`;
  const advice = 'make room, or point ML_CONNECTOR_HOME at another disk';
  if (freeBytes < NO_DISK_BYTES) return fail('disk space', detail, advice);
  return freeBytes < LOW_DISK_BYTES ? warn('disk space', detail, advice) : ok('disk space', detail);
}

const nearestFolder = (path: string): string => (existsSync(path) ? path : nearestFolder(dirname(path)));

/** Summer time must be known, or posting dates are a day off near midnight. */
export function checkTimeZones(): Check {
  const offset = (iso: string) => DateTime.fromISO(iso, { zone: 'America/Los_Angeles' }).offset;
  const knows = offset('2026-01-15T12:00:00Z') === -480 && offset('2026-07-15T12:00:00Z') === -420;
  if (knows) return ok('time-zone data', `edition ${process.versions.tz ?? 'unknown'}`);
  return fail(
    'time-zone data',
    'summer time is not known',
    'use a Node with full ICU data (the official builds have it)',
  );
}

export function checkKeys(env: Env): Check[] {
  const { ring, warnings } = loadKeyRing(env.keys);
  const source = env.keys.masterKeyFile ?? 'ML_CONNECTOR_MASTER_KEY';
  const old = ring.keys.length - 1;
  const detail = `${ring.current.id} (${source})${old > 0 ? `, ${old} old` : ''}`;
  const open = warnings.map((warning) => warn('master key', warning, 'see the left'));
  return open.length > 0 ? open.map((one) => splitAdvice(one)) : [ok('master key', detail)];
}

/** The vault's sentence ends with `; run: chmod 600 <file>`. */
function splitAdvice(check: Check): Check {
  const [detail = check.detail, advice] = check.detail.split('; run: ');
  return { ...check, detail, fix: advice ?? 'let only the user of ml-connector read it' };
}

type Place = { host: string; port: number };
/** `live`: where /livez answers when the port is taken by our own process. */
type Port = Place & { name: string; variable: string; live: Place };

/** A port is fine when it is free, or when our own process answers on it. */
export async function checkPorts(env: Env): Promise<Check[]> {
  const { ingress, codec, worker } = env;
  const health = { host: ingress.healthHost, port: ingress.healthPort };
  const ports: Port[] = [
    { name: 'ingress port', ...ingress, variable: 'ML_CONNECTOR_INGRESS_PORT', live: health },
    { name: 'ingress health port', ...health, variable: 'ML_CONNECTOR_INGRESS_HEALTH_PORT', live: health },
    { name: 'codec server port', ...codec, variable: 'ML_CONNECTOR_CODEC_PORT', live: codec },
    { name: 'worker port', ...worker, variable: 'ML_CONNECTOR_WORKER_PORT', live: worker },
  ];
  return Promise.all(ports.map(checkPort));
}

async function checkPort({ name, host, port, variable, live }: Port): Promise<Check> {
  if (await isFree(host, port)) return ok(name, `${port} is free (not running)`);
  if (await answers(`http://${callable(live.host)}:${live.port}/livez`)) return ok(name, `${port}, running`);
  return fail(name, `${port} is used by another program`, `stop it, or set ${variable} to a free port`);
}

const callable = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
