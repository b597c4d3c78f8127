/**
 * Texts and addresses as NetSuite takes them: its lengths, no emoji, telephone numbers of seven digits at least.
 * The trap: one value that is too long fails the whole record, and a country or province may be missing in Shopify.
 */
import type { RecordBody } from '../../../connectors/netsuite/record-types.ts';
import type { Address } from '../../../connectors/shopify/types.ts';

const LONGEST = {
  name: 32,
  company: 83,
  addressee: 83,
  addr: 150,
  city: 50,
  state: 30,
  zip: 36,
  phone: 32,
  email: 254,
} as const;

const EMAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;
const LEAST_DIGITS = 7;

/** Without what lies outside of the basic plane (emoji), control characters and needless blanks; undefined when empty. */
export function plain(text: string | undefined, longest: number): string | undefined {
  if (text === undefined) return undefined;
  const kept = text
    .normalize('NFC')
    .replace(/[\u{10000}-\u{10FFFF}]|[\u200D\uFE0F]|\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
    .trim();
  return kept === '' ? undefined : kept;
}

export const personName = (text: string | undefined): string | undefined => plain(text, LONGEST.name);
export const companyText = (text: string | undefined): string | undefined => plain(text, LONGEST.company);

/** undefined when NetSuite would refuse it. */
export function phoneOf(text: string | undefined): string | undefined {
  const kept = plain(text, LONGEST.phone);
  return kept !== undefined && kept.replace(/\D/g, '').length >= LEAST_DIGITS ? kept : undefined;
}

export function emailOf(text: string | undefined): string | undefined {
  const kept = text?.trim().toLowerCase();
  return kept !== undefined && kept.length <= LONGEST.email && EMAIL.test(kept) ? kept : undefined;
}

/** A NetSuite address subrecord. Empty fields are left out; undefined when there is nothing to deliver to. */
export function addressOf(address: Address | undefined): RecordBody | undefined {
  if (address === undefined) return undefined;
  const person = plain([address.firstName, address.lastName].filter(Boolean).join(' '), LONGEST.addressee);
  const company = plain(address.company, LONGEST.addressee);
  const streets = streetLines(address);
  const country = plain(address.countryCode, 2);
  const fields: Record<string, string | undefined> = {
    addressee: company ?? person,
    attention: company === undefined ? undefined : person,
    addr1: streets[0],
    addr2: streets[1],
    addr3: streets[2],
    city: plain(address.city, LONGEST.city),
    state: plain(address.provinceCode ?? address.province, LONGEST.state),
    zip: plain(address.zip, LONGEST.zip),
    addrPhone: phoneOf(address.phone),
  };
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (given.length === 0) return undefined;
  return { ...Object.fromEntries(given), ...(country === undefined ? {} : { country: { id: country.toUpperCase() } }) };
}

/** Shopify's two lines; what is too long flows on into the next ones. */
function streetLines(address: Address): string[] {
  const given = [address.address1, address.address2].map((line) => plain(line, LONGEST.addr * 3));
  const lines = given.flatMap((line) => (line === undefined ? [] : wrapped(line)));
  const rest = lines.slice(2).join(' ').slice(0, LONGEST.addr).trim();
  return [...lines.slice(0, 2), ...(rest === '' ? [] : [rest])];
}

function wrapped(line: string): string[] {
  if (line.length <= LONGEST.addr) return [line];
  const blank = line.lastIndexOf(' ', LONGEST.addr);
  const at = blank > LONGEST.addr / 2 ? blank : LONGEST.addr;
  return [line.slice(0, at).trim(), ...wrapped(line.slice(at).trim())];
}
