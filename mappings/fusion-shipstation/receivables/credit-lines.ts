/**
 * The lines of a credit memo that takes an invoice back, and the accounts of both.
 * The trap: a credit memo takes negative prices only, so a discount on the invoice cannot be turned round as a line of its
 * own; it is taken off the other lines, and where accounts are given its account gets back just that.
 */
import type { FusionBody, Json } from '../../../connectors/fusion/types.ts';
import {
  add,
  exactRate,
  inCurrency,
  isMore,
  isZero,
  multiply,
  negate,
  split,
  subtract,
  total,
} from '../../shared/money.ts';
import { decimal } from './draft.ts';
import type { PostedInvoice, PostedLine } from './types.ts';

/** `less`: by negative line of the invoice, what of it is taken off here. */
type Credited = { line: PostedLine; gross: string; less: { line: PostedLine; amount: string }[]; net: string };

export type CreditLines = { lines: Json[]; distributions: Json[] };

const ACCOUNTED = 'Revenue';

/** `withAccounts`: the accounts of the invoice, turned round; else Fusion's AutoAccounting. */
export function creditLines(invoice: PostedInvoice, currency: string, withAccounts: boolean): CreditLines {
  const credited = creditedOf(invoice, currency);
  return {
    lines: credited.map((one, index) => lineOf(one, index)),
    distributions: withAccounts ? distributionsOf(invoice, credited) : [],
  };
}

function creditedOf({ lines }: PostedInvoice, currency: string): Credited[] {
  const amountOf = ({ quantity, price }: PostedLine) => inCurrency(multiply(quantity, price), currency);
  const positive = lines.filter((line) => isMore(amountOf(line), '0'));
  const weights = positive.map(amountOf);
  const off = lines
    .filter((line) => isMore('0', amountOf(line)))
    .map((line) => ({ line, parts: split(negate(amountOf(line)), weights, currency) }));
  return positive
    .map((line, index) => {
      const less = off.map(({ line: discount, parts }) => ({ line: discount, amount: parts[index] ?? '0' }));
      const gross = amountOf(line);
      return {
        line,
        gross,
        less,
        net: subtract(
          gross,
          total(less, ({ amount }) => amount),
        ),
      };
    })
    .filter(({ net }) => !isZero(net));
}

function lineOf({ line, gross, net }: Credited, index: number): Json {
  const { item, memo, description, unit, taxCode, warehouse } = line;
  return {
    LineNumber: decimal(String(index + 1)),
    ...(item === undefined ? {} : { ItemNumber: item }),
    ...(item !== undefined || memo === undefined ? {} : { MemoLine: memo }),
    ...(description === undefined ? {} : { LineDescription: description }),
    ...pricedAs(line, gross, net),
    ...(unit === undefined ? {} : { UnitOfMeasure: unit }),
    ...(taxCode === undefined ? {} : { TaxClassificationCode: taxCode }),
    ...(item === undefined || warehouse === undefined ? {} : { Warehouse: warehouse }),
  };
}

/** The pieces where their price comes out even, else one over the whole amount. */
function pricedAs({ quantity, price }: PostedLine, gross: string, net: string): FusionBody {
  const rate = gross === net ? price : exactRate(net, Number(quantity));
  return {
    LineQuantityCredit: decimal(rate === undefined ? '1' : quantity),
    UnitSellingPrice: decimal(negate(rate ?? net)),
  };
}

function distributionsOf({ amount, distributions }: PostedInvoice, credited: Credited[]): Json[] {
  const accountOf = (line: PostedLine) =>
    distributions.find((row) => row.accountClass === ACCOUNTED && row.line === line.number)?.account;
  const rows = credited.flatMap((one, index) => [
    { account: accountOf(one.line), amount: negate(one.gross), line: index + 1 },
    ...one.less.map((off) => ({ account: accountOf(off.line), amount: off.amount, line: index + 1 })),
  ]);
  const receivable = distributions.find(({ accountClass }) => accountClass === 'Receivable')?.account;
  const isWhole = receivable !== undefined && rows.every(({ account }) => account !== undefined);
  // Tax that Fusion computed has accounts of its own; then all are left to Fusion.
  if (
    !isWhole ||
    !isZero(
      add(
        amount,
        total(rows, (row) => row.amount),
      ),
    )
  )
    return [];
  return [
    { AccountClass: 'Receivable', AccountCombination: receivable, Amount: decimal(negate(amount)) },
    ...rows
      .filter((row) => !isZero(row.amount))
      .map(
        (row): Json => ({
          AccountClass: ACCOUNTED,
          AccountCombination: row.account ?? '',
          Amount: decimal(row.amount),
          CreditMemoLineNumber: decimal(String(row.line)),
        }),
      ),
  ];
}
