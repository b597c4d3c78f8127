// How long texts may be, and what telephone numbers, addresses on the web and e-mail addresses must look like.
// Trap: one wrong value fails the whole create; real accounts do not cut texts.
import { invalidFieldValue, userError } from '../ns-error.ts';
import type { Value, World } from '../world.ts';

const LIMITS: Readonly<Record<string, number>> = {
  companyName: 83,
  entityId: 80,
  firstName: 32,
  middleName: 32,
  lastName: 32,
  email: 254,
  altEmail: 254,
  comments: 4000,
  addressee: 83,
  attention: 83,
  addr1: 150,
  addr2: 150,
  addr3: 150,
  city: 50,
  zip: 36,
  addrPhone: 32,
  phone: 32,
  memo: 999,
  otherRefNum: 45,
  description: 4000,
  itemId: 60,
};
const PHONES = ['phone', 'altPhone', 'homePhone', 'mobilePhone', 'fax', 'addrPhone'];
const EMAILS = ['email', 'altEmail'];
const SHORTEST_PHONE = 7;
const SCHEME = /^(https?|ftp|file):\/\//i;
const EMAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;

function checkText(name: string, value: string): void {
  const limit = LIMITS[name];
  if (limit !== undefined && value.length > limit) {
    throw userError(
      `The field ${name.toLowerCase()} contained more than the maximum number ( ${limit} ) of characters allowed.`,
    );
  }
  if (PHONES.includes(name) && value !== '' && value.length < SHORTEST_PHONE)
    throw userError('Phone number should have seven digits or more.');
}

/** Checks the texts of a record, a line or an address, and of the addresses in it. */
export function checkTexts(world: World, values: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) checkTexts(world, value);
    if (typeof value !== 'string') continue;
    if (world.switches.enforceFieldLengths) checkText(name, value);
    if (name === 'url' && value !== '' && !SCHEME.test(value))
      throw userError('Invalid URL. Url must start with http://, https://, ftp://, or file://.');
    if (EMAILS.includes(name) && value !== '' && !EMAIL.test(value)) throw invalidFieldValue(value, name, name);
  }
}
