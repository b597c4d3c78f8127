// The lines of a document: what is sold, the amount, the tax.
// Trap: tax codes are of the line; manual tax lines replace the computed tax of their line.
import Big from 'big.js';
import type { CatalogItem, TaxCode } from '../domain/model.ts';
import { amount, childRows, given, type Item, num, round, text, total } from '../domain/values.ts';
import { created, type World } from '../domain/world.ts';
import type { DocumentForm, Findings } from './form.ts';

export interface BuiltLine {
  number: number;
  /** Revenue side: without the tax that the price includes. */
  net: Big;
  tax: Big;
  /** What the line adds to the document. */
  gross: Big;
  taxCode: TaxCode | null;
  revenueAccount: string | null;
  row: Item;
}

interface LineCheck {
  world: World;
  form: DocumentForm;
  found: Findings;
  unitName: string;
  decimals: number;
}

function checkItem({ world, found }: LineCheck, line: Item, number: number, path: string): void {
  const [itemNumber, warehouse] = [text(line, 'ItemNumber'), text(line, 'Warehouse')];
  const place = world.organizations.find((row) => row.code === warehouse || row.name === warehouse);
  if (warehouse !== '' && !place)
    found.add('AR_WH_NOT_FOUND', `The warehouse you entered for line ${number} doesn't exist.`, `${path}/Warehouse`);
  if (itemNumber === '') {
    if (warehouse !== '')
      found.add('AR_NO_ITEM_NO_WH', `Enter an item for the warehouse of line ${number}.`, `${path}/Warehouse`);
    return;
  }
  const item: CatalogItem | undefined = world.items.find((row) => row.number === itemNumber);
  if (!item)
    found.add('AR_ITEM_NOT_FOUND', `The item you entered for line ${number} doesn't exist.`, `${path}/ItemNumber`);
  else if (!item.invoiceable || !item.active)
    found.add('AR_INVALID_INVENTORY_ITEM_CODE', `The item of line ${number} can't be invoiced.`, `${path}/ItemNumber`);
  else if (place && !item.organizations.includes(place.code))
    found.add(
      'AR_ITEM_INVENTORYORG_WS',
      `The item of line ${number} isn't assigned to the inventory organization.`,
      `${path}/Warehouse`,
    );
  const unit = text(line, 'UnitOfMeasure');
  if (item && unit !== '' && unit !== item.uom)
    found.add('AR_UOM_NOT_FOUND', `The unit of measure of line ${number} isn't valid.`, `${path}/UnitOfMeasure`);
}

function checkWhat(check: LineCheck, line: Item, number: number, path: string): void {
  const { world, form, found, unitName } = check;
  const memo = text(line, 'MemoLine');
  const known = world.memoLines.find(
    (row) => row.name === memo && (row.businessUnit === null || row.businessUnit === unitName),
  );
  if (memo !== '' && !known)
    found.add('AR_MEMO_LINE_NOT_FOUND', `The memo line of line ${number} doesn't exist.`, `${path}/MemoLine`);
  if (memo !== '' && given(line, 'ItemNumber'))
    found.add('AR_ITEM_MEMO_LINE', `Enter either an item or a memo line for line ${number}.`, `${path}/MemoLine`);
  if (memo === '' && !given(line, 'ItemNumber') && !given(line, form.description))
    found.add('AR_LINE_ATTR_OPT_REQ', `Enter a value for item, memo line, or description for line ${number}.`, path);
  checkItem(check, line, number, path);
}

function checkNumbers({ form, found }: LineCheck, line: Item, path: string): void {
  for (const name of [form.quantity, 'UnitSellingPrice'])
    if (!given(line, name))
      found.add('27014', `Attribute ${name} in ${form.label}Line is required.`, `${path}/${name}`);
  if (form.kind === 'INV') return;
  if (given(line, form.quantity) && amount(line, form.quantity).lte(0))
    found.add('AR_CM_QUANTITY', 'The credit quantity must be positive.', `${path}/${form.quantity}`);
  if (given(line, 'UnitSellingPrice') && amount(line, 'UnitSellingPrice').gte(0))
    found.add('AR_CM_UNIT_PRICE', 'The unit price of a credit must be negative.', `${path}/UnitSellingPrice`);
}

function taxCodeOf({ world, found }: LineCheck, line: Item, path: string): TaxCode | null {
  const code = text(line, 'TaxClassificationCode');
  if (code === '') return null;
  const known = world.taxCodes.get(code);
  if (!known)
    found.add(
      'AR_TAX_CODE_NOT_FOUND',
      `The tax classification code ${code} isn't valid.`,
      `${path}/TaxClassificationCode`,
    );
  return known ?? null;
}

function manualTax(check: LineCheck, line: Item, path: string): Big | null {
  const rows = childRows(line, check.form.taxLines);
  if (rows.length === 0) return null;
  for (const row of rows) {
    const code = text(row, 'TaxRateCode');
    if (code !== '' && !check.world.taxCodes.has(code))
      check.found.add('AR_TAX_CODE_NOT_FOUND', `The tax rate code ${code} isn't valid.`, path);
    if (!given(row, 'TaxAmount')) check.found.add('27014', 'Attribute TaxAmount is required.', path);
  }
  return total(rows.map((row) => amount(row, 'TaxAmount')));
}

/** Tax of an amount; of an inclusive one the part that it holds. */
function taxOf(value: Big, code: TaxCode, inclusive: boolean, decimals: number): Big {
  const rate = new Big(code.rate);
  return round(inclusive ? value.times(rate).div(rate.plus(100)) : value.times(rate).div(100), decimals);
}

function taxRows(
  check: LineCheck,
  line: Item,
  built: { code: TaxCode | null; tax: Big; base: Big; inclusive: boolean },
): Item[] {
  const { world, form } = check;
  const own = childRows(line, form.taxLines);
  if (own.length > 0) return own.map((row, at) => ({ TaxLineNumber: at + 1, ...row, ...created(world) }));
  if (!built.code) return [];
  const { code, regime, rate } = built.code;
  return [
    {
      ...{ TaxLineNumber: 1, TaxRateCode: code, TaxRegimeCode: regime, TaxRate: Number(rate) },
      ...{ TaxAmount: num(built.tax), TaxableAmount: num(built.base), Tax: regime },
      TaxInclusiveIndicator: built.inclusive ? 'Y' : 'N',
      ...created(world),
    },
  ];
}

function buildLine(check: LineCheck, line: Item, at: number): BuiltLine {
  const { world, form, decimals } = check;
  const number = given(line, 'LineNumber') ? Number(line.LineNumber) : at + 1;
  const path = `/${form.lines}/${at}`;
  checkWhat(check, line, number, path);
  checkNumbers(check, line, path);
  const value = round(amount(line, form.quantity).times(amount(line, 'UnitSellingPrice')), decimals);
  const code = taxCodeOf(check, line, path);
  const inclusive = text(line, 'LineAmountIncludesTax') === 'Y';
  const tax = manualTax(check, line, path) ?? (code ? taxOf(value, code, inclusive, decimals) : new Big(0));
  const net = inclusive ? value.minus(tax) : value;
  const id = world.nextId();
  const item = world.items.find((row) => row.number === text(line, 'ItemNumber'));
  const memo = world.memoLines.find((row) => row.name === text(line, 'MemoLine'));
  const row: Item = {
    ...line,
    ...{ CustomerTransactionLineId: id, LineNumber: number, [form.lineAmount]: num(value) },
    [form.description]: line[form.description] ?? item?.description ?? memo?.name ?? null,
    UnitOfMeasure: line.UnitOfMeasure ?? item?.uom ?? null,
    [form.taxLines]: taxRows(check, line, { code, tax, base: net, inclusive }),
    ...created(world),
  };
  const gross = net.plus(tax);
  return { number, net, tax, gross, taxCode: code, revenueAccount: memo?.revenueAccount ?? null, row };
}

/** The lines with amounts and taxes; what is wrong is added to the findings. */
export function buildLines(
  world: World,
  form: DocumentForm,
  body: Item,
  found: Findings,
  context: { unitName: string; decimals: number },
): BuiltLine[] {
  const check: LineCheck = { world, form, found, ...context };
  const rows = childRows(body, form.lines);
  if (rows.length === 0) found.required(form, form.lines);
  const lines = rows.map((line, at) => buildLine(check, line, at));
  const numbers = lines.map((line) => line.number);
  for (const number of new Set(numbers.filter((one, at) => numbers.indexOf(one) !== at)))
    found.add('AR_LINE_NUMBER_DUPLICATE', `The line number ${number} is used more than once.`, `/${form.lines}`);
  return lines;
}
