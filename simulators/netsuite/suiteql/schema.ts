// The tables that can be queried, with their columns.
// Trap: `transaction.type` holds codes (SalesOrd, ItemShip), `recordtype` the REST name in lower case.

export const DATE_COLUMNS: ReadonlySet<string> = new Set([
  'trandate',
  'createddate',
  'lastmodifieddate',
  'shipdate',
  'duedate',
  'deleteddate',
  'actualshipdate',
  'lastquantityavailablechange',
  'datecreated',
  'closedate',
  'linelastmodifieddate',
]);

const REFERENCE_COLUMNS =
  'id transaction item location entity subsidiary currency department class createdfrom uniquekey linesequencenumber shipmethod parent ' +
  'previousdoc previousline nextdoc nextline recordid postingperiod nkey account customform';
const NUMBER_COLUMNS =
  'quantity rate netamount foreignamount quantityshiprecv quantitybilled quantitycommitted quantitybackordered quantitypicked ' +
  'quantitypacked quantityonhand quantityavailable quantityonorder quantityintransit averagecostmli onhandvaluemli reorderpoint ' +
  'preferredstocklevel foreigntotal total exchangerate baseprice quantityfulfilled';

const INTEGERS = new Set(REFERENCE_COLUMNS.split(' '));
const NUMBERS = new Set(NUMBER_COLUMNS.split(' '));

const LINK = 'previousdoc previousline nextdoc nextline linktype previoustype nexttype foreignamount';
const STOCK =
  'item location quantityonhand quantityavailable quantitycommitted quantityonorder quantitybackordered quantityintransit ' +
  'averagecostmli onhandvaluemli reorderpoint preferredstocklevel lastquantityavailablechange';

/** Table name (lower case) with its columns. */
export const TABLES: Readonly<Record<string, readonly string[]>> = {
  transaction:
    'id tranid type recordtype trandate entity status externalid otherrefnum memo currency exchangerate foreigntotal total subsidiary createddate lastmodifieddate shippingaddress billingaddress transactionnumber posting voided shipmethod postingperiod createdfrom shipdate location shipstatus email linkedtrackingnumberlist'.split(
      ' ',
    ),
  transactionline:
    'transaction id uniquekey linesequencenumber item itemtype quantity rate netamount foreignamount location department class subsidiary mainline taxline iscogs isclosed isfullyshipped quantityshiprecv quantitybilled quantitycommitted quantitybackordered quantitypicked quantitypacked quantityfulfilled createdfrom kitcomponent assemblycomponent memo entity linelastmodifieddate'.split(
      ' ',
    ),
  item: 'id itemid externalid upccode displayname fullname itemtype isinactive lastmodifieddate createddate baseprice description parent islotitem isserialitem subsidiary'.split(
    ' ',
  ),
  customer:
    'id entityid externalid companyname email isperson firstname lastname phone subsidiary parent isinactive lastmodifieddate datecreated'.split(
      ' ',
    ),
  vendor: 'id entityid externalid companyname email subsidiary isinactive lastmodifieddate datecreated'.split(' '),
  location: 'id name fullname externalid subsidiary makeinventoryavailable isinactive lastmodifieddate'.split(' '),
  subsidiary: 'id name fullname externalid currency country isinactive'.split(' '),
  shipitem: 'id itemid displayname externalid isinactive'.split(' '),
  account: 'id acctnumber fullname externalid accttype isinactive'.split(' '),
  department: 'id name fullname externalid subsidiary isinactive'.split(' '),
  classification: 'id name fullname externalid subsidiary isinactive'.split(' '),
  currency: 'id name symbol externalid exchangerate isinactive'.split(' '),
  accountingperiod: 'id periodname startdate enddate closed'.split(' '),
  aggregateitemlocation: STOCK.split(' '),
  inventoryitemlocations: STOCK.split(' '),
  inventorybalance:
    'item location binnumber inventorynumber inventorystatus quantityonhand quantityavailable lastmodifieddate'.split(
      ' ',
    ),
  nexttransactionlinelink: LINK.split(' '),
  previoustransactionlinelink: LINK.split(' '),
  nexttransactionlink: 'previousdoc nextdoc linktype'.split(' '),
  previoustransactionlink: 'previousdoc nextdoc linktype'.split(' '),
  transactionshippingaddress: 'nkey addr1 addr2 addr3 addressee attention city state zip country addrphone'.split(' '),
  trackingnumber: 'id trackingnumber'.split(' '),
  trackingnumbermap: 'transaction trackingnumber'.split(' '),
  kititemmember: 'parentitem item quantity'.split(' '),
  deletedrecord: 'recordid recordtypeid deleteddate name'.split(' '),
  dual: ['dummy'],
};

const INDEXES: readonly [string, string][] = [
  ['transactionline', 'transaction'],
  ['transaction', 'externalid'],
  ['transaction', 'tranid'],
  ['transaction', 'otherrefnum'],
  ['transaction', 'lastmodifieddate'],
  ['transaction', 'createdfrom'],
  ['item', 'itemid'],
  ['item', 'externalid'],
  ['customer', 'externalid'],
  ['aggregateitemlocation', 'item'],
  ['nexttransactionlinelink', 'previousdoc'],
  ['nexttransactionlinelink', 'nextdoc'],
  ['previoustransactionlinelink', 'previousdoc'],
  ['previoustransactionlinelink', 'nextdoc'],
  ['trackingnumbermap', 'transaction'],
  ['trackingnumber', 'trackingnumber'],
  ['nexttransactionlink', 'previousdoc'],
  ['nexttransactionlink', 'nextdoc'],
  ['previoustransactionlink', 'previousdoc'],
  ['previoustransactionlink', 'nextdoc'],
  ['transactionshippingaddress', 'nkey'],
  ['inventoryitemlocations', 'item'],
  ['inventorybalance', 'item'],
];

const KEYED = [
  'transaction',
  'item',
  'customer',
  'vendor',
  'location',
  'subsidiary',
  'shipitem',
  'account',
  'department',
  'classification',
  'currency',
  'accountingperiod',
];

function columnType(table: string, column: string): string {
  if (column === 'id' && KEYED.includes(table)) return 'INTEGER PRIMARY KEY';
  if (INTEGERS.has(column)) return 'INTEGER';
  return NUMBERS.has(column) ? 'NUMERIC' : 'TEXT';
}

/** The statements that make all tables and indexes. */
export function createStatements(): string {
  const tables = Object.entries(TABLES).map(
    ([table, columns]) =>
      `CREATE TABLE "${table}" (${columns.map((column) => `"${column}" ${columnType(table, column)}`).join(', ')});`,
  );
  const indexes = INDEXES.map(([table, column]) => `CREATE INDEX "ix_${table}_${column}" ON "${table}" ("${column}");`);
  return `${[...tables, ...indexes].join('\n')}\nINSERT INTO dual VALUES ('X');`;
}
