/**
 * What a connection's file says about Oracle Fusion, under `fusion`. The descriptions become the JSON Schema of editors.
 * The trap: nothing about a pod can be guessed: its address, its identity domain and the scope are taken as they stand.
 */
import { z } from 'zod';

const plainAddress = (text: string) => {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
};

const address = z
  .url({ protocol: /^https?$/, error: 'an http(s) address' })
  .refine(plainAddress, 'an address without user, password, query or fragment');

export const fusionSettingsSchema = z.strictObject({
  baseUrl: address
    .refine(
      (text) => !/\/(fscmRestApi|crmRestApi|hcmRestApi|fscmService)(\/|$)/.test(text),
      'the pod’s address alone, without /fscmRestApi',
    )
    .describe('Address of your pod, e.g. https://fa-abcd-saasfaprod1.fa.ocs.oraclecloud.com'),
  identityUrl: address
    .optional()
    .describe(
      'Address of your identity domain, e.g. https://idcs-….identity.oraclecloud.com; not needed for kind basic',
    ),
  scope: z
    .string()
    .default('urn:opc:resource:consumer::all')
    .describe(
      'OAuth scope, sent as it stands: audience and scope joined without a blank, as your identity domain shows it',
    ),
  assertionAudience: z.string().default('https://identity.oraclecloud.com/').describe('Audience of signed assertions'),
  apiVersion: z
    .string()
    .regex(/^(latest|[\d.]+)$/)
    .default('11.13.18.05')
    .describe('REST version, or latest'),
  frameworkVersion: z
    .int()
    .min(1)
    .max(9)
    .default(4)
    .describe('REST-Framework-Version of every call; pinned so that quarterly updates do not change shapes'),
  timeoutMs: z.int().min(100).max(600_000).default(120_000).describe('Milliseconds to wait for one answer'),
  pageSize: z.int().min(1).max(500).default(500).describe('Rows asked for per page; Fusion may give fewer'),
  concurrency: z
    .int()
    .min(1)
    .max(32)
    .default(4)
    .describe('Calls at a time on this connection, of all worker processes together; Oracle publishes no limits'),
});

export type FusionSettings = z.input<typeof fusionSettingsSchema>;
export type ResolvedFusionSettings = z.output<typeof fusionSettingsSchema>;

/** Fills in the defaults. Throws ZodError for settings that are not valid. */
export function resolveFusionSettings(settings: FusionSettings): ResolvedFusionSettings {
  const given = fusionSettingsSchema.parse(settings);
  return { ...given, baseUrl: given.baseUrl.replace(/\/+$/, '') };
}
