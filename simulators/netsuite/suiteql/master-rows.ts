// Turns customers, items and the small lists into rows of their own tables.
// Trap: `altname` is the name without the number, `entityid` what the account shows as the entity's id.
import { schemaOf } from '../schema/registry.ts';
import { type Line, listOf, type Rec, type Value, type World } from '../world.ts';
import { dateFromDay } from './dates.ts';
import { addressCells, cell, flag, stamps } from './rows.ts';
import type { Row } from './writer.ts';

function altName(rec: Rec): string | null {
  const { companyName, firstName, lastName } = rec.body;
  const person = [firstName, lastName].filter((part) => typeof part === 'string').join(' ');
  return (typeof companyName === 'string' ? companyName : person) || null;
}

function defaultAddress(rec: Rec, kind: 'defaultShipping' | 'defaultBilling'): number | null {
  const line = listOf(rec, 'addressBook').find((entry) => entry[kind] === true);
  return line === undefined ? null : Number(line.id);
}

function special(world: World, rec: Rec): Row {
  const { created, modified } = stamps(world, rec);
  const { subsidiary } = rec.lists;
  return {
    id: Number(rec.id),
    createddate: created,
    datecreated: created,
    lastmodifieddate: modified,
    isinactive: flag(rec.body.isInactive),
    itemtype: schemaOf(rec.type).itemType ?? null,
    islotitem: flag(rec.type === 'lotNumberedInventoryItem'),
    isserialitem: flag(rec.type === 'serializedInventoryItem'),
    fullname: cell(rec.body.fullName ?? rec.body.name ?? rec.body.acctName),
    altname: altName(rec),
    defaultbillingaddress: defaultAddress(rec, 'defaultBilling'),
    defaultshippingaddress: defaultAddress(rec, 'defaultShipping'),
    isperson: flag(rec.body.isPerson),
    subsidiary: cell(subsidiary === undefined ? rec.body.subsidiary : (subsidiary[0]?.id ?? null)),
  };
}

const DATES = ['expirationdate', 'startdate', 'enddate'];

function plain(column: string, value: Value): Row[string] {
  if (typeof value === 'boolean') return flag(value);
  if (DATES.includes(column) && typeof value === 'string') return dateFromDay(value.slice(0, 10));
  return cell(value);
}

/** The row of a customer, vendor, item or small list in its own table. */
export function masterRow(world: World, rec: Rec, columns: readonly string[]): Row {
  const lower = new Map(Object.entries(rec.body).map(([name, value]) => [name.toLowerCase(), value]));
  const own = special(world, rec);
  const row: Row = {};
  for (const column of columns) row[column] = column in own ? (own[column] ?? null) : plain(column, lower.get(column));
  return row;
}

/** The rows of a customer's address book, and of the addresses in it. */
export function addressBookRows(rec: Rec): { books: Row[]; addresses: Row[] } {
  const lines = listOf(rec, 'addressBook');
  const book = (line: Line): Row => ({
    entity: Number(rec.id),
    internalid: Number(line.id),
    addressbookaddress: Number(line.id),
    label: cell(line.label),
    defaultbilling: flag(line.defaultBilling),
    defaultshipping: flag(line.defaultShipping),
    isresidential: flag(line.isResidential),
  });
  const addresses = lines.flatMap((line) => {
    const cells = addressCells(line.addressBookAddress);
    return cells === undefined ? [] : [{ nkey: Number(line.id), ...cells }];
  });
  return { books: lines.map(book), addresses };
}
