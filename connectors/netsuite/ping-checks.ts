/**
 * The single checks of `ping`; each is one read and one line of the report.
 * The trap: record permissions and query permissions are separate in NetSuite, so tables are read by SuiteQL.
 */
import { z } from 'zod';
import type { PingCheck } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import { RECORDS, type Session } from './session.ts';
import { suiteQl } from './suiteql.ts';
import { parseAnswer } from './values.ts';

export type TableProbe = { name: string; column: string; permission: string };

const WORKBOOK = 'Setup > SuiteAnalytics Workbook';
const TABLES: TableProbe[] = [
  { name: 'transaction', column: 'id', permission: 'Transactions > Find Transaction and Sales Order (View)' },
  { name: 'transactionline', column: 'id', permission: 'Transactions > Sales Order and Item Fulfillment (View)' },
  { name: 'item', column: 'id', permission: 'Lists > Items (View)' },
  { name: 'location', column: 'id', permission: 'Lists > Locations (View)' },
  { name: 'nextTransactionLineLink', column: 'nextdoc', permission: 'Transactions > Find Transaction (View)' },
];

/** Reads that not every connection makes. */
export type PingNeed = 'stock' | 'kits' | 'customers' | 'periods';

/** The tables that every connection reads, and those of its further needs. */
export function tablesFor(session: Session, needs: PingNeed[]): TableProbe[] {
  const { stockTable, kitMembers } = session.settings;
  const more: Record<PingNeed, TableProbe> = {
    stock: { name: stockTable, column: 'item', permission: 'Lists > Items and Locations (View)' },
    kits: { name: kitMembers.table, column: kitMembers.item, permission: 'Lists > Items (View)' },
    customers: { name: 'customer', column: 'id', permission: 'Lists > Customers (View)' },
    periods: { name: 'accountingperiod', column: 'id', permission: 'Setup > Manage Accounting Periods (View)' },
  };
  return [...TABLES, ...[...new Set(needs)].map((need) => more[need])];
}

const WARN_SKEW_S = 60;
const FAIL_SKEW_S = 300;

const timeSchema = z.looseObject({ serverTime: z.iso.datetime({ offset: true }) });
const limitsSchema = z.looseObject({
  accountConcurrencyLimit: z.number().optional(),
  accountUnallocatedConcurrencyLimit: z.number().optional(),
  integrationConcurrencyLimit: z.number().optional(),
});
const properties = z.record(z.string(), z.unknown()).optional();
const metadataSchema = z.looseObject({
  properties,
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({ properties })).optional() }).optional(),
});

/** NetSuite refuses assertions and signatures of a machine whose clock is minutes off. */
export async function checkClock(session: Session, now: () => Date): Promise<PingCheck> {
  const before = now().getTime();
  const response = await session.send({ method: 'GET', path: '/services/rest/system/v1/serverTime' });
  const ours = (before + now().getTime()) / 2;
  const { serverTime } = parseAnswer(timeSchema, response, 'the server time');
  const seconds = Math.round((ours - Date.parse(serverTime)) / 1000);
  const name = 'clock';
  const size = Math.abs(seconds);
  const detail = `${size} s ${seconds < 0 ? 'behind' : 'ahead of'} NetSuite`;
  if (size <= WARN_SKEW_S) return { name, state: 'ok', detail };
  return { name, state: size > FAIL_SKEW_S ? 'fail' : 'warn', detail, fix: "Set this machine's clock (NTP)." };
}

/** Only administrators may see the limits; everybody else works without knowing them. */
export async function checkConcurrency(session: Session): Promise<PingCheck> {
  const name = 'concurrency';
  const ours = session.settings.concurrency;
  const path = '/services/rest/system/v1/governanceLimits';
  const response = await session.send({ method: 'GET', path }).catch(configIsUndefined);
  if (response === undefined) {
    return { name, state: 'ok', detail: `${ours} at once; the role may not see the account's limits, which is fine` };
  }
  const limits = parseAnswer(limitsSchema, response, 'the limits');
  const limit = limits.integrationConcurrencyLimit ?? limits.accountConcurrencyLimit;
  const detail = `${ours} at once; NetSuite allows ${limit ?? 'an unknown number'}`;
  if (limit === undefined || ours <= limit) return { name, state: 'ok', detail };
  return { name, state: 'warn', detail, fix: `Set netsuite.concurrency to ${limit} or less.` };
}

export async function checkTable(session: Session, table: TableProbe): Promise<PingCheck> {
  const name = `read ${table.name}`;
  const query = `SELECT ${table.column} FROM ${table.name} FETCH FIRST 1 ROWS ONLY`;
  const fix = `Give the role the permissions ${table.permission}, ${WORKBOOK} and Setup > REST Web Services.`;
  try {
    const page = await suiteQl(session, query, [], { limit: 1 });
    if (page.rows.length > 0) return { name, state: 'ok', detail: 'readable' };
    return { name, state: 'warn', detail: 'no row seen: there is none yet, or the role may not see it', fix };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const isOurs = error.type === 'Config' || error.type === 'Invalid';
    return { name, state: 'fail', detail: error.message, ...(isOurs ? { fix } : {}) };
  }
}

/** `shipStatus` exists only in accounts with the feature Pick, Pack and Ship. */
export async function checkPickPackShip(session: Session): Promise<PingCheck> {
  const name = 'pick-pack-ship';
  const response = await session
    .send({
      method: 'GET',
      path: `${RECORDS}/metadata-catalog/itemFulfillment`,
      headers: { accept: 'application/schema+json' },
    })
    .catch(configIsUndefined);
  if (response === undefined) {
    return {
      name,
      state: 'warn',
      detail: 'the role may not see the description of item fulfilments',
      fix: FULFILLMENT_FIX,
    };
  }
  const metadata = parseAnswer(metadataSchema, response, 'the description of item fulfilments');
  if (hasShipStatus(metadata)) return { name, state: 'ok', detail: 'on: item fulfilments have a ship status' };
  return {
    name,
    state: 'warn',
    detail: 'off: item fulfilments have no ship status',
    fix: 'Set syncs.orderShipped.shipStatus to none.',
  };
}

const FULFILLMENT_FIX = 'Give the role the permission Transactions > Item Fulfillment (Full).';

function hasShipStatus(metadata: z.output<typeof metadataSchema>): boolean {
  const schemas = Object.values(metadata.components?.schemas ?? {}).map((schema) => schema.properties);
  return [metadata.properties, ...schemas].some((fields) =>
    Object.keys(fields ?? {}).some((field) => field.toLowerCase() === 'shipstatus'),
  );
}

function configIsUndefined(error: unknown): undefined {
  const isRefusal = error instanceof ConnectorError && (error.type === 'Config' || error.type === 'NotFound');
  if (!isRefusal) throw error;
  return undefined;
}
