// The tax of a transaction: overridden details or the account's engine with SuiteTax, codes per line without it.
// Trap: with SuiteTax the details count only when `taxDetailsOverride` is true; otherwise the engine replaces them.
import { money, plus, sum, times } from '../decimal.ts';
import { invalidFieldValue, missingValue } from '../ns-error.ts';
import { asNumber, asText, type Line, listOf, type Rec, spaceMap, type Value, type World } from '../world.ts';

const percentOf = (amount: number, rate: number) => money(times(times(amount, rate), 0.01));
const linesOf = (rec: Rec): Line[] => [...listOf(rec, 'item'), ...listOf(rec, 'expense')];

function checkDetails(rec: Rec): void {
  const known = new Set(linesOf(rec).map((line) => asText(line.taxDetailsReference)));
  for (const [index, detail] of listOf(rec, 'taxDetails').entries()) {
    const path = `taxDetails.items[${index}]`;
    const reference = asText(detail.taxDetailsReference);
    if (reference === undefined) throw missingValue('Tax Details list: Tax Details Reference');
    const extra = /^(SHIPPING|HANDLING)/i.test(reference) && asNumber(rec.body.shippingCost) !== 0;
    if (!known.has(reference) && !extra)
      throw invalidFieldValue(reference, 'taxDetailsReference', `${path}.taxDetailsReference`);
    if (detail.taxType === undefined) throw missingValue('Tax Details list: Tax Type');
    if (detail.taxCode === undefined) throw missingValue('Tax Details list: Tax Code');
    if (typeof detail.taxAmount !== 'number') throw missingValue('Tax Details list: Tax Amount');
  }
}

function engineTax(world: World, rec: Rec): number {
  delete rec.lists.taxDetails;
  const rate = world.switches.taxEngineRate;
  const taxable = linesOf(rec).filter((line) => line.isTaxable !== false);
  return money(sum(taxable.map((line) => percentOf(asNumber(line.amount), rate))));
}

function codeRate(world: World, code: Value): number | undefined {
  const rate = typeof code === 'string' ? spaceMap(world, 'salesTaxItem').get(code)?.body.rate : undefined;
  return typeof rate === 'number' ? rate : undefined;
}

/** Rate of a line in percent: its own, its code's, or the header's when the line is marked taxable. */
function lineRate(world: World, rec: Rec, line: Line): number {
  if (typeof line.taxRate1 === 'number') return line.taxRate1;
  const own = codeRate(world, line.taxCode);
  if (own !== undefined) return own;
  if (line.isTaxable !== true) return 0;
  return typeof rec.body.taxRate === 'number' ? rec.body.taxRate : (codeRate(world, rec.body.taxItem) ?? 0);
}

function legacyLineTax(world: World, rec: Rec, line: Line): number {
  const rate = lineRate(world, rec, line);
  const tax = typeof line.tax1Amt === 'number' ? line.tax1Amt : percentOf(asNumber(line.amount), rate);
  if (rate !== 0) line.taxRate1 = rate;
  line.taxAmount = tax;
  if (tax !== 0) line.grossAmt = plus(asNumber(line.amount), tax);
  return tax;
}

function shippingTax(world: World, rec: Rec): number {
  const { shippingTaxAmount, shippingTax1Rate, shippingTaxCode, shippingCost } = rec.body;
  if (typeof shippingTaxAmount === 'number') return shippingTaxAmount;
  const rate = typeof shippingTax1Rate === 'number' ? shippingTax1Rate : (codeRate(world, shippingTaxCode) ?? 0);
  return percentOf(asNumber(shippingCost), rate);
}

/** A gross amount sent for a taxable line decides its net amount (as since 2026.1). Legacy tax only. */
export function applyGross(world: World, rec: Rec, line: Line, previous: Line | undefined): boolean {
  const gross = line.grossAmt;
  if (world.switches.suiteTax || typeof gross !== 'number' || gross === previous?.grossAmt) return false;
  const rate = lineRate(world, rec, line);
  if (rate === 0) return false;
  line.amount = money(gross / (1 + rate / 100));
  return true;
}

/** The tax total; also completes the tax fields of lines. Throws NsError for details that do not fit. */
export function taxOf(world: World, rec: Rec): number {
  if (world.switches.suiteTax) {
    if (rec.body.taxDetailsOverride !== true) return engineTax(world, rec);
    checkDetails(rec);
    return money(sum(listOf(rec, 'taxDetails').map((detail) => asNumber(detail.taxAmount))));
  }
  const lines = money(sum(linesOf(rec).map((line) => legacyLineTax(world, rec, line))));
  if (world.switches.acceptTaxTotal && typeof rec.body.taxTotal === 'number') return rec.body.taxTotal;
  return plus(lines, shippingTax(world, rec));
}
