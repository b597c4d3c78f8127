/**
 * The data converter that every Temporal client and worker of ours must be given.
 * The trap: a client without it cannot read results, and a worker without it writes histories in clear text.
 */
import { fileURLToPath } from 'node:url';
import type { PayloadCodec } from '@temporalio/common';
import type { KeyRing } from './contract.ts';
import { createPayloadCodec } from './payload-codec.ts';

/** Absolute path of the failure converter; also given to `bundleWorkflowCode`. */
export const failureConverterPath = fileURLToPath(new URL('./failure-converter.cjs', import.meta.url));

/** `{ payloadCodecs, failureConverterPath }` as the Temporal SDK takes it. */
export function createDataConverter(ring: KeyRing): { payloadCodecs: PayloadCodec[]; failureConverterPath: string } {
  return { payloadCodecs: [createPayloadCodec(ring)], failureConverterPath };
}
