/**
 * A stock line as Fusion's staged transaction: place, account, unit, instant, keys.
 * The trap: issues are negative; and a transaction date in the future is refused, so what is dated later waits for its day.
 */
import { DateTime } from 'luxon';
import type { FusionBody } from '../../../connectors/fusion/types.ts';
import type { AccountRule, Channel, PeriodSettings, WarehousePlace } from '../../../settings/fusion-common.ts';
import type { InventoryPostingSettings } from '../../../settings/inventory-posting.ts';
import { dayIn } from '../../shared/calendar.ts';
import { skuTable } from '../../shared/sku.ts';
import { accountOf, withCostCenter } from '../account-rules.ts';
import { accountingDay, type DaySetting, decideDay } from '../posting-day.ts';
import { parcelWords } from './parcels.ts';
import type { KnownDetail, LineProblem, Parcel, PostedPlace, StockLine, StockTarget } from './types.ts';

/** What the connection's file says that matters here. */
export type StockContext = {
  sync: InventoryPostingSettings;
  timeZone: string;
  warehouses: Record<string, WarehousePlace>;
  defaultWarehouse?: WarehousePlace | undefined;
  channels: Record<string, Channel>;
  skuAliases: Record<string, string>;
  ignoreSkus: string[];
  periods: PeriodSettings;
  periodRecheckMs: number;
  /** What a person names the record by in commands. */
  record: string;
  now: string;
  nextPeriod?: boolean;
  /** A person asked to send again what disappeared in Fusion. */
  again?: boolean;
};

export type Draft = { body: FusionBody; detail: KnownDetail; note?: string };

const MODES = { online: '1', concurrent: '2', background: '3' } as const;

export const isProblem = (answer: object): answer is LineProblem => 'cause' in answer;

/** The staged row of a line, or why it cannot be made yet. */
export function draftOf(line: StockLine, target: StockTarget, context: StockContext): Draft | LineProblem {
  const place = line.place ?? placeOf(line, context);
  if (isProblem(place)) return place;
  const when = instantOf(
    line.parcel,
    `the ${line.direction} of SKU ${line.sku} for ${parcelWords(line.parcel)}`,
    target.periods,
    {
      ...context,
      setting: context.sync.day,
      books: 'inventory',
    },
  );
  if (isProblem(when)) return when;
  const { sync, now } = context;
  const { organization, subinventory, locator, account } = place;
  const quantity = signed(line);
  const body: FusionBody = {
    OrganizationName: organization,
    ItemNumber: line.item,
    TransactionTypeName: line.direction === 'issue' ? sync.issueType : sync.receiptType,
    TransactionQuantity: { decimal: quantity },
    ...unitOf(line, sync),
    TransactionDate: when.at,
    ...(subinventory === undefined ? {} : { SubinventoryCode: subinventory }),
    ...(locator === undefined ? {} : { LocatorName: locator }),
    [sync.accountIs === 'alias' ? 'AccountAliasCombination' : 'AccountCombination']: account,
    SourceCode: sync.sourceCode,
    SourceHeaderId: { decimal: line.parcel.id },
    SourceLineId: { decimal: line.lineId },
    TransactionReference: line.name,
    ExternalSystemTransactionReference: line.name,
    TransactionMode: MODES[sync.mode],
    ProcessStatus: '1',
    UseCurrentCostFlag: true,
  };
  const { sku, item, lineId, direction } = line;
  const detail: KnownDetail = { ...place, sentAt: now, lineId, sku, item, quantity, direction };
  return { body, detail, ...(when.note === undefined ? {} : { note: when.note }) };
}

/** What leaves is negative. */
export const signed = ({ direction, quantity }: Pick<StockLine, 'direction' | 'quantity'>): string =>
  direction === 'issue' ? `-${quantity}` : quantity;

function unitOf({ sku, item }: StockLine, { units }: InventoryPostingSettings): FusionBody {
  const bySku = skuTable(units.bySku);
  const unit = bySku(sku) ?? bySku(item) ?? units.default;
  return units.as === 'code' ? { TransactionUOM: unit } : { TransactionUnitOfMeasure: unit };
}

type Accounts = { rules: readonly AccountRule[]; general: string | undefined; setting: string };

/** Where the line is booked: organisation by warehouse, account by rule. */
function placeOf(line: StockLine, context: StockContext): PostedPlace | LineProblem {
  const warehouse = warehouseOf(line, context);
  if (isProblem(warehouse)) return warehouse;
  const { accounts, account: general } = context.sync;
  const account = bookedAccount(line, context, { rules: accounts, general, setting: 'syncs.inventoryPosting.account' });
  if (typeof account !== 'string') return account;
  const { organization, subinventory, locator } = warehouse;
  return {
    organization,
    account,
    ...(subinventory === undefined ? {} : { subinventory }),
    ...(locator === undefined ? {} : { locator }),
  };
}

export function warehouseOf({ parcel, sku }: StockLine, context: StockContext): WarehousePlace | LineProblem {
  const { warehouseId } = parcel;
  const listed = warehouseId === undefined ? undefined : context.warehouses[warehouseId];
  const found = listed ?? context.defaultWarehouse;
  if (found !== undefined) return found;
  const which = warehouseId === undefined ? 'no warehouse' : `ShipStation warehouse ${warehouseId}`;
  const fix = `add it under warehouses in the connection's file (or a defaultWarehouse) and apply it`;
  return {
    cause: 'warehouse-unmapped',
    reason: `SKU ${sku} left with ${parcelWords(parcel)} from ${which}, which has no inventory organisation; ${fix}`,
  };
}

/** The account of a line, its cost centre filled in. */
export function bookedAccount(line: StockLine, context: StockContext, accounts: Accounts): string | LineProblem {
  const { storeId, warehouseId } = line.parcel;
  const booked = {
    sku: line.sku,
    ...(storeId === undefined ? {} : { storeId }),
    ...(warehouseId === undefined ? {} : { warehouseId }),
  };
  const found = accountOf(booked, accounts.rules, accounts.general);
  if (found === undefined) {
    return {
      cause: 'account-missing',
      reason: `no account is given for SKU ${line.sku} (store ${storeId ?? '–'}, warehouse ${warehouseId ?? '–'}); set ${accounts.setting} or a rule in the connection's file and apply it`,
    };
  }
  const warehouse = warehouseId === undefined ? undefined : context.warehouses[warehouseId];
  const channel = storeId === undefined ? undefined : context.channels[storeId];
  const costCenter = warehouse?.costCenter ?? channel?.costCenter ?? context.defaultWarehouse?.costCenter;
  return (
    withCostCenter(found, costCenter) ?? {
      cause: 'cost-center-missing',
      reason: `account ${found} of SKU ${line.sku} wants a cost centre, but neither warehouse ${warehouseId ?? '–'} nor store ${storeId ?? '–'} has one; set costCenter in the connection's file and apply it`,
    }
  );
}

type DayContext = Pick<StockContext, 'timeZone' | 'periods' | 'periodRecheckMs' | 'record' | 'now' | 'nextPeriod'> & {
  setting: DaySetting;
  books: 'inventory' | 'the general ledger';
};

/** The instant to book at, in an open period and not in the future; a void is dated by its own moment. */
export function instantOf(
  parcel: Pick<Parcel, 'createdAt' | 'shipDate'>,
  what: string,
  periods: StockTarget['periods'],
  context: DayContext,
): { at: string; day: string; note?: string } | LineProblem {
  const { timeZone, now, setting, nextPeriod, periodRecheckMs } = context;
  const day = accountingDay(parcel, timeZone, setting);
  const decided = decideDay(day, periods, {
    what,
    number: context.record,
    books: context.books,
    onClosed: context.periods.onClosed,
    recheckMs: periodRecheckMs,
    ...(nextPeriod === true ? { nextPeriod } : {}),
  });
  if ('problem' in decided) return { ...decided.problem, recheckMs: decided.recheckMs };
  const today = dayIn(now, timeZone);
  if (decided.day > today) return tooEarly(what, decided.day, timeZone, now);
  const own = dayIn(parcel.createdAt, timeZone) === decided.day ? parcel.createdAt : noonOf(decided.day, timeZone);
  // Both clocks are their owners' own; Fusion refuses what is still to come.
  return { at: earlier(own, now), day: decided.day, ...(decided.note === undefined ? {} : { note: decided.note }) };
}

const earlier = (a: string, b: string): string => (Date.parse(a) < Date.parse(b) ? a : b);

const noonOf = (day: string, zone: string): string =>
  DateTime.fromISO(`${day}T12:00:00`, { zone }).toUTC().toISO() ?? `${day}T12:00:00.000Z`;

function tooEarly(what: string, day: string, zone: string, now: string): LineProblem {
  const startMs = DateTime.fromISO(day, { zone }).toMillis();
  const recheckMs = Math.max(60_000, startMs - Date.parse(now));
  return { cause: 'too-early', reason: `${what} is dated ${day}; it is booked on that day`, recheckMs };
}
