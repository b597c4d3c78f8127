/**
 * Every environment variable of the program: what it may hold and whether it is a secret.
 * The trap: Kubernetes sets variables such as ML_CONNECTOR_INGRESS_PORT=tcp://… by itself for a service of that name.
 */
import { z } from 'zod';

const port = z
  .string()
  .refine((text) => !text.startsWith('tcp://'), {
    message: 'was set by Kubernetes for a service of the same name: set enableServiceLinks: false on the pod',
  })
  .refine(
    (text) => text.startsWith('tcp://') || (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535),
    {
      message: 'must be a port, a whole number from 1 to 65535',
    },
  )
  .transform(Number);

const httpUrl = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
    message: 'must be a web address such as https://connector.example.com',
  })
  .transform((text) => text.replace(/\/+$/, ''));

const hostAndPort = z
  .string()
  .regex(
    /^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/,
    'must be host:port, e.g. temporal.example.com:7233, without http://',
  );

const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` });

const host = z.string().regex(/^[^\s/]+$/, 'must be a host name or an IP address, without http:// and port');
const text = z.string();

/** The shape that is parsed; every value is a text in the environment and absent when unset or empty. */
export const VARIABLES = z.object({
  ML_CONNECTOR_HOME: text.default('./.data'),
  DATABASE_URL: text
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// (leave it unset for the built-in SQLite file)')
    .refine((url) => URL.canParse(url), {
      message: 'is not a readable address: write special characters of the password as %xx',
    })
    .optional(),
  ML_CONNECTOR_MASTER_KEY: text.optional(),
  ML_CONNECTOR_MASTER_KEY_FILE: text.optional(),
  ML_CONNECTOR_PREVIOUS_KEYS: text.optional(),
  TEMPORAL_ADDRESS: hostAndPort.optional(),
  TEMPORAL_NAMESPACE: text
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/, 'must be a namespace name of letters, digits, dots, - and _')
    .default('ml-connector'),
  TEMPORAL_API_KEY: text.optional(),
  TEMPORAL_TLS_CERT: text.optional(),
  TEMPORAL_TLS_KEY: text.optional(),
  TEMPORAL_TLS_CA: text.optional(),
  ML_CONNECTOR_TEMPORAL_PORT: port.default(7233),
  ML_CONNECTOR_TEMPORAL_UI_PORT: port.default(8233),
  ML_CONNECTOR_INGRESS_HOST: host.default('127.0.0.1'),
  ML_CONNECTOR_INGRESS_PORT: port.default(8080),
  ML_CONNECTOR_INGRESS_HEALTH_HOST: host.default('127.0.0.1'),
  ML_CONNECTOR_INGRESS_HEALTH_PORT: port.default(8083),
  ML_CONNECTOR_INGRESS_TRUST_PROXY: text
    .regex(/^(true|[0-9a-fA-F.:/,\s]+)$/, 'must be true, or addresses and networks such as 10.0.0.0/8, with commas')
    .optional(),
  ML_CONNECTOR_PUBLIC_URL: httpUrl.optional(),
  ML_CONNECTOR_CODEC_HOST: host.default('127.0.0.1'),
  ML_CONNECTOR_CODEC_PORT: port.default(8081),
  ML_CONNECTOR_CODEC_TOKEN: text
    .min(16, 'must have at least 16 characters, e.g. from `openssl rand -hex 24`')
    .optional(),
  ML_CONNECTOR_CODEC_ORIGINS: text
    .transform((list) => list.split(/[\s,]+/).filter((word) => word !== ''))
    .pipe(z.array(httpUrl))
    .optional(),
  ML_CONNECTOR_WORKER_HOST: host.default('127.0.0.1'),
  ML_CONNECTOR_WORKER_PORT: port.default(8082),
  ML_CONNECTOR_LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ML_CONNECTOR_LOG_FORMAT: oneOf(['json', 'pretty']).default('json'),
  ML_CONNECTOR_CONFIG: text.default('./connections'),
  ML_CONNECTOR_RETENTION: text
    .regex(/^[1-9]\d{0,3}$/, 'must be a whole number of days from 1 to 9999')
    .default('30')
    .transform(Number),
});

export type Values = z.output<typeof VARIABLES>;
export type VariableName = keyof Values;
export const VARIABLE_NAMES = Object.keys(VARIABLES.shape) as VariableName[];

/** Never printed; each may also be given as NAME_FILE. The master key's file is not read here: the vault does it. */
export const SECRET_NAMES: readonly VariableName[] = [
  'DATABASE_URL',
  'ML_CONNECTOR_MASTER_KEY',
  'ML_CONNECTOR_PREVIOUS_KEYS',
  'TEMPORAL_API_KEY',
  'ML_CONNECTOR_CODEC_TOKEN',
];
/** Read by the launcher and by tests, not here; known so that they are not taken for typing errors. */
export const OTHER_NAMES = ['ML_CONNECTOR_NO_SETUP', 'ML_CONNECTOR_CACHE', 'ML_CONNECTOR_TEST_TEMPORAL'];
