/**
 * Customers: look-ups, changes, and the chain of parents above one.
 * The trap: names and e-mail addresses are personal data; an e-mail address is not unique, so every match is answered.
 */
import { ConnectorError } from '../http/errors.ts';
import { instantOf, timeColumn } from './account-time.ts';
import { type Row, readChanged } from './keyset.ts';
import type { Customer, CustomerQuery, CustomerWithParents, KeysetPage, ReadPage, TimeWindow } from './read-types.ts';
import { invalid, type Session } from './session.ts';
import { allRows } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import { flagOf, present } from './values.ts';

const NEEDED = ['entityid', 'externalid', 'email', 'isinactive'];
const OPTIONAL = ['companyname', 'isperson', 'parent', 'subsidiary', 'terms', 'category', 'partner'];
const MAX_DEPTH = 10;

/** All that are given must fit; e-mail addresses without regard to case. Throws `Invalid` code BAD_LOOKUP for nothing given. */
export async function findCustomers(session: Session, query: CustomerQuery): Promise<Customer[]> {
  const given = [
    { condition: 'c.id = ?', value: query.id },
    { condition: 'c.externalid = ?', value: query.externalId },
    { condition: 'c.entityid = ?', value: query.entityId },
    { condition: 'LOWER(c.email) = ?', value: query.email?.toLowerCase() },
  ].filter(({ value }) => value !== undefined && value !== '');
  if (given.length === 0) throw invalid('BAD_LOOKUP', 'A customer can only be looked up by something.');
  if (query.id !== undefined && !/^\d+$/.test(query.id)) return [];
  const custom = customColumns(query.custom);
  const rows = await withColumns(session, 'customer', OPTIONAL, (columns) => {
    const names = [...NEEDED, ...columns, ...custom].map((column) => `c.${column}`).join(', ');
    const select = `SELECT c.id, ${names}, ${timeColumn('c.lastmodifieddate', 'modifiedat')} FROM customer c`;
    const where = given.map(({ condition }) => condition).join(' AND ');
    return allRows(
      session,
      `${select} WHERE ${where} ORDER BY c.id`,
      given.map(({ value }) => value ?? ''),
    );
  });
  return rows.map((row) => toCustomer(session, row, custom));
}

/** Customers changed in the window, oldest change first. */
export async function readCustomersChangedSince(
  session: Session,
  window: TimeWindow,
  page: KeysetPage & { custom?: string[] } = {},
): Promise<ReadPage<Customer>> {
  const custom = customColumns(page.custom);
  const changed = await withColumns(session, 'customer', OPTIONAL, (columns) => {
    const names = [...NEEDED, ...columns, ...custom].map((column) => `c.${column}`).join(', ');
    const query = { columns: names, from: 'customer c', id: 'c.id', modified: 'c.lastmodifieddate' };
    return readChanged(session, { ...query, where: [], params: [] }, window, page);
  });
  return { ...changed, rows: changed.rows.map((row) => toCustomer(session, row, custom)) };
}

/** undefined when there is none. One query for the customer and one for each parent above it. */
export async function readCustomer(
  session: Session,
  id: string,
  custom: string[] = [],
): Promise<CustomerWithParents | undefined> {
  const [customer] = await findCustomers(session, { id, custom });
  if (customer === undefined) return undefined;
  const parentIds: string[] = [];
  let parent = customer.parentId;
  while (parent !== undefined && parent !== id && !parentIds.includes(parent) && parentIds.length < MAX_DEPTH) {
    parentIds.push(parent);
    const [above] = await allRows(session, 'SELECT c.parent FROM customer c WHERE c.id = ?', [parent]);
    parent = above?.parent;
  }
  return { ...customer, parentIds };
}

/** Only `custentity…` may be put into the text of a query. */
function customColumns(names: string[] = []): string[] {
  const bad = names.find((name) => !/^custentity\w+$/i.test(name));
  if (bad === undefined) return [...new Set(names.map((name) => name.toLowerCase()))];
  const message = `"${bad}" is not a custom column of a customer: use custentity…`;
  throw new ConnectorError({ type: 'Config', system: 'netsuite', code: 'BAD_FIELD', message });
}

function toCustomer(session: Session, row: Row, custom: string[]): Customer {
  return present({
    id: row.id ?? '',
    entityId: row.entityid ?? '',
    externalId: row.externalid,
    companyName: row.companyname,
    email: row.email,
    isPerson: row.isperson === undefined ? undefined : flagOf(row.isperson),
    parentId: row.parent === row.id ? undefined : row.parent,
    subsidiaryId: row.subsidiary,
    termsId: row.terms,
    categoryId: row.category,
    partnerId: row.partner,
    isInactive: flagOf(row.isinactive),
    modifiedAt: instantOf(row.modifiedat, session.settings.timeZone),
    custom: Object.fromEntries(custom.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]]))),
  });
}
