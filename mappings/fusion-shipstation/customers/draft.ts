/**
 * What is made in Fusion of an order's owner: a person or an organisation with an address.
 * The trap: an order's bill-to address is often only a name; then the parcel's address is taken, and without any the record
 * waits, because a site without a place gets no tax and no letter.
 */
import type { OrderAddress } from '../../../connectors/shipstation/types.ts';
import type { CustomerAlignmentSettings } from '../../../settings/customer-alignment.ts';
import type { Problem } from '../types.ts';
import type { CustomerDraft, OwnedOrder } from './types.ts';

/** `reference`: our own name of the customer. */
export function draftCustomer(
  order: OwnedOrder,
  reference: string,
  { create }: CustomerAlignmentSettings,
): { draft: CustomerDraft } | { problem: Problem } {
  const email = order.customerEmail?.trim();
  if (email === undefined || !email.includes('@')) return { problem: incomplete(order, 'no e-mail address') };
  const place = hasPlace(order.billTo) ? order.billTo : order.shipTo;
  if (!hasPlace(place)) return { problem: incomplete(order, 'no address with a street') };
  const company = textOf(order.billTo.company) ?? textOf(place.company);
  const person = textOf(order.billTo.name) ?? textOf(place.name);
  const name = create.kind === 'person' ? (person ?? company) : (company ?? person);
  if (name === undefined) return { problem: incomplete(order, 'no name') };
  const isPerson = create.kind === 'person' || (create.kind === 'auto' && company === undefined);
  const phone = textOf(place.phone);
  return {
    draft: {
      accountName: name,
      party: {
        kind: isPerson ? 'person' : 'organization',
        name,
        email,
        ...(phone === undefined ? {} : { phone }),
        address: addressOf(place, create.country),
        ...(create.sourceSystem === undefined ? {} : { source: { system: create.sourceSystem, reference } }),
      },
    },
  };
}

function addressOf(place: OrderAddress, country: string): CustomerDraft['party']['address'] {
  const { city, state, postalCode } = place;
  return {
    lines: [place.street1, place.street2, place.street3].flatMap((line) => textOf(line) ?? []),
    ...present({ city, state, postalCode }),
    country: textOf(place.country) ?? country,
  };
}

const hasPlace = (address: OrderAddress): boolean => textOf(address.street1) !== undefined;

function textOf(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

type Place = { city?: string; state?: string; postalCode?: string };

const present = (members: { [Name in keyof Place]: string | undefined }): Place =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, text]) => (textOf(text) === undefined ? [] : [[name, textOf(text) ?? '']])),
  );

const incomplete = (order: OwnedOrder, what: string): Problem => ({
  cause: 'customer-incomplete',
  reason: `the owner of order ${order.orderNumber} is no customer in Fusion and cannot be created: the order has ${what}; complete the order in ShipStation, create the customer by hand, or set customerAlignment.onUnknown: channel`,
});
