/**
 * Settings of the sync `customerProfiles` (NetSuite customers → the open orders of ShipStation), as they stand in the
 * connection's file under `syncs.customerProfiles`. The trap: custom fields may be printed on labels and packing slips,
 * so what a template names is seen by whoever holds the parcel.
 */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

const customerField = z
  .string()
  .regex(/^(entityId|externalId|id|custentity[a-z0-9_]+)$/, 'use entityId, externalId, id or a custentity_… field')
  .transform((text) => text as 'entityId' | 'externalId' | 'id' | `custentity${string}`);

export const customerMatchSchema = z
  .strictObject({
    shipstation: z
      .enum(['customerUsername', 'customerEmail', 'customField1', 'customField2', 'customField3'])
      .describe('Field of the ShipStation order'),
    netsuite: z
      .union([z.enum(['accountNumber', 'email']), customerField])
      .describe('Field of the NetSuite customer; accountNumber is the field that accountNumber below names'),
    prefix: z.string().optional().describe('Put before the ShipStation value'),
    stripPrefix: z.string().optional().describe('Taken off the ShipStation value first, e.g. "acct="'),
  })
  .describe('Tried in order; the first rule that finds exactly one customer wins');

const PLACEHOLDERS = [
  'accountNumber',
  'externalId',
  'company',
  'parent',
  'chain',
  'top',
  'reseller',
  'terms',
  'category',
];
export const MOST_FIELD_LENGTH = 100;

/** Text with these names in braces. */
export const templateOf = (known: readonly string[]) =>
  z.string().superRefine((text, context) => {
    for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g)) {
      if (known.includes(name)) continue;
      context.addIssue({ code: 'custom', message: `{${name}} is not known; use ${known.join(', ')}` });
    }
  });

const template = templateOf(PLACEHOLDERS);

const tagTable = z.record(z.string(), z.string().min(1));

export const customerProfilesSchema = z.strictObject({
  enabled: z.boolean().default(false),
  webhook: z
    .boolean()
    .default(true)
    .describe(
      'Subscribe to ShipStation’s notice of new orders, so that they are enriched at once; false = sweeps only',
    ),
  sweep: sweepShape({ every: '15m', overlap: '90m' }),
  recheck: recheckShape,
  match: z
    .array(customerMatchSchema)
    .min(1)
    .default([
      { shipstation: 'customerUsername', netsuite: 'accountNumber' },
      { shipstation: 'customerEmail', netsuite: 'email' },
    ]),
  onUnknown: z
    .enum(['leave', 'wait'])
    .default('leave')
    .describe('An order whose owner is no customer in NetSuite: leave it alone, or let it wait for a person'),
  accountNumber: customerField
    .default('entityId')
    .describe('Which field of a NetSuite customer is its stable account number; becomes the order’s username'),
  reseller: z
    .union([z.enum(['top', 'parent', 'partner', 'none']), customerField])
    .default('top')
    .describe(
      'Who the reseller is: the top of the account’s hierarchy, its parent, its partner, or a custentity_… field',
    ),
  username: z
    .enum(['whenEmpty', 'whenEmptyOrEmail', 'never'])
    .default('whenEmpty')
    .describe('When the account number is written as the order’s username'),
  customField1: template.default('{accountNumber}'),
  customField2: template.default('chain:{chain};reseller:{reseller};terms:{terms};category:{category}'),
  customField3: template.default('').describe('Empty = this field is left alone'),
  fieldLength: z
    .int()
    .min(10)
    .max(MOST_FIELD_LENGTH)
    .default(MOST_FIELD_LENGTH)
    .describe('Most characters of a custom field; pieces that do not fit are left out whole'),
  billTo: z.boolean().default(true).describe('Fill the bill-to address of orders that have none'),
  shipTo: z.boolean().default(true).describe('Fill the ship-to address of orders that have none'),
  tags: z
    .strictObject({ category: tagTable.optional(), terms: tagTable.optional(), reseller: tagTable.optional() })
    .default({})
    .describe('Value of the customer → name of a ShipStation tag, e.g. category: { Wholesale: B2B }'),
});

export type CustomerMatchRule = z.infer<typeof customerMatchSchema>;
export type CustomerProfilesSettings = z.infer<typeof customerProfilesSchema>;
