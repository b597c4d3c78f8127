// A customer's address book: ids of its entries, which one is the default, and the text that NetSuite makes of an address.
// Trap: at most one entry is the default for shipping and one for billing; setting a new one clears the old one.
import { missingValue } from '../ns-error.ts';
import { enumLabel } from '../schema/enums.ts';
import { type Line, listOf, type Rec, type Value } from '../world.ts';

const DEFAULTS = ['defaultShipping', 'defaultBilling'] as const;
const FIRST_ID_FACTOR = 100;

function isAddress(value: Value): value is Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The address in lines, as shown on paper. */
export function addressText(address: Line): string {
  const { attention, addressee, addr1, addr2, addr3, city, state, zip, country } = address;
  const place = [city, state, zip].filter((part) => typeof part === 'string' && part !== '').join(' ');
  const land = typeof country === 'string' ? enumLabel('country', country) : undefined;
  return [attention, addressee, addr1, addr2, addr3, place, land]
    .filter((part) => typeof part === 'string' && part !== '')
    .join('\n');
}

function newest(lines: readonly Line[], previous: readonly Line[], name: (typeof DEFAULTS)[number]): Line | undefined {
  const wanting = lines.filter((line) => line[name] === true);
  const fresh = wanting.find((line) => previous.find((old) => old.id === line.id)?.[name] !== true);
  return fresh ?? wanting[0];
}

/** Numbers the entries, completes their addresses and leaves one default of each kind. */
export function prepareAddressBook(draft: Rec, previous: Rec | undefined): void {
  const lines = listOf(draft, 'addressBook');
  let last = lines.reduce((most, line) => Math.max(most, Number(line.id ?? 0)), Number(draft.id) * FIRST_ID_FACTOR - 1);
  for (const line of lines) {
    if (!isAddress(line.addressBookAddress)) throw missingValue('Address');
    line.id ??= last + 1;
    last = Math.max(last, Number(line.id));
    line.internalId = line.id;
    line.addressBookAddress.country ??= 'US';
    line.addressBookAddress.addrText = addressText(line.addressBookAddress);
  }
  const before = previous === undefined ? [] : listOf(previous, 'addressBook');
  for (const name of DEFAULTS) {
    const chosen = newest(lines, before, name);
    for (const line of lines) line[name] = line === chosen;
  }
  const main = lines.find((line) => line.defaultBilling === true);
  if (main !== undefined && isAddress(main.addressBookAddress))
    draft.body.defaultAddress = String(main.addressBookAddress.addrText);
  else delete draft.body.defaultAddress;
}

/** An entry's address by the entry's id, or the default one of a kind; undefined when there is none. */
export function addressOf(entity: Rec, wanted: string | (typeof DEFAULTS)[number]): Line | undefined {
  const line = listOf(entity, 'addressBook').find((entry) => String(entry.id) === wanted || entry[wanted] === true);
  return line !== undefined && isAddress(line.addressBookAddress) ? line.addressBookAddress : undefined;
}
