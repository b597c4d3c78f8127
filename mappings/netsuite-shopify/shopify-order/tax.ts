/**
 * Shopify's tax as NetSuite's tax details (SuiteTax), forced to the cent by `taxDetailsOverride`.
 * The trap: every line and its details are tied by a reference text, and one reference holds one row per tax code.
 */
import type { Json, RecordBody } from '../../../connectors/netsuite/record-types.ts';
import { add, isZero, multiply } from '../../shared/money.ts';
import { unset } from './slots.ts';
import type { OrderPlanInput, Problem, TaxShare } from './types.ts';

type Codes = { taxType: string; taxCode: string };

function codesOf(input: Pick<OrderPlanInput, 'settings'>, title: string): Codes | undefined {
  const { tax } = input.settings;
  const named = tax.codes[title];
  if (named !== undefined) return named;
  return tax.taxType === undefined || tax.taxCode === undefined
    ? undefined
    : { taxType: tax.taxType, taxCode: tax.taxCode };
}

export function taxSettingProblems(input: OrderPlanInput, taxes: TaxShare[]): Problem[] {
  if (input.settings.tax.mode !== 'suiteTaxOverride') return [];
  const unknown = taxes.filter((tax) => !isZero(tax.amount) && codesOf(input, tax.title) === undefined);
  const titles = [...new Set(unknown.map((tax) => tax.title))];
  return titles.map((title) =>
    unset('tax.codes', `Shopify's tax "${title}" (or tax.taxType and tax.taxCode)`, input.order.name),
  );
}

export type TaxedLine = { reference: string; amount: string; taxes: TaxShare[] };

/** Header fields that force the tax; nothing in other modes. */
export function taxDetails(input: Pick<OrderPlanInput, 'settings'>, lines: TaxedLine[]): RecordBody {
  if (input.settings.tax.mode !== 'suiteTaxOverride') return {};
  return { taxDetailsOverride: true, taxDetails: { items: lines.flatMap((line) => detailsOf(input, line)) } };
}

function detailsOf(input: Pick<OrderPlanInput, 'settings'>, line: TaxedLine): Json[] {
  const rows = new Map<string, { codes: Codes; amount: string; rate: string }>();
  for (const tax of line.taxes) {
    const codes = codesOf(input, tax.title);
    if (codes === undefined) continue;
    const key = `${codes.taxType}/${codes.taxCode}`;
    const row = rows.get(key) ?? { codes, amount: '0', rate: '0' };
    rows.set(key, { codes, amount: add(row.amount, tax.amount), rate: add(row.rate, multiply(tax.rate ?? '0', 100)) });
  }
  return [...rows.values()].map(({ codes, amount, rate }) => ({
    // The two spellings are NetSuite's own: the reference is a choice of the lines' texts, the tax type a plain id.
    taxDetailsReference: { id: line.reference },
    taxType: codes.taxType,
    taxCode: { id: codes.taxCode },
    taxBasis: { decimal: line.amount },
    taxRate: { decimal: rate },
    taxAmount: { decimal: amount },
  }));
}
