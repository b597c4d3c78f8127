/**
 * The environment of every process, parsed once. `.env` of the working directory is read; the real environment wins.
 * The trap: an empty variable counts as unset, because compose files and shells pass unset ones on as empty.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import {
  OTHER_NAMES,
  SECRET_NAMES,
  VARIABLE_NAMES,
  VARIABLES,
  type Values,
  type VariableName,
} from './env-variables.ts';
import { messageOf, StartProblem } from './problem.ts';

export type Env = {
  /** Absolute folder of everything that we keep on disk. */
  home: string;
  /** PostgreSQL when set; else `sqliteFile`. */
  databaseUrl?: string;
  sqliteFile: string;
  /** As the vault's loadKeyRing takes them. */
  keys: { masterKey?: string; masterKeyFile?: string; previousKeys?: string };
  temporal: TemporalEnv;
  ingress: IngressEnv;
  codec: { host: string; port: number; token?: string; origins: string[] };
  worker: { host: string; port: number };
  log: { level: Values['ML_CONNECTOR_LOG_LEVEL']; format: Values['ML_CONNECTOR_LOG_FORMAT'] };
  /** Absolute path of the folder of connection files, or of one file. */
  configPath: string;
  /** Sentences for the log: unknown variables that look like typing errors. */
  warnings: string[];
  /** For describeEnv: what each variable holds, secrets masked already. */
  shown: Record<string, string>;
};

type IngressEnv = {
  host: string;
  port: number;
  publicUrl: string;
  /** Where /livez, /readyz and /metrics are; never the port that vendors reach. */
  healthHost: string;
  healthPort: number;
  /** Whose X-Forwarded-For to believe: any, or these addresses and networks. */
  trustProxy?: true | string;
};

export type TemporalEnv = {
  /** host:port of the server to use: TEMPORAL_ADDRESS, else the one that `up` starts on `port`. */
  address: string;
  /** True when TEMPORAL_ADDRESS names a server that is not ours to start. */
  external: boolean;
  namespace: string;
  apiKey?: string;
  tls?: { certFile?: string; keyFile?: string; caFile?: string };
  port: number;
  uiPort: number;
  retentionDays: number;
};

type Source = Record<string, string | undefined>;

/**
 * Reads and checks the environment. Throws StartProblem (usage) naming each wrong variable and what it must hold.
 * `workingDir` is where `.env` is read and what relative paths are relative to.
 */
export function loadEnv(source: Source = process.env, workingDir: string = process.cwd()): Env {
  const given = withSecretFiles(present({ ...dotEnv(workingDir), ...present(source) }), workingDir);
  const parsed = VARIABLES.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => sentence(String(issue.path[0]), issue.message, given));
    throw new StartProblem('usage', [...new Set(wrong)].join('\n'), 'Correct it in the environment or in .env.');
  }
  return toEnv(parsed.data, given, workingDir);
}

/** For the start of a process: what is wrong in one sentence with its fix, and exit code 2 or 3. */
export function loadEnvOrExit(): Env {
  try {
    return loadEnv();
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error;
    process.stderr.write(`${error.message}\n${error.fix}\n`);
    return process.exit(error.kind === 'usage' ? 2 : 3);
  }
}

/** What the start print shows: each variable with its value, secrets only as `set` or `unset`. */
export const describeEnv = (env: Env): Record<string, string> => env.shown;

const sentence = (name: string, message: string, given: Source) => {
  const value = given[name] ?? '';
  const shown = SECRET_NAMES.some((secret) => secret === name) ? '' : ` (it is "${value}")`;
  return `${name} ${message}${shown}.`;
};

const present = (source: Source): Record<string, string> =>
  Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) => {
      const trimmed = value?.trim() ?? '';
      return trimmed === '' ? [] : [[name, trimmed]];
    }),
  );

function dotEnv(workingDir: string): Source {
  const file = join(workingDir, '.env');
  if (!existsSync(file)) return {};
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StartProblem('usage', `${file} cannot be read: ${messageOf(cause)}.`, 'Correct it or remove it.', {
      cause,
    });
  }
}

/** Takes NAME from the file that NAME_FILE names, for secrets. */
function withSecretFiles(given: Record<string, string>, workingDir: string): Record<string, string> {
  const filled = { ...given };
  for (const name of SECRET_NAMES) {
    const file = given[`${name}_FILE`];
    if (file === undefined || name === 'ML_CONNECTOR_MASTER_KEY') continue;
    if (given[name] !== undefined) {
      throw new StartProblem('usage', `Both ${name} and ${name}_FILE are set.`, 'Set only one of them.');
    }
    filled[name] = readSecret(`${name}_FILE`, resolve(workingDir, file));
  }
  return filled;
}

function readSecret(variable: string, file: string): string {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text !== '') return text;
  } catch (cause) {
    throw new StartProblem(
      'usage',
      `The file named by ${variable} cannot be read: ${messageOf(cause)}.`,
      'Correct the path, or let the user that runs ml-connector read the file.',
      { cause },
    );
  }
  throw new StartProblem('usage', `The file named by ${variable} is empty: ${file}.`, 'Write the secret into it.');
}

function toEnv(values: Values, given: Record<string, string>, workingDir: string): Env {
  const home = resolve(workingDir, values.ML_CONNECTOR_HOME);
  return {
    home,
    ...optional('databaseUrl', values.DATABASE_URL),
    sqliteFile: join(home, 'ml-connector.db'),
    keys: keySources(values, home, workingDir),
    temporal: temporalEnv(values, workingDir),
    ingress: ingressEnv(values),
    codec: {
      host: values.ML_CONNECTOR_CODEC_HOST,
      port: values.ML_CONNECTOR_CODEC_PORT,
      ...optional('token', values.ML_CONNECTOR_CODEC_TOKEN),
      origins: values.ML_CONNECTOR_CODEC_ORIGINS ?? localOrigins(values.ML_CONNECTOR_TEMPORAL_UI_PORT),
    },
    worker: { host: values.ML_CONNECTOR_WORKER_HOST, port: values.ML_CONNECTOR_WORKER_PORT },
    log: { level: values.ML_CONNECTOR_LOG_LEVEL, format: values.ML_CONNECTOR_LOG_FORMAT },
    configPath: resolve(workingDir, values.ML_CONNECTOR_CONFIG),
    warnings: unknownNames(given),
    shown: shownValues(values, given),
  };
}

const optional = <K extends string>(name: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { [P in K]: string });

function ingressEnv(values: Values): IngressEnv {
  const { ML_CONNECTOR_INGRESS_HOST: host, ML_CONNECTOR_INGRESS_PORT: port } = values;
  const trusted = values.ML_CONNECTOR_INGRESS_TRUST_PROXY;
  return {
    host,
    port,
    publicUrl: values.ML_CONNECTOR_PUBLIC_URL ?? `http://${reachable(host)}:${port}`,
    healthHost: values.ML_CONNECTOR_INGRESS_HEALTH_HOST,
    healthPort: values.ML_CONNECTOR_INGRESS_HEALTH_PORT,
    ...(trusted === undefined ? {} : { trustProxy: trusted === 'true' ? true : trusted }),
  };
}

/** An address to listen on everywhere is not one to call. */
const reachable = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);
const localOrigins = (uiPort: number) => [`http://localhost:${uiPort}`, `http://127.0.0.1:${uiPort}`];

function keySources(values: Values, home: string, workingDir: string): Env['keys'] {
  const named = values.ML_CONNECTOR_MASTER_KEY_FILE;
  const usual = join(home, 'master.key');
  const fallback = values.ML_CONNECTOR_MASTER_KEY === undefined && existsSync(usual) ? usual : undefined;
  return {
    ...optional('masterKey', values.ML_CONNECTOR_MASTER_KEY),
    ...optional('masterKeyFile', named === undefined ? fallback : resolve(workingDir, named)),
    ...optional('previousKeys', values.ML_CONNECTOR_PREVIOUS_KEYS),
  };
}

function temporalEnv(values: Values, workingDir: string): TemporalEnv {
  const tls = {
    ...fileOf('certFile', values.TEMPORAL_TLS_CERT, workingDir),
    ...fileOf('keyFile', values.TEMPORAL_TLS_KEY, workingDir),
    ...fileOf('caFile', values.TEMPORAL_TLS_CA, workingDir),
  };
  if ((tls.certFile === undefined) !== (tls.keyFile === undefined)) {
    throw new StartProblem('usage', 'Only one of TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY is set.', 'Set both or none.');
  }
  const secured = values.TEMPORAL_API_KEY !== undefined || Object.keys(tls).length > 0;
  return {
    address: values.TEMPORAL_ADDRESS ?? `127.0.0.1:${values.ML_CONNECTOR_TEMPORAL_PORT}`,
    external: values.TEMPORAL_ADDRESS !== undefined,
    namespace: values.TEMPORAL_NAMESPACE,
    ...optional('apiKey', values.TEMPORAL_API_KEY),
    ...(secured ? { tls } : {}),
    port: values.ML_CONNECTOR_TEMPORAL_PORT,
    uiPort: values.ML_CONNECTOR_TEMPORAL_UI_PORT,
    retentionDays: values.ML_CONNECTOR_RETENTION,
  };
}

const fileOf = <K extends string>(name: K, path: string | undefined, workingDir: string) =>
  optional(name, path === undefined ? undefined : resolve(workingDir, path));

function unknownNames(given: Record<string, string>): string[] {
  const files = SECRET_NAMES.map((name) => `${name}_FILE`);
  const known: string[] = [...VARIABLE_NAMES, ...files, ...OTHER_NAMES];
  return Object.keys(given)
    .filter((name) => name.startsWith('ML_CONNECTOR_') && !known.includes(name))
    .map((name) => {
      const near = closest(name, known);
      return `${name} is not a variable of this program${distance(name, near) <= 4 ? `; did you mean ${near}?` : '.'}`;
    });
}

function shownValues(values: Values, given: Record<string, string>): Record<string, string> {
  const show = (name: VariableName): string => {
    const value = values[name];
    if (SECRET_NAMES.includes(name)) {
      if (value === undefined) return 'unset';
      return given[`${name}_FILE`] === undefined ? 'set' : 'set (from its file)';
    }
    if (value === undefined) return 'unset';
    return `${Array.isArray(value) ? value.join(' ') : value}${given[name] === undefined ? ' (default)' : ''}`;
  };
  return Object.fromEntries(VARIABLE_NAMES.map((name) => [name, show(name)]));
}
