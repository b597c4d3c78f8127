/**
 * Settings of the sync `shopifyCustomer` (Shopify customer → NetSuite customer), under `syncs.shopifyCustomer`.
 * The order sync makes its customers by the same settings. The trap: what is not in `owns` is only written at creation.
 */
import { z } from 'zod';
import { recheckShape, recordId, sweepShape } from './common.ts';

export const externalIdPrefixSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,30}$/, 'only letters, digits, _ and -')
  .default('SHOPIFY');

const customEntity = z.string().regex(/^custentity[a-z0-9_]+$/, 'a custentity… field');

const OWNED = ['name', 'email', 'phone', 'addresses', 'consent', 'tags', 'taxExempt', 'inactive'] as const;

export const shopifyCustomerSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '30m', overlap: '10m' }),
  recheck: recheckShape,
  externalIdPrefix: externalIdPrefixSchema.describe(
    'Customers are named <prefix>_CUST_<Shopify customer id>; the same as in shopifyOrder; never change it later',
  ),
  create: z
    .boolean()
    .default(true)
    .describe('false = only update customers that are in NetSuite; new ones come with their first order'),
  matchEmail: z
    .boolean()
    .default(true)
    .describe('A NetSuite customer with the same e-mail is the same customer and gets our external id'),
  owns: z
    .array(z.enum(OWNED))
    .default(['name', 'email', 'phone', 'addresses', 'consent'])
    .describe('Fields that Shopify owns: written again when they differ. All others are only written at creation'),
  companyName: z
    .enum(['person', 'address'])
    .default('person')
    .describe('person = every customer is a person; address = one with a company in the default address is a company'),
  entityId: z
    .enum(['auto', 'nameAndId'])
    .default('auto')
    .describe('auto = NetSuite numbers customers; nameAndId = "Ann Lee 7001", where it does not and names must differ'),
  subsidiary: recordId.optional().describe('NetSuite subsidiary of new customers (OneWorld needs it)'),
  currency: recordId.optional().describe('NetSuite currency id of new customers; absent = the subsidiary’s'),
  category: recordId.optional().describe('NetSuite customer category of new customers'),
  taxItem: recordId.optional().describe('NetSuite tax item of new customers'),
  consentField: z
    .union([z.literal('globalSubscriptionStatus'), customEntity])
    .optional()
    .describe('Where the e-mail marketing consent goes; absent = nowhere'),
  tags: z
    .record(
      z.string(),
      z.strictObject({ field: customEntity, value: z.union([z.string(), z.boolean()]).default(true) }),
    )
    .default({})
    .describe('Shopify tag → custom field and the value that it gets, e.g. wholesale: { field: custentity_b2b }'),
  onDelete: z
    .enum(['inactivate', 'ignore'])
    .default('ignore')
    .describe('A customer deleted in Shopify: make it inactive in NetSuite, or leave it'),
});

export type ShopifyCustomerSettings = z.infer<typeof shopifyCustomerSchema>;
