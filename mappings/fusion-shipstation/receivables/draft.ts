/**
 * A bill as Fusion's invoice takes it.
 * The trap: Fusion takes its lists by name and refuses what it does not know; an attribute that is not needed is not sent.
 * The comments say what the invoice was to come to, so that a later look knows it without remembering.
 */
import type { Decimal, FusionBody, Json } from '../../../connectors/fusion/types.ts';
import { isPositive } from '../../shared/quantity.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import { accountOf, withCostCenter } from '../account-rules.ts';
import type { Problem, SoldOrder } from '../types.ts';
import { type BillAmount, type Extra, lineAmount } from './amounts.ts';
import type { Bill, BillTo, Frame, GoodsLine, ReceivablesWrite } from './types.ts';

/** Fusion's longest. */
const MOST_NUMBER = 20;
const MOST_DESCRIPTION = 240;
const MOST_SALES_ORDER = 50;

type Drafting = {
  order: SoldOrder;
  bill: Bill;
  amount: BillAmount;
  currency: string;
  frame: Frame;
  billTo: BillTo;
  day: string;
  /** Differs from `day` where its period was not open. */
  bookedOn: string;
  note?: string;
};
type MemoKind = Extra['kind'] | 'other';
/** A line with what its account is found by. */
type Line = { body: FusionBody; amount: string; sku?: string; memo?: MemoKind };

export const decimal = (text: string): Decimal => ({ decimal: text });

export const sourceFor = ({ storeId }: { storeId?: string | undefined }, { settings, channels }: Frame): string =>
  (storeId === undefined ? undefined : channels[storeId]?.source) ?? settings.source;

export const crossReferenceOf = ({ id }: Bill, { settings }: Frame): string => `${settings.prefix}:${id}`;
/** undefined where the source numbers by itself. */
export const numberOf = ({ id }: Bill, { settings }: Frame, ending = ''): string | undefined =>
  settings.numbers === 'own' ? `${settings.prefix}${id}${ending}` : undefined;

export const currencyOf = ({ storeId }: { storeId?: string | undefined }, { business }: Frame): string =>
  (storeId === undefined ? undefined : business.currencies[storeId]) ?? business.currency;

/** The write, or everything that keeps it from being drafted. */
export function draftInvoice(drafting: Drafting): ReceivablesWrite | Problem[] {
  const { order, bill, amount, currency, frame } = drafting;
  const number = numberOf(bill, frame);
  const problems: Problem[] = [...numberProblem(bill, number), ...warehouseProblem(bill, frame)];
  const lines = linesOf(drafting, problems);
  const distributions = distributionsOf(drafting, lines, problems);
  if (problems.length > 0) return problems;
  const check = frame.settings.complete === 'afterCheck';
  const source = sourceFor(bill, frame);
  return {
    kind: 'invoice',
    bill: bill.id,
    name: { source, crossReference: crossReferenceOf(bill, frame) },
    ...(number === undefined ? {} : { number }),
    expect: { amount: amount.total, currency },
    check,
    title: `make invoice ${number ?? crossReferenceOf(bill, frame)} over ${amount.total} ${currency} for ${bill.words} of order ${order.orderNumber}`,
    body: {
      ...headerOf(drafting),
      ...(number === undefined ? {} : { TransactionNumber: number }),
      TransactionSource: source,
      InvoiceStatus: check ? 'Incomplete' : 'Complete',
      receivablesInvoiceLines: lines.map(({ body }, index) => ({ LineNumber: decimal(String(index + 1)), ...body })),
      ...(distributions.length > 0 ? { receivablesInvoiceDistributions: distributions } : {}),
    },
  };
}

function numberProblem({ words }: Bill, number: string | undefined): Problem[] {
  if (number === undefined || number.length <= MOST_NUMBER) return [];
  const reason = `the number ${number} of the invoice for ${words} is longer than the ${MOST_NUMBER} characters that Fusion takes; choose a shorter prefix or numbers: automatic`;
  return [{ cause: 'number-too-long', reason }];
}

function headerOf({ order, bill, amount, currency, frame, billTo, day, bookedOn, note }: Drafting): FusionBody {
  const { settings, business } = frame;
  const channel = bill.storeId === undefined ? undefined : frame.channels[bill.storeId];
  const terms = channel?.terms ?? settings.terms;
  return {
    BusinessUnit: business.businessUnit,
    TransactionType: channel?.type ?? settings.type,
    TransactionDate: day,
    AccountingDate: bookedOn,
    BillToCustomerNumber: billTo.account,
    ...(billTo.site === undefined ? {} : { BillToSite: billTo.site }),
    ...(terms === undefined ? {} : { PaymentTerms: terms }),
    InvoiceCurrencyCode: currency,
    ...conversionOf(currency, day, frame),
    CrossReference: crossReferenceOf(bill, frame),
    Comments: commentsOf({ order, bill, amount, currency, channel: channel?.name, note }),
  };
}

/** Nothing in the ledger's own currency. */
export function conversionOf(currency: string, day: string, { business }: Frame): FusionBody {
  if (currency === (business.ledgerCurrency ?? business.currency)) return {};
  const rate = business.conversionRateType === 'User' ? business.conversionRates[currency] : undefined;
  return {
    ConversionRateType: business.conversionRateType,
    ConversionDate: day,
    ...(rate === undefined ? {} : { ConversionRate: decimal(rate) }),
  };
}

function commentsOf({
  order,
  bill,
  amount,
  currency,
  channel,
  note,
}: Pick<Drafting, 'order' | 'bill' | 'amount' | 'currency'> & {
  channel: string | undefined;
  note: string | undefined;
}): string {
  const from = channel === undefined ? `order ${order.orderNumber}` : `${channel} order ${order.orderNumber}`;
  const what = bill.id.startsWith('O') ? '' : `, ${bill.words}`;
  const tracking = bill.tracking.length === 0 ? '' : `, tracking ${bill.tracking.join(' ')}`;
  return `${from}${what}${tracking}; total ${amount.total} ${currency}${note === undefined ? '' : `; ${note}`}`;
}

/** What one of our invoices was to come to, by its comments; undefined when somebody else wrote them. */
export const statedTotal = (comments: string | undefined): string | undefined =>
  /; total (-?\d+(?:\.\d+)?) [A-Z]{3}(?:;|$)/.exec(comments ?? '')?.[1];

function linesOf(drafting: Drafting, problems: Problem[]): Line[] {
  const { bill, amount, frame } = drafting;
  const { settings } = frame;
  const goods = bill.lines.flatMap((line) => goodsLine(line, drafting, problems) ?? []);
  // Tax that Fusion computes is no line of ours.
  const own = amount.extras.filter(({ kind }) => kind !== 'tax' || settings.tax.mode !== 'classification');
  const extras = own.map(
    ({ kind, words, amount: price }): Line => ({
      memo: kind,
      amount: price,
      body: {
        MemoLine: settings.memoLines[kind],
        Description: words,
        ...priced('1', price),
        ...taxOf(drafting, kind),
        ...salesOrder(drafting.order),
      },
    }),
  );
  const all = [...goods, ...extras];
  if (all.length === 0) problems.push(nothingToBill(bill));
  return all;
}

const nothingToBill = ({ words }: Bill): Problem => ({
  cause: 'no-lines',
  reason: `${words} holds nothing that can be invoiced; skip this record, or mend it in ShipStation`,
});

function goodsLine(line: GoodsLine, drafting: Drafting, problems: Problem[]): Line | undefined {
  const { frame, currency, bill } = drafting;
  const { settings } = frame;
  const sku = line.sku;
  const isItem = sku !== undefined && !frame.ignoreSkus.some((one) => normaliseSku(one) === normaliseSku(sku));
  const common = { ...priced(line.quantity, line.unitPrice), ...taxOf(drafting), ...salesOrder(drafting.order) };
  const amount = lineAmount(line, currency);
  if (isItem) {
    const unit = skuTable(settings.units.bySku)(sku) ?? settings.units.default;
    const warehouse = settings.lineWarehouse ? warehouseOf(line, frame)?.organization : undefined;
    return {
      sku,
      amount,
      body: {
        ItemNumber: skuTable(frame.skuAliases)(sku) ?? sku.trim(),
        ...(line.name === '' ? {} : { Description: line.name.slice(0, MOST_DESCRIPTION) }),
        ...common,
        ...(unit === undefined ? {} : { UnitOfMeasure: unit }),
        ...(warehouse === undefined ? {} : { Warehouse: warehouse }),
      },
    };
  }
  if (settings.memoLines.other === undefined) {
    problems.push(noItem(bill, line));
    return undefined;
  }
  const words = `Item: ${line.name}`.slice(0, MOST_DESCRIPTION);
  return { memo: 'other', amount, body: { MemoLine: settings.memoLines.other, Description: words, ...common } };
}

function noItem({ words }: Bill, { sku, quantity, orderItemId }: GoodsLine): Problem {
  const what =
    sku === undefined ? `a line without SKU (order line ${orderItemId})` : `SKU ${sku}, which ignoreSkus names`;
  return {
    cause: 'sku-missing',
    reason: `${words} holds ${quantity} of ${what}; name a memo line for such lines (memoLines.other), or give the line a SKU in ShipStation`,
  };
}

const priced = (quantity: string, price: string): FusionBody => ({
  Quantity: decimal(quantity),
  UnitSellingPrice: decimal(price),
});

const salesOrder = ({ orderNumber }: SoldOrder): FusionBody => ({ SalesOrder: orderNumber.slice(0, MOST_SALES_ORDER) });

export const warehouseOf = ({ warehouseId }: Pick<GoodsLine, 'warehouseId'>, frame: Frame) =>
  (warehouseId === undefined ? undefined : frame.warehouses[warehouseId]) ?? frame.defaultWarehouse;

/** Where the file maps warehouses, goods of one that it does not know wait. */
function warehouseProblem({ words, lines }: Bill, frame: Frame): Problem[] {
  if (!frame.settings.lineWarehouse || Object.keys(frame.warehouses).length === 0) return [];
  const lost = lines.find((line) => line.sku !== undefined && warehouseOf(line, frame) === undefined);
  if (lost === undefined) return [];
  const which = lost.warehouseId === undefined ? 'no warehouse' : `warehouse ${lost.warehouseId}`;
  const fix =
    lost.warehouseId === undefined ? 'defaultWarehouse' : `warehouses."${lost.warehouseId}" or defaultWarehouse`;
  const reason = `${words} names ${which} of ShipStation that the connection's file does not map to an inventory organisation; add ${fix}, or set lineWarehouse: false`;
  return [{ cause: 'warehouse-unmapped', reason }];
}

/** Of goods and of memo lines; the tax line itself bears none. */
function taxOf({ order, frame }: Drafting, kind?: MemoKind): FusionBody {
  const { tax } = frame.settings;
  const isCoded = tax.mode === 'classification' || tax.mode === 'included';
  if (!isCoded || kind === 'tax' || kind === 'rounding' || (kind === 'shipping' && !tax.onShipping)) return {};
  const isTaxed = isPositive(order.taxAmount);
  const code = isTaxed || tax.mode === 'included' ? codeFor(order, tax) : (tax.untaxedCode ?? codeFor(order, tax));
  return {
    ...(code === undefined ? {} : { TaxClassificationCode: code }),
    ...(tax.mode === 'included' ? { LineAmountIncludesTax: tax.includedFlag } : {}),
  };
}

function codeFor({ shipTo }: SoldOrder, { rules, code }: Frame['settings']['tax']): string | undefined {
  const same = (wanted: string | undefined, given: string | undefined) =>
    wanted === undefined || wanted.toUpperCase() === given?.trim().toUpperCase();
  const fitting = rules.filter((rule) => same(rule.country, shipTo.country) && same(rule.state, shipTo.state));
  const exactness = (rule: (typeof rules)[number]) =>
    (rule.state === undefined ? 0 : 2) + (rule.country === undefined ? 0 : 1);
  return fitting.sort((a, b) => exactness(b) - exactness(a))[0]?.code ?? code;
}

/** Balanced: the receivable is the sum of the others. None = Fusion's AutoAccounting. */
function distributionsOf(drafting: Drafting, lines: Line[], problems: Problem[]): Json[] {
  const { bill, amount, frame } = drafting;
  const { settings } = frame;
  const { accounts, account, receivableAccount } = settings;
  if ((accounts.length === 0 && account === undefined) || receivableAccount === undefined) return [];
  const costCenter =
    warehouseOf(bill, frame)?.costCenter ??
    (bill.storeId === undefined ? undefined : frame.channels[bill.storeId]?.costCenter);
  const booked = { ...place('storeId', bill.storeId), ...place('warehouseId', bill.warehouseId) };
  const accountFor = (line: Line) => {
    const own = line.memo === undefined ? undefined : settings.memoAccounts[line.memo];
    return own ?? accountOf({ ...booked, ...place('sku', line.sku) }, accounts, account);
  };
  const fill = (wanted: string | undefined, what: string): string => {
    const filled = wanted === undefined ? undefined : withCostCenter(wanted, costCenter);
    if (filled === undefined) problems.push(noAccount(bill, what, wanted));
    return filled ?? '';
  };
  const revenue = lines.map(
    (line, index): Json => ({
      AccountClass: 'Revenue',
      AccountCombination: fill(accountFor(line), line.sku === undefined ? `the ${line.memo} line` : `SKU ${line.sku}`),
      Amount: decimal(line.amount),
      InvoiceLineNumber: decimal(String(index + 1)),
    }),
  );
  const receivable = {
    AccountClass: 'Receivable',
    AccountCombination: fill(receivableAccount, 'the receivable'),
    Amount: decimal(amount.total),
  };
  return [receivable, ...revenue];
}

const place = <K extends string>(key: K, value: string | undefined): { [key in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [key in K]?: string });

function noAccount({ words }: Bill, what: string, wanted: string | undefined): Problem {
  const reason =
    wanted === undefined
      ? `no rule names a revenue account for ${what} of ${words}; add one under accounts, or account for all`
      : `the account ${wanted} of ${what} of ${words} wants a cost centre, but neither its warehouse nor its channel has one; add costCenter to it`;
  return { cause: 'account-missing', reason };
}
