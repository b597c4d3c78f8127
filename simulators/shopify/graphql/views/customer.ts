// The view of a customer.
// Trap: email and phone are deprecated; clients should read defaultEmailAddress and defaultPhoneNumber.
import type { CustomerRow } from '../../domain/model.ts';
import type { World } from '../../domain/world.ts';
import { connection } from '../connection.ts';
import type { Args, Context, View } from '../context.ts';
import { gid } from '../ids.ts';
import { addressView, instant, metafieldFields } from './basics.ts';
import { orderView } from './order.ts';

export function customerView(world: World, row: CustomerRow): View {
  const orders = () => [...world.orders.values()].filter((order) => order.customerId === row.id);
  return {
    __typename: 'Customer',
    id: gid('Customer', row.id),
    legacyResourceId: String(row.id),
    firstName: row.firstName,
    lastName: row.lastName,
    displayName: [row.firstName, row.lastName].filter((part) => part).join(' ') || row.email || row.phone || '',
    email: row.email,
    phone: row.phone,
    defaultEmailAddress:
      row.email === null ? null : { emailAddress: row.email, marketingState: 'NOT_SUBSCRIBED', validFormat: true },
    defaultPhoneNumber: row.phone === null ? null : { phoneNumber: row.phone, marketingState: 'NOT_SUBSCRIBED' },
    defaultAddress: () => addressView(row.defaultAddress),
    addresses: () => [addressView(row.defaultAddress)].filter((one) => one !== null),
    state: row.state,
    tags: row.tags,
    note: row.note,
    taxExempt: row.taxExempt,
    taxExemptions: [],
    verifiedEmail: true,
    locale: 'en',
    multipassIdentifier: null,
    companyContactProfiles: [],
    numberOfOrders: () => String(orders().length),
    orders: (args: Args, context: Context) =>
      connection(
        orders().map((order) => ({ row: order, id: order.id, value: order.id })),
        args,
        context,
        (order) => orderView(world, order),
      ),
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    ...metafieldFields(row.metafields),
  };
}
