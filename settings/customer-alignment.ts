/**
 * Settings of the sync `customerAlignment` (ShipStation order owners ↔ Fusion customers), as they stand in the connection's
 * file under `syncs.customerAlignment`. The trap: an invoice's customer follows from these rules, so a rule that is too wide
 * bills the wrong one; what fits several waits.
 */
import { z } from 'zod';
import { recheckShape, recordId, sweepShape } from './common.ts';
import { type CustomerProfilesSettings, MOST_FIELD_LENGTH, templateOf } from './customer-profiles.ts';

const ownerMatchSchema = z
  .strictObject({
    shipstation: z
      .enum(['customerUsername', 'customerEmail', 'customField1', 'customField2', 'customField3'])
      .describe('Field of the ShipStation order'),
    fusion: z
      .enum(['accountNumber', 'email'])
      .describe('accountNumber: the customer account’s number; email: an address of its party'),
    prefix: z.string().optional().describe('Put before the ShipStation value'),
    stripPrefix: z.string().optional().describe('Taken off the ShipStation value first, e.g. "acct="'),
  })
  .describe('Tried in order; the first rule that finds exactly one customer wins');

const createShape = z
  .strictObject({
    at: z
      .enum(['posting', 'order'])
      .default('posting')
      .describe('When: with the first posting of an order, or as soon as an open order is seen'),
    kind: z
      .enum(['auto', 'organization', 'person'])
      .default('auto')
      .describe('What is made; auto = an organisation where the bill-to address names a company, else a person'),
    profileClass: z.string().min(1).default('DEFAULT').describe('Customer profile class of the account'),
    setId: recordId.optional().describe('Id of the reference data set of the account’s site, in quotes'),
    sourceSystem: z
      .string()
      .min(1)
      .optional()
      .describe('Source system that is registered in Fusion for us; absent = a party is known by its e-mail only'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'two capitals, e.g. US')
      .default('US')
      .describe('For addresses that name no country'),
  })
  .prefault({})
  .describe('How a customer is created where onUnknown says so');

const template = templateOf(['accountNumber', 'company']);

export const customerAlignmentSchema = z.strictObject({
  enabled: z.boolean().default(false),
  sweep: sweepShape({ every: '15m', overlap: '90m' }),
  recheck: recheckShape,
  match: z
    .array(ownerMatchSchema)
    .min(1)
    .default([
      { shipstation: 'customerEmail', fusion: 'email' },
      { shipstation: 'customerUsername', fusion: 'accountNumber' },
    ]),
  onUnknown: z
    .enum(['channel', 'create', 'wait'])
    .default('channel')
    .describe(
      'An owner who is no customer in Fusion: bill to the customer of the sales channel, create a customer, or wait for a person',
    ),
  create: createShape,
  channelOnly: z
    .array(z.string().regex(/^\d+$/, 'a store id is digits, in quotes'))
    .default([])
    .describe('Stores whose orders are billed to the channel’s customer whoever owns them, e.g. marketplaces'),
  remember: z
    .boolean()
    .default(true)
    .describe('Keep for a day whose an e-mail address or a number is; false = Fusion is asked each time'),
  username: z
    .enum(['whenEmpty', 'whenEmptyOrEmail', 'never'])
    .default('whenEmpty')
    .describe('When the account number is written as the order’s username'),
  customField1: template.default('{accountNumber}'),
  customField2: template.default('{company}'),
  customField3: template.default('').describe('Empty = this field is left alone'),
  fieldLength: z
    .int()
    .min(10)
    .max(MOST_FIELD_LENGTH)
    .default(MOST_FIELD_LENGTH)
    .describe('Most characters of a custom field; pieces that do not fit are left out whole'),
});

export type CustomerAlignmentSettings = z.infer<typeof customerAlignmentSchema>;
export type OwnerMatchRule = z.infer<typeof ownerMatchSchema>;

/** `unknown`: what else makes orders due again when it is changed. */
type ProfileSettings = CustomerProfilesSettings & { unknown: string };

/** What is written on orders, in the words of customerProfiles, whose mapping does it. Addresses and tags stay as they are. */
export function asProfileSettings(settings: CustomerAlignmentSettings): ProfileSettings {
  const { enabled, sweep, recheck, match, onUnknown } = settings;
  const { username, customField1, customField2, customField3, fieldLength } = settings;
  return {
    ...{ enabled, sweep, recheck, username, customField1, customField2, customField3, fieldLength },
    match: match.map(({ fusion, ...rule }) => ({ ...rule, netsuite: fusion })),
    unknown: onUnknown === 'create' ? `create at ${settings.create.at}` : onUnknown,
    onUnknown: onUnknown === 'wait' ? 'wait' : 'leave',
    accountNumber: 'entityId',
    reseller: 'none',
    webhook: true,
    billTo: false,
    shipTo: false,
    tags: {},
  };
}
