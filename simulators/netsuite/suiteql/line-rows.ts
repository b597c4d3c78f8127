// Turns a stored transaction into its rows in `transactionline`.
// Trap: sales lines carry negative quantities and amounts; shipping, discount and tax are lines too, and a posted fulfilment
// has cost-of-goods lines besides its item lines.
import { money, times } from '../decimal.ts';
import { asNumber, type Line, listOf, type Rec, type Value, type World } from '../world.ts';
import { cell, customCells, flag, stamps } from './rows.ts';
import type { Row } from './writer.ts';

const NEGATIVE = ['salesOrder', 'invoice', 'cashSale', 'itemFulfillment', 'transferOrder', 'vendorCredit'];
const RECEIVED = ['purchaseOrder', 'returnAuthorization'];

const signOf = (rec: Rec) => (NEGATIVE.includes(rec.type) ? -1 : 1);
const signed = (rec: Rec, value: Value) => (typeof value === 'number' ? (value === 0 ? 0 : signOf(rec) * value) : null);

function amountOf(line: Line, quantity: number): number | undefined {
  if (typeof line.amount === 'number') return line.amount;
  return line.rate === undefined ? undefined : money(times(quantity, asNumber(line.rate)));
}

function lineRow(rec: Rec, line: Line, sequence: number, modified: string): Row {
  const quantity = asNumber(line.quantity ?? line.adjustQtyBy);
  const amount = amountOf(line, quantity);
  const shipped = RECEIVED.includes(rec.type) ? line.quantityReceived : line.quantityFulfilled;
  return {
    transaction: Number(rec.id),
    id: asNumber(line.line),
    uniquekey: cell(line.lineUniqueKey) ?? Number(rec.id) * 1000 + asNumber(line.line),
    linesequencenumber: sequence,
    item: cell(line.item),
    itemtype: cell(line.itemType),
    quantity: signed(rec, quantity),
    rate: cell(line.rate),
    netamount: signed(rec, amount),
    foreignamount: signed(rec, amount),
    location: cell(line.location ?? rec.body.location ?? rec.body.adjLocation),
    department: cell(line.department),
    class: cell(line.class),
    subsidiary: cell(rec.body.subsidiary),
    mainline: 'F',
    taxline: 'F',
    iscogs: 'F',
    isclosed: flag(line.isClosed),
    isfullyshipped: flag(asNumber(shipped) >= quantity && quantity > 0),
    quantityshiprecv: asNumber(shipped),
    quantitybilled: asNumber(line.quantityBilled),
    quantitycommitted: cell(line.quantityCommitted),
    quantitybackordered: cell(line.quantityBackOrdered),
    quantitypicked: cell(line.quantityPicked),
    quantitypacked: cell(line.quantityPacked),
    createdfrom: cell(rec.body.createdFrom),
    kitcomponent: flag(line.kitMemberOf !== undefined),
    assemblycomponent: 'F',
    memo: cell(line.description ?? line.memo),
    entity: cell(rec.body.entity),
    linelastmodifieddate: modified,
    price: cell(line.price),
    expenseaccount: cell(line.account),
    taxcode: cell(line.taxCode),
    taxrate: cell(line.taxRate1),
  };
}

function mainRow(rec: Rec, modified: string): Row {
  const row = lineRow(rec, { line: 0 }, 0, modified);
  const nothing = { item: null, itemtype: null, quantity: null };
  return { ...row, ...nothing, mainline: 'T', foreignamount: cell(rec.body.total), netamount: cell(rec.body.total) };
}

function cogsRow(row: Row): Row {
  const id = Number(row.id) + 1;
  const quantity = -Number(row.quantity);
  return { ...row, id, uniquekey: Number(row.uniquekey) + 1, quantity, iscogs: 'T' };
}

/** Shipping, header discount and tax as lines behind the item lines. */
function extraRows(world: World, rec: Rec, rows: readonly Row[], modified: string): Row[] {
  const { shippingCost, shipMethod, discountTotal, discountItem, taxTotal, subtotal } = rec.body;
  if (!world.switches.extraLines || subtotal === undefined) return [];
  let id = rows.reduce((most, row) => Math.max(most, Number(row.id)), 0);
  const extra = (amount: Value, item: Value, itemType: string): Row[] => {
    if (asNumber(amount) === 0) return [];
    id += 1;
    const line = { line: id, item: item ?? null, itemType, amount: asNumber(amount) };
    return [{ ...lineRow(rec, line, id, modified), quantity: null, taxline: flag(itemType === 'TaxItem') }];
  };
  return [
    ...extra(discountTotal, discountItem, 'Discount'),
    ...extra(shippingCost, shipMethod, 'ShipItem'),
    ...extra(taxTotal, rec.body.taxItem, 'TaxItem'),
  ];
}

/** The rows in `transactionline`, the main line first; `custom` are the table's custom columns. */
export function lineRows(world: World, rec: Rec, custom: readonly string[]): Row[] {
  const { modified } = stamps(world, rec);
  const lines = [...listOf(rec, 'item'), ...listOf(rec, 'inventory'), ...listOf(rec, 'expense')];
  const posted = rec.type === 'itemFulfillment' && (rec.body.shipStatus ?? 'C') === 'C';
  const rows = lines.flatMap((line, index) => {
    const row = { ...lineRow(rec, line, index + 1, modified), ...customCells(line, custom) };
    return posted && line.itemType !== 'Kit' ? [row, cogsRow(row)] : [row];
  });
  return [mainRow(rec, modified), ...rows, ...extraRows(world, rec, rows, modified)];
}
