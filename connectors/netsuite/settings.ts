/**
 * Address and habits of one NetSuite account, as they stand in the connection's file under `netsuite`.
 * The trap: the account is written three ways: `123456_SB1` (realm), `123456-sb1` (host), and either in the UI.
 */
import { IANAZone } from 'luxon';
import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/, error: 'write a full address such as https://…' });

const ITEM_COLUMNS = ['itemid', 'externalid', 'upccode', 'vendorname', 'mpn'] as const;
const customItemColumn = z.templateLiteral(['custitem', z.string().regex(/^[a-z0-9_]+$/)]);
const name = z.string().regex(/^[A-Za-z]\w*$/, 'write a plain table or column name');

/** Where NetSuite itself lives: what an account has until somebody sets another one. */
const NETSUITE_ZONE = 'America/Los_Angeles';

export const netSuiteSettingsSchema = z.strictObject({
  account: z
    .string()
    .regex(/^[A-Za-z0-9]+([_-][A-Za-z0-9]+)?$/, 'write the account id as Setup > Company shows it, e.g. 123456_SB1')
    .describe('Account id as Setup > Company > Company Information shows it, e.g. 123456 or 123456_SB1'),
  baseUrl: webAddress
    .optional()
    .describe('Address of the REST services; default https://<account>.suitetalk.api.netsuite.com'),
  tokenUrl: webAddress
    .optional()
    .describe('Address that gives access tokens; default <baseUrl>/services/rest/auth/oauth2/v1/token'),
  audience: z
    .string()
    .min(1)
    .optional()
    .describe('The `aud` claim of the token request; default tokenUrl. Only needed behind a proxy'),
  realm: z.string().min(1).optional().describe('OAuth 1.0a realm, token-based authentication only; default account'),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(3)
    .describe(
      'Requests in flight at once, of all worker processes together; the account-wide pool is shared with every other integration',
    ),
  timeoutMs: z
    .number()
    .int()
    .min(1_000)
    .max(900_000)
    .default(120_000)
    .describe('Longest wait for one answer in milliseconds; scripts in the account can make a save take 30 s'),
  propertyNameValidation: z
    .enum(['error', 'warning', 'ignore'])
    .default('error')
    .describe('What NetSuite does with a field it does not know; warning and ignore drop it silently'),
  itemColumns: z
    .array(z.union([z.enum(ITEM_COLUMNS), customItemColumn]))
    .min(1)
    .default(['itemid', 'externalid'])
    .describe('Item columns in which a SKU is looked for: itemid, externalid, upccode, vendorname, mpn or custitem…'),
  timeZone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), 'write an IANA name such as America/Los_Angeles')
    .optional()
    .describe('Time zone that queries tell and take times in; default the connection’s own timeZone'),
  stockTable: z
    .enum(['aggregateItemLocation', 'inventoryItemLocations'])
    .default('aggregateItemLocation')
    .describe('Where stock per location is read: the first knows every kind of item, the second only inventory items'),
  kitMembers: z
    .strictObject({
      table: name.default('kitItemMember'),
      kit: name.default('parentitem'),
      item: name.default('item'),
      quantity: name.default('quantity'),
    })
    .prefault({})
    .describe('Table and columns that list the members of kits, should the account name them otherwise'),
  push: z
    .strictObject({
      header: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,64}$/, 'write the name of an HTTP header')
        .default('X-ML-Connector-Secret')
        .describe('Header in which the script in NetSuite sends the secret'),
      allowFrom: z
        .array(z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]))
        .default([])
        .describe('Only these addresses or networks may send events; empty = any that knows the secret'),
    })
    .prefault({})
    .describe('Event notifications from NetSuite; the secret is set with `credentials set <id> netsuite-push`'),
  certificateExpires: z.iso
    .date()
    .optional()
    .describe('Last day of the certificate as the OAuth 2.0 Client Credentials (M2M) Setup page shows it, yyyy-mm-dd'),
});

/** As written: everything but `account` may be missing. */
export type NetSuiteSettings = z.input<typeof netSuiteSettingsSchema>;
export type ResolvedNetSuiteSettings = Omit<
  z.output<typeof netSuiteSettingsSchema>,
  'baseUrl' | 'tokenUrl' | 'audience' | 'realm' | 'timeZone'
> & { baseUrl: string; tokenUrl: string; audience: string; realm: string; timeZone: string };

/** Fills in the defaults, also those that follow from the account. Throws ZodError for settings that are not valid. */
export function resolveNetSuiteSettings(settings: NetSuiteSettings): ResolvedNetSuiteSettings {
  const given = netSuiteSettingsSchema.parse(settings);
  const host = given.account.toLowerCase().replaceAll('_', '-');
  const baseUrl = (given.baseUrl ?? `https://${host}.suitetalk.api.netsuite.com`).replace(/\/+$/, '');
  const tokenUrl = given.tokenUrl ?? `${baseUrl}/services/rest/auth/oauth2/v1/token`;
  return {
    ...given,
    baseUrl,
    tokenUrl,
    audience: given.audience ?? tokenUrl,
    timeZone: given.timeZone ?? NETSUITE_ZONE,
    realm: given.realm ?? given.account.toUpperCase().replaceAll('-', '_'),
  };
}
