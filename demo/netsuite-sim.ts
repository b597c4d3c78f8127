/**
 * The NetSuite simulator, as every pair with NetSuite uses it: sign-in, seeding, faults.
 * The trap: these go to the control API; what the connector does goes through NetSuite's own REST API.
 */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { controlAt } from './control.ts';
import type { FaultHits } from './scenario.ts';

export type Fault = { kind: string; probability?: number; times?: number; method?: string; path?: string } & Record<
  string,
  unknown
>;

type Seeded = { id: string; tranId?: string; lines?: { line: number; item: string; quantity: number }[] }[];

const LOGIN = { clientId: 'demo-integration', certificateId: 'demo-certificate' };

/** `url` is the simulator's address. */
export function netSuiteAccount(url: string) {
  const control = controlAt(`${url}/__sim`);
  return {
    url,
    control,
    /** Lists of new records (see simulators/netsuite) → what was made of them, in the same order. */
    seed: (body: object) => control.send<Record<string, Seeded>>('POST', '/seed', body),
    /** Registers a new certificate; answers the credentials that sign in with it. */
    signIn: async (): Promise<object> => {
      const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
      await control.send('POST', '/certificates', { kid: LOGIN.certificateId, clientId: LOGIN.clientId, pem });
      const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      return { kind: 'm2m', ...LOGIN, privateKeyPem };
    },
    addFaults: (faults: Fault[]) => control.send('POST', '/faults', faults),
    setFaults: async (faults: Fault[]) => {
      await control.send('DELETE', '/faults');
      if (faults.length > 0) await control.send('POST', '/faults', faults);
    },
    faults: () => control.get<FaultHits[]>('/faults'),
    /** Every access token is refused from now on; a new one can be had. */
    expireTokens: () => control.send('POST', '/tokens/expire', {}),
    stats: () => control.get<{ requests: number; peakInFlight: number }>('/stats'),
  };
}
