/** Fulfilment centres and channels as ShipBob answers them. The trap: the list of centres is a bare array, that of channels is not. */
import { z } from 'zod';
import { compact } from './compact.ts';
import { ianaZone } from './time.ts';
import type { Channel, FulfillmentCenter } from './types.ts';
import { id, list, text } from './values.ts';

export const fulfillmentCenter: z.ZodType<FulfillmentCenter> = z
  .object({
    id,
    name: text,
    timezone: text,
    address1: text,
    city: text,
    state: text,
    country: text,
    zip_code: text,
  })
  .transform(({ timezone, zip_code, name, ...rest }) =>
    compact({
      ...rest,
      name: name ?? rest.id,
      windowsTimeZone: timezone,
      timeZone: timezone === undefined ? undefined : ianaZone(timezone),
      zipCode: zip_code,
    }),
  );

export const channel: z.ZodType<Channel> = z
  .object({ id, name: text, application_name: text, scopes: list(z.string()) })
  .transform(({ application_name, name, ...rest }) =>
    compact({ ...rest, name: name ?? rest.id, application: application_name }),
  );

/** `{id, name}` of a place, where a record only names it. */
export const placeRef = z.object({ id, name: text }).transform((place) => compact(place));
