/**
 * Addresses of V1 orders. The trap: an address is given back whole, so a member that is not named here would be lost where
 * we change one; what we do not change goes back just as it came.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { optionalText } from './schemas-parts.ts';
import type { OrderAddress } from './types.ts';

export const ADDRESS_MEMBERS = [
  'name',
  'company',
  'street1',
  'street2',
  'street3',
  'city',
  'state',
  'postalCode',
  'country',
  'phone',
] as const;

export const address = z
  .object(Object.fromEntries(ADDRESS_MEMBERS.map((name) => [name, optionalText])))
  .nullish()
  .transform((raw): OrderAddress => compact({ ...raw }));
