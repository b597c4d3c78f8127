/**
 * What the front door needs to judge a delivery: parse the pointer, check its host. Signatures are in signature.ts.
 * The trap: V1 deliveries are unsigned, so nothing in them is believed but where to look, and only on known hosts.
 */
import { z } from 'zod';
import { isKnownType, type Pointer, type PointerHosts, trustedUrl } from './pointer.ts';
import { WebhookRejected } from './webhook-rejected.ts';

export { isV2Type } from './pointer.ts';
export { createSignatureVerifier, type SignatureVerifier } from './signature.ts';
export { WebhookRejected } from './webhook-rejected.ts';

const bodySchema = z.object({ resource_url: z.string().min(1), resource_type: z.string().min(1).max(100) });

/** The pointer in a delivery, its type in upper case. WebhookRejected 400 for another shape, 422 for an unknown type. */
export function parsePointer(rawBody: Buffer): Pointer {
  const body = bodySchema.safeParse(parseJson(rawBody));
  if (!body.success) throw new WebhookRejected(400, 'the body is not {resource_url, resource_type}');
  const resourceType = body.data.resource_type.toUpperCase();
  if (!isKnownType(resourceType))
    throw new WebhookRejected(422, `resource_type ${printable(resourceType)} is not known`);
  return { resourceUrl: body.data.resource_url, resourceType };
}

/** WebhookRejected 400 unless the pointer's host is one of the settings' own or a host that the vendor uses. */
export function validatePointerHost(settings: PointerHosts, pointer: Pointer): void {
  const url = trustedUrl(settings, pointer.resourceUrl);
  if ('problem' in url) throw new WebhookRejected(400, url.problem);
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch (cause) {
    throw new WebhookRejected(400, 'the body is not JSON', { cause });
  }
}

/** A stranger's text must not bring line ends or terminal codes into a log. */
const printable = (text: string): string => text.replace(/[^\w.-]/g, '?').slice(0, 60);
