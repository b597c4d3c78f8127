/** The environment: defaults, `.env`, secrets from files, and errors that name the variable and what it must hold. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { codecEndpoint, codecToken } from '../../runtime/codec-token.ts';
import { describeEnv, loadEnv } from '../../runtime/env.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'env-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('without any variable everything has a sensible local value', () => {
  const env = loadEnv({}, dir);
  expect(env.home).toBe(join(dir, '.data'));
  expect(env.sqliteFile).toBe(join(dir, '.data', 'ml-connector.db'));
  expect(env.databaseUrl).toBeUndefined();
  expect(env.keys).toEqual({});
  expect(env.temporal).toMatchObject({
    address: '127.0.0.1:7233',
    external: false,
    namespace: 'ml-connector',
    retentionDays: 30,
  });
  expect(env.temporal.tls).toBeUndefined();
  expect(env.ingress.publicUrl).toBe('http://127.0.0.1:8080');
  expect(env.codec.origins).toEqual(['http://localhost:8233', 'http://127.0.0.1:8233']);
  expect(env.configPath).toBe(join(dir, 'connections'));
});

test('.env is read, and the real environment wins over it', () => {
  writeFileSync(join(dir, '.env'), 'ML_CONNECTOR_INGRESS_PORT=9001\nTEMPORAL_NAMESPACE="from-file"\n');
  const env = loadEnv({ TEMPORAL_NAMESPACE: 'from-environment' }, dir);
  expect(env.ingress.port).toBe(9001);
  expect(env.temporal.namespace).toBe('from-environment');
});

test('an empty variable counts as unset', () => {
  writeFileSync(join(dir, '.env'), 'TEMPORAL_ADDRESS=temporal.example.com:7233\n');
  const env = loadEnv({ DATABASE_URL: '', TEMPORAL_ADDRESS: ' ' }, dir);
  expect(env.databaseUrl).toBeUndefined();
  expect(env.temporal).toMatchObject({ address: 'temporal.example.com:7233', external: true });
});

test('a secret may come from a file; both at once is refused', () => {
  const file = join(dir, 'db-url');
  writeFileSync(file, 'postgres://app:pw@db/app\n');
  expect(loadEnv({ DATABASE_URL_FILE: file }, dir).databaseUrl).toBe('postgres://app:pw@db/app');
  expect(() => loadEnv({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://x/y' }, dir)).toThrow(
    'Both DATABASE_URL and DATABASE_URL_FILE are set.',
  );
  expect(() => loadEnv({ TEMPORAL_API_KEY_FILE: join(dir, 'absent') }, dir)).toThrow(
    /TEMPORAL_API_KEY_FILE cannot be read/,
  );
});

test('the master key file is the usual one when it exists and nothing else is said', () => {
  writeFileSync(join(dir, 'master.key'), 'x');
  expect(loadEnv({ ML_CONNECTOR_HOME: dir }, dir).keys).toEqual({ masterKeyFile: join(dir, 'master.key') });
  expect(loadEnv({ ML_CONNECTOR_HOME: dir, ML_CONNECTOR_MASTER_KEY: 'a:b' }, dir).keys).toEqual({ masterKey: 'a:b' });
});

test.each([
  [
    { ML_CONNECTOR_INGRESS_PORT: '80a' },
    'ML_CONNECTOR_INGRESS_PORT must be a port, a whole number from 1 to 65535 (it is "80a").',
  ],
  [{ ML_CONNECTOR_INGRESS_PORT: '65536' }, 'ML_CONNECTOR_INGRESS_PORT must be a port'],
  [{ ML_CONNECTOR_INGRESS_PORT: 'tcp://10.0.0.1:80' }, 'enableServiceLinks: false'],
  [{ TEMPORAL_ADDRESS: 'http://temporal:7233' }, 'TEMPORAL_ADDRESS must be host:port'],
  [{ ML_CONNECTOR_LOG_FORMAT: 'xml' }, 'ML_CONNECTOR_LOG_FORMAT must be one of json, pretty (it is "xml").'],
  [{ ML_CONNECTOR_RETENTION: '0' }, 'ML_CONNECTOR_RETENTION must be a whole number of days'],
  [{ ML_CONNECTOR_PUBLIC_URL: 'connector.example.com' }, 'ML_CONNECTOR_PUBLIC_URL must be a web address'],
  [{ TEMPORAL_TLS_CERT: 'c.pem' }, 'Only one of TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY is set.'],
  [{ ML_CONNECTOR_LOG_LEVEL: 'loud', ML_CONNECTOR_CODEC_PORT: '0' }, /CODEC_PORT must be[\s\S]*LOG_LEVEL must be/],
])('%j is refused in plain words', (source, message) => {
  expect(() => loadEnv(source, dir)).toThrow(message);
});

test('a secret never shows, neither in an error nor in the start print', () => {
  expect(() => loadEnv({ DATABASE_URL: 'mysql://u:hunter2@db' }, dir)).toThrow(
    /^DATABASE_URL must start with postgres:[\s\S]*\.$/,
  );
  expect(() => loadEnv({ DATABASE_URL: 'mysql://u:hunter2@db' }, dir)).not.toThrow(/hunter2/);
  const shown = describeEnv(
    loadEnv({ DATABASE_URL: 'postgres://u:hunter2@db/x', ML_CONNECTOR_MASTER_KEY: 'hunter2' }, dir),
  );
  expect(shown).toMatchObject({
    DATABASE_URL: 'set',
    ML_CONNECTOR_MASTER_KEY: 'set',
    TEMPORAL_API_KEY: 'unset',
    ML_CONNECTOR_INGRESS_PORT: '8080 (default)',
  });
  expect(JSON.stringify(shown)).not.toContain('hunter2');
});

test('a mistyped variable is told, with the one that was meant', () => {
  expect(loadEnv({ ML_CONNECTOR_MASTERKEY: 'x' }, dir).warnings).toEqual([
    'ML_CONNECTOR_MASTERKEY is not a variable of this program; did you mean ML_CONNECTOR_MASTER_KEY?',
  ]);
});

test('an API key or a certificate switches TLS on', () => {
  expect(loadEnv({ TEMPORAL_API_KEY: 'k' }, dir).temporal.tls).toEqual({});
  expect(loadEnv({ TEMPORAL_TLS_CA: 'ca.pem' }, dir).temporal.tls).toEqual({ caFile: join(dir, 'ca.pem') });
});

test('the codec token is made once and then kept', () => {
  const env = loadEnv({}, dir);
  const token = codecToken(env);
  expect(token).toMatch(/^[0-9a-f]{48}$/);
  expect(codecToken(env)).toBe(token);
  expect(codecEndpoint(env)).toBe(`http://127.0.0.1:8081/${token}`);
  expect(codecToken(loadEnv({ ML_CONNECTOR_CODEC_TOKEN: 'given-by-the-owner' }, dir))).toBe('given-by-the-owner');
});
