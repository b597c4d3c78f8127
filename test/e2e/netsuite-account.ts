/** A simulated NetSuite account with a key of our own, for the machines of every pair. */
import { generateKeyPairSync } from 'node:crypto';
import type { NetSuiteSimulatorOptions } from '../../simulators/netsuite/options.ts';
import { startNetSuiteSimulator } from '../../simulators/netsuite/server.ts';

export async function startNetSuite(options: NetSuiteSimulatorOptions = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const clientId = 'client-id-of-the-integration';
  const certificate = { kid: 'cert-1', clientId, pem };
  const netSuite = await startNetSuiteSimulator({
    accountId: '123456_SB1',
    concurrencyLimit: 10,
    certificates: [certificate],
    ...options,
  });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { netSuite, certificate, credentials: { kind: 'm2m', clientId, certificateId: 'cert-1', privateKeyPem } };
}
