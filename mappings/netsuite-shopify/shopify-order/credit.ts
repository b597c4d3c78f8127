/**
 * Credit memo or cash refund of one refund: goods that had left, shipping, duties, adjustments, and their tax.
 * The trap: named by the refund's id and made whole in one write; nothing is taken over from the order, whose lines may
 * have changed.
 */
import type { RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Refund } from '../../../connectors/shopify/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import { add, inCurrency, isEqual, isZero, share, subtract, total } from '../../shared/money.ts';
import { creditName } from './names.ts';
import { applied } from './payments.ts';
import { marketplaceTax, type Posting, sumOfTaxes, taxesOf, taxTotal } from './pick.ts';
import { accountOf, moneyFields } from './received.ts';
import type { RefundMoney } from './refund-money.ts';
import { segment } from './rules.ts';
import { currencyOf, lineBody, reference, referenceOf, taxedLines } from './sales-order.ts';
import { type Slot, unset } from './slots.ts';
import { taxDetails } from './tax.ts';
import type { LineKind, OrderPlanInput, PlannedLine, Problem, TargetOrder, TargetReturn, TaxShare } from './types.ts';
import type { LineUnits } from './units.ts';

type Part = { key: string; kind: LineKind; itemId: string; quantity: number; description: string };
type Draft = { lines: PlannedLine[]; marketplace: string; problems: Problem[] };

export function creditWrite(
  input: OrderPlanInput,
  held: TargetOrder,
  refund: Refund,
  money: RefundMoney,
  slots: Slot[],
  units: LineUnits[],
  posting: Posting,
  /** The return authorisation of this refund, once its goods are received: the credit is made from it. */
  received?: TargetReturn,
): RecordWrite | Problem {
  const { order, settings, target, timeZone } = input;
  const isCash = settings.payments.as === 'cashSale';
  const draft = draftOf(input, refund, money, slots, units, posting);
  const currency = currencyOf(input, posting.currency);
  const account = isCash ? cashFields(input, money) : { body: {} };
  const [problem] = [...draft.problems, ...[currency, account].filter((one): one is Problem => 'cause' in one)];
  if (problem !== undefined || 'cause' in currency || 'cause' in account) {
    return problem ?? { cause: 'refund', reason: `refund ${refund.id} cannot be posted` };
  }
  const sum = inCurrency(sumOf(input, draft.lines), posting.currency);
  const owed = target.invoices.map((one) => ({ id: one.id, left: one.remaining ?? '0' }));
  const apply = isCash || money.moves.length > 0 ? [] : applied(owed, sum);
  const origin =
    received === undefined
      ? { kind: 'create' as const }
      : {
          kind: 'transform' as const,
          from: { recordType: 'returnAuthorization' as const, id: received.id },
          replace: ['item'],
        };
  return {
    ...origin,
    source: `refund:${refund.id}`,
    title: `credit ${sum} ${posting.currency} for refund ${refund.id} of ${order.name}`,
    recordType: isCash ? 'cashRefund' : 'creditMemo',
    externalId: creditName(settings.externalIdPrefix, refund.id),
    body: {
      ...reference('entity', held.entityId),
      ...currency.body,
      ...account.body,
      tranDate: dayIn(refund.processedAt, timeZone),
      memo: `Shopify refund ${refund.id} of ${order.name}`,
      otherRefNum: order.name.slice(0, 45),
      ...reference('department', segment(input, 'department')),
      ...reference('class', segment(input, 'class')),
      ...reference('location', segment(input, 'location')),
      item: { items: linesOf(input, draft.lines, received) },
      ...taxDetails(input, taxedLines(draft.lines)),
      ...(apply.length === 0 ? {} : { apply: { items: apply } }),
    },
    expect: settings.tax.mode === 'netsuite' ? [] : [{ field: 'total', value: sum }],
  };
}

function cashFields(input: OrderPlanInput, money: RefundMoney): { body: RecordBody } | Problem {
  const [first] = money.moves;
  if (first === undefined) return { body: {} };
  const account = accountOf(input, first);
  return 'cause' in account ? account : { body: moneyFields(account) };
}

/** Goods that come from the return authorisation name its line, so that it knows that they are credited. */
function linesOf(input: OrderPlanInput, lines: PlannedLine[], received: TargetReturn | undefined): RecordBody[] {
  const left = [...(received?.lines ?? [])];
  return lines.map((line, index) => {
    const body = lineBody(input, line, referenceOf(index));
    const at = line.kind === 'goods' ? left.findIndex((one) => one.itemId === line.itemId) : -1;
    const [origin] = at < 0 ? [] : left.splice(at, 1);
    return origin === undefined ? body : { ...body, orderLine: { decimal: String(origin.line) } };
  });
}

const sumOf = ({ settings }: OrderPlanInput, lines: PlannedLine[]): string =>
  add(
    total(lines, (line) => line.amount),
    settings.tax.mode === 'taxLine' ? '0' : sumOfTaxes(lines.flatMap((line) => line.taxes)),
  );

function draftOf(
  input: OrderPlanInput,
  refund: Refund,
  money: RefundMoney,
  slots: Slot[],
  units: LineUnits[],
  posting: Posting,
): Draft {
  const draft: Draft = { lines: [], marketplace: '0', problems: [] };
  for (const slot of slots) addGoods(slot, refund, money, units, posting, draft);
  addOthers(input, refund, money, posting, draft);
  addTax(input, draft);
  return draft;
}

const lineOf = (part: Part, amount: string, taxes: TaxShare[]): PlannedLine => ({
  ...part,
  amount,
  taxes: taxes.filter((tax) => !isZero(tax.amount)),
  custom: {},
  isGone: false,
});

function addGoods(
  slot: Slot,
  refund: Refund,
  money: RefundMoney,
  units: LineUnits[],
  posting: Posting,
  draft: Draft,
): void {
  const { pick, currency } = posting;
  for (const { line, refunded } of units.filter((unit) => slot.lines.includes(unit.line))) {
    for (const unit of refunded.filter((one) => one.refund.id === refund.id && one.returned > 0)) {
      const part = (amount: string) => share(amount, unit.returned, unit.line.quantity, currency);
      const tax = part(pick(unit.line.tax));
      const market = share(tax, marketplaceTax(line.taxLines, posting), taxTotal(line.taxLines, posting), currency);
      const subtotal = part(pick(unit.line.subtotal));
      const net = money.isNet ? subtotal : subtract(subtotal, tax);
      const isKit = slot.lines.length > 1;
      draft.marketplace = add(draft.marketplace, market);
      draft.lines.push(
        lineOf(
          {
            ...{ key: `R${unit.line.id ?? unit.line.lineId}`, kind: 'goods', itemId: slot.itemId },
            quantity: isKit ? 1 : unit.returned,
            description: line.name,
          },
          net,
          titled(line.taxLines, subtract(tax, market), posting),
        ),
      );
    }
  }
}

/** A sum of tax under the title of the line's first own tax; refunds tell no titles. */
function titled(taxLines: LineUnits['line']['taxLines'], amount: string, posting: Posting): TaxShare[] {
  const [first] = taxesOf(taxLines, posting);
  return [{ ...(first ?? { title: 'Tax' }), amount }];
}

function addOthers(input: OrderPlanInput, refund: Refund, money: RefundMoney, posting: Posting, draft: Draft): void {
  const { settings, order } = input;
  const { pick } = posting;
  const add1 = (
    kind: LineKind,
    key: string,
    item: `items.${'shipping' | 'duty' | 'adjustment'}`,
    amount: string,
    taxes: TaxShare[],
    what: string,
  ) => {
    if (isZero(amount) && taxes.length === 0) return;
    const itemId = settings.items[item.slice('items.'.length) as 'shipping' | 'duty' | 'adjustment'];
    if (itemId === undefined) draft.problems.push(unset(item, `${what} of refund ${refund.id}`, order.name));
    else draft.lines.push(lineOf({ key, kind, itemId, quantity: 1, description: what }, amount, taxes));
  };
  for (const row of refund.shippingLines) {
    const sold = order.shippingLines.find((line) => line.id === row.shippingLineId) ?? order.shippingLines[0];
    const net = money.isNet ? pick(row.subtotal) : subtract(pick(row.subtotal), pick(row.tax));
    const taxes = isZero(pick(row.tax)) ? [] : titled(sold?.taxLines ?? [], pick(row.tax), posting);
    add1('shipping', `RS${row.id}`, 'items.shipping', net, taxes, 'refunded shipping');
  }
  const duties = total(refund.duties, (duty) => pick(duty.amount));
  add1('duty', 'RDUTY', 'items.duty', duties, [], 'refunded duties');
  add1('rounding', 'RADJ', 'items.adjustment', money.adjustment, [], 'adjustment');
}

function addTax({ settings, order }: OrderPlanInput, draft: Draft): void {
  const push = (kind: 'tax' | 'marketplaceTax', amount: string, what: string) => {
    const itemId = settings.items[kind];
    if (isEqual(amount, '0')) return;
    if (itemId === undefined) draft.problems.push(unset(`items.${kind}`, what, order.name));
    else draft.lines.push(lineOf({ key: `R${kind}`, kind, itemId, quantity: 1, description: what }, amount, []));
  };
  const taxes = sumOfTaxes(draft.lines.flatMap((line) => line.taxes));
  if (settings.tax.channelLiable === 'line')
    push('marketplaceTax', draft.marketplace, 'refunded tax of the marketplace');
  if (settings.tax.mode === 'taxLine') push('tax', taxes, 'refunded tax');
}
