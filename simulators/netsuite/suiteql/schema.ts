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
  'expirationdate',
  'startdate',
  'enddate',
  'firstorderdate',
]);

const REFERENCE_COLUMNS =
  'id transaction item location entity subsidiary currency department class createdfrom uniquekey linesequencenumber shipmethod parent ' +
  'previousdoc previousline nextdoc nextline recordid postingperiod nkey account customform terms category salesrep partner ' +
  'employee pricelevel internalid addressbookaddress defaultbillingaddress defaultshippingaddress inventorynumber binnumber ' +
  'inventorystatus parentitem expenseaccount paymentoption';
const NUMBER_COLUMNS =
  'quantity rate netamount foreignamount quantityshiprecv quantitybilled quantitycommitted quantitybackordered quantitypicked ' +
  'quantitypacked quantityonhand quantityavailable quantityonorder quantityintransit averagecostmli onhandvaluemli reorderpoint ' +
  'preferredstocklevel foreigntotal total exchangerate baseprice quantityfulfilled taxtotal foreignamountpaid foreignamountunpaid ' +
  'foreignpaymentamountunused cost averagecost taxrate';

const INTEGERS = new Set(REFERENCE_COLUMNS.split(' '));
const NUMBERS = new Set(NUMBER_COLUMNS.split(' '));

const LINK = 'previousdoc previousline nextdoc nextline linktype previoustype nexttype foreignamount';
const ADDRESS = 'nkey addr1 addr2 addr3 addressee attention city state zip country addrphone';
const STOCK =
  'item location quantityonhand quantityavailable quantitycommitted quantityonorder quantitybackordered quantityintransit ' +
  'averagecostmli onhandvaluemli reorderpoint preferredstocklevel lastquantityavailablechange';

/** Table name (lower case) with its columns. */
export const TABLES: Readonly<Record<string, readonly string[]>> = {
  transaction:
    'id tranid type recordtype trandate entity status externalid otherrefnum memo currency exchangerate foreigntotal total subsidiary createddate lastmodifieddate shippingaddress billingaddress transactionnumber posting voided shipmethod postingperiod createdfrom shipdate location shipstatus email linkedtrackingnumberlist department class duedate terms employee partner paymentoption approvalstatus taxtotal foreignamountpaid foreignamountunpaid foreignpaymentamountunused trandisplayname account'.split(
      ' ',
    ),
  transactionline:
    'transaction id uniquekey linesequencenumber item itemtype quantity rate netamount foreignamount location department class subsidiary mainline taxline iscogs isclosed isfullyshipped quantityshiprecv quantitybilled quantitycommitted quantitybackordered quantitypicked quantitypacked quantityfulfilled createdfrom kitcomponent assemblycomponent memo entity linelastmodifieddate price expenseaccount taxcode taxrate'.split(
      ' ',
    ),
  item: 'id itemid externalid upccode displayname fullname itemtype isinactive lastmodifieddate createddate baseprice description parent islotitem isserialitem subsidiary cost averagecost isfulfillable class department location vendorname mpn'.split(
    ' ',
  ),
  customer:
    'id entityid externalid altname companyname email isperson firstname middlename lastname phone altphone fax url comments subsidiary parent category terms currency pricelevel salesrep partner taxable isinactive lastmodifieddate datecreated defaultbillingaddress defaultshippingaddress creditlimit'.split(
      ' ',
    ),
  vendor:
    'id entityid externalid altname companyname email isperson firstname lastname phone subsidiary category terms currency isinactive lastmodifieddate datecreated'.split(
      ' ',
    ),
  employee: 'id entityid externalid altname firstname lastname email subsidiary isinactive lastmodifieddate'.split(' '),
  partner: 'id entityid externalid altname companyname email subsidiary parent isinactive lastmodifieddate'.split(' '),
  customeraddressbook: 'entity internalid addressbookaddress label defaultbilling defaultshipping isresidential'.split(
    ' ',
  ),
  customeraddressbookentityaddress: ADDRESS.split(' '),
  term: 'id name externalid daysuntilnetdue isinactive'.split(' '),
  customercategory: 'id name externalid isinactive'.split(' '),
  paymentmethod: 'id name externalid isinactive'.split(' '),
  salestaxitem: 'id itemid name externalid rate isinactive'.split(' '),
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
  transactionshippingaddress: ADDRESS.split(' '),
  transactionbillingaddress: ADDRESS.split(' '),
  inventorynumber: 'id inventorynumber externalid item expirationdate lastmodifieddate'.split(' '),
  inventorynumberlocation: 'inventorynumber location item quantityonhand quantityavailable'.split(' '),
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
  ['nexttransactionlinelink', 'previousdoc'],
  ['nexttransactionlinelink', 'nextdoc'],
  ['previoustransactionlinelink', 'previousdoc'],
  ['previoustransactionlinelink', 'nextdoc'],
  ['trackingnumbermap', 'transaction'],
  ['trackingnumber', 'trackingnumber'],
  ['trackingnumber', 'id'],
  ['nexttransactionlink', 'previousdoc'],
  ['nexttransactionlink', 'nextdoc'],
  ['previoustransactionlink', 'previousdoc'],
  ['previoustransactionlink', 'nextdoc'],
  ['transactionshippingaddress', 'nkey'],
  ['transactionbillingaddress', 'nkey'],
  ['transaction', 'entity'],
  ['transactionline', 'item'],
  ['item', 'lastmodifieddate'],
  ['item', 'upccode'],
  ['customer', 'entityid'],
  ['customer', 'email'],
  ['customer', 'parent'],
  ['customer', 'lastmodifieddate'],
  ['vendor', 'externalid'],
  ['customeraddressbook', 'entity'],
  ['customeraddressbookentityaddress', 'nkey'],
  ['kititemmember', 'parentitem'],
  ['inventorynumber', 'item'],
  ['inventorynumberlocation', 'inventorynumber'],
  ['aggregateitemlocation', 'location'],
];

/** Stock tables are read by keyset pages of (item, location). */
export const STOCK_TABLES = ['aggregateitemlocation', 'inventoryitemlocations', 'inventorybalance'];

const KEYED = [
  'transaction',
  'item',
  'customer',
  'vendor',
  'employee',
  'partner',
  'location',
  'subsidiary',
  'shipitem',
  'account',
  'department',
  'classification',
  'currency',
  'accountingperiod',
  'term',
  'customercategory',
  'paymentmethod',
  'salestaxitem',
  'inventorynumber',
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
  const stock = STOCK_TABLES.map((table) => `CREATE INDEX "ix_${table}" ON "${table}" ("item", "location");`);
  return `${[...tables, ...indexes, ...stock].join('\n')}\nINSERT INTO dual VALUES ('X');`;
}
