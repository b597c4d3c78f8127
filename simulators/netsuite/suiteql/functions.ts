// The Oracle functions that SuiteQL offers, as functions of the embedded database.
// Trap: SQLite calls them for every row, so they must not throw on NULL.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { NsError } from '../ns-error.ts';
import { referenceName, statusText } from '../records/names.ts';
import type { World } from '../world.ts';
import {
  addDays,
  addMonths,
  dateFromMs,
  daysBetween,
  formatDate,
  isDate,
  parseDate,
  parseImplicit,
  truncDate,
} from './dates.ts';

type Arg = SQLInputValue;

/** An error raised inside a function; kept aside, as the database hides its type. */
export interface FunctionFault {
  error: NsError | undefined;
}

const QUERY_PREFIX = 'Invalid search query. Detailed unprocessed description follows. ';

export function queryError(text: string): NsError {
  return new NsError(400, {
    detail: QUERY_PREFIX + text,
    'o:errorCode': 'INVALID_PARAMETER',
    'o:errorQueryParam': 'q',
  });
}

const DF_TARGETS: Readonly<Record<string, string>> = {
  entity: 'entity',
  item: 'item',
  location: 'location',
  subsidiary: 'subsidiary',
  currency: 'currency',
  transaction: 'transaction',
  createdfrom: 'transaction',
  nextdoc: 'transaction',
  previousdoc: 'transaction',
  department: 'department',
  class: 'classification',
  parent: 'entity',
  shipmethod: 'shipItem',
  postingperiod: 'accountingPeriod',
  account: 'account',
  terms: 'term',
  category: 'customerCategory',
  salesrep: 'employee',
  employee: 'employee',
  partner: 'partner',
  paymentoption: 'paymentMethod',
  inventorynumber: 'inventoryNumber',
};

const text = (value: Arg | undefined) => (value === null || value === undefined ? '' : String(value));

function numberFunctions(db: DatabaseSync): void {
  const exact = { deterministic: true, varargs: true };
  db.function('decode', exact, (...args: Arg[]) => {
    for (let i = 1; i + 1 < args.length; i += 2)
      if (args[i] === args[0] || text(args[i]) === text(args[0])) return args[i + 1] ?? null;
    return args.length % 2 === 0 ? (args[args.length - 1] ?? null) : null;
  });
  db.function('nvl2', exact, (...args: Arg[]) =>
    args[0] === null || args[0] === '' ? (args[2] ?? null) : (args[1] ?? null),
  );
  db.function('to_number', exact, (...args: Arg[]) => (args[0] === null ? null : Number(args[0])));
  const pick = (args: Arg[], first: (a: Arg, b: Arg) => boolean): Arg => {
    let best = args[0] ?? null;
    for (const arg of args) {
      if (arg === null || best === null) return null;
      if (first(arg, best)) best = arg;
    }
    return best;
  };
  db.function('greatest', exact, (...args: Arg[]) => pick(args, (a, b) => a !== null && b !== null && a > b));
  db.function('least', exact, (...args: Arg[]) => pick(args, (a, b) => a !== null && b !== null && a < b));
  db.function('regexp_like', exact, (...args: Arg[]) =>
    args[0] === null
      ? 0
      : Number(new RegExp(text(args[1]), text(args[2]).includes('i') ? 'i' : '').test(text(args[0]))),
  );
  db.function('regexp_replace', exact, (...args: Arg[]) =>
    args[0] === null ? null : text(args[0]).replace(new RegExp(text(args[1]), 'g'), text(args[2])),
  );
  db.function('regexp_substr', exact, (...args: Arg[]) =>
    args[0] === null ? null : (new RegExp(text(args[1])).exec(text(args[0]))?.[0] ?? null),
  );
}

function dateFunctions(db: DatabaseSync, world: World, fault: FunctionFault): void {
  const exact = { deterministic: true, varargs: true };
  const { accountZone, serverZone, dateFormat } = world.settings;
  const fail = (value: string, format: string): null => {
    fault.error = queryError(
      `Search error occurred: Parse of date/time "${value}" failed with date format "${format}" in time zone ${accountZone}`,
    );
    throw fault.error;
  };
  const toDate = (...args: Arg[]) => {
    const value = args[0];
    if (value === null || value === undefined || isDate(value)) return value ?? null;
    const format = args[1] === undefined ? undefined : text(args[1]);
    const parsed = format === undefined ? parseImplicit(text(value), dateFormat) : parseDate(text(value), format);
    return parsed ?? fail(text(value), format ?? dateFormat);
  };
  for (const name of ['to_date', 'to_timestamp', 'to_timestamp_tz']) db.function(name, exact, toDate);
  db.function('ns_implicit_date', exact, (...args: Arg[]) => {
    const value = args[0];
    if (typeof value !== 'string' || isDate(value)) return value ?? null;
    return parseImplicit(value, dateFormat) ?? fail(value, dateFormat);
  });
  db.function('to_char', exact, (...args: Arg[]) => {
    const value = args[0];
    if (value === null || value === undefined) return null;
    if (isDate(value)) return args[1] === undefined ? value : formatDate(value, text(args[1]));
    return text(value);
  });
  db.function('ns_add_days', exact, (...args: Arg[]) => {
    const [value, days] = args;
    if (!isDate(value)) return value === null || days === null ? null : Number(value) + Number(days);
    if (isDate(days)) return null;
    return days === null ? null : addDays(value, Number(days));
  });
  db.function('ns_minus', exact, (...args: Arg[]) => {
    const [a, b] = args;
    if (a === null || b === null) return null;
    if (isDate(a)) return isDate(b) ? daysBetween(a, b) : addDays(a, -Number(b));
    return Number(a) - Number(b);
  });
  db.function('add_months', exact, (...args: Arg[]) => (isDate(args[0]) ? addMonths(args[0], Number(args[1])) : null));
  db.function('trunc', exact, (...args: Arg[]) => {
    const value = args[0];
    if (value === null || value === undefined) return null;
    if (isDate(value)) return truncDate(value, text(args[1]));
    const factor = 10 ** Number(args[1] ?? 0);
    return Math.trunc(Number(value) * factor) / factor;
  });
  db.function('ns_sysdate', () => dateFromMs(world.clock.now(), serverZone));
  db.function('ns_current_date', () => dateFromMs(world.clock.now(), accountZone));
  db.function('sys_extract_utc', exact, (...args: Arg[]) => args[0] ?? null);
}

/** Installs all functions on a database. Errors that they raise are left in `fault`. */
export function installFunctions(db: DatabaseSync, world: World, fault: FunctionFault): void {
  numberFunctions(db);
  dateFunctions(db, world, fault);
  db.function('ns_df', { varargs: true }, (...args: Arg[]) => {
    const [column, value, type] = args;
    if (value === null || value === undefined) return null;
    if (column === 'status' && typeof type === 'string') return statusText(type, text(value));
    if (column === 'type' && typeof type === 'string') return statusText(type, '').split(' : ')[0] ?? null;
    const target = DF_TARGETS[text(column)];
    return (target === undefined ? undefined : referenceName(world, target, text(value))) ?? text(value);
  });
}
