// Picks rows: finder, then q, then order and page.
// Trap: a finder compares exactly, and only some of its variables are named as the attribute they mean.
import { type Item, text } from '../domain/values.ts';
import type { Shape } from '../schema/shape.ts';
import type { FinderCall, ReadParams } from './params.ts';
import { parseQuery } from './q.ts';

const MEANS: Readonly<Record<string, string>> = {
  FirstPartyTaxRegistration: 'FirstPartyRegistrationNumber',
  ThirdPartyTaxRegistration: 'ThirdPartyRegistrationNumber',
  BindBillToCustomer: 'BillToCustomerName',
  BindShipToSite: 'ShipToCustomerSite',
};

const attributeOf = (variable: string) => MEANS[variable] ?? variable.replace(/^Bind/, '');

/** Rows whose attributes equal the finder's variables. */
export function byAttributes(rows: readonly Item[], finder: FinderCall): Item[] {
  const wanted = Object.entries(finder.variables).map(([name, value]) => [attributeOf(name), value] as const);
  return rows.filter((row) => wanted.every(([name, value]) => text(row, name) === value));
}

function ordered(rows: Item[], shape: Shape, orderBy: ReadParams['orderBy']): Item[] {
  if (orderBy.length === 0) return rows;
  const compare = (a: Item, b: Item): number => {
    for (const { name, descending } of orderBy) {
      const type = shape.attributes.get(name)?.type;
      const numeric = type === 'number' || type === 'integer';
      const [left, right] = [text(a, name), text(b, name)];
      const order = numeric ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
  return rows.toSorted(compare);
}

export interface Page {
  rows: Item[];
  total: number;
  hasMore: boolean;
}

/** The rows that `q` lets through, ordered, one page of them. */
export function pageOf(rows: readonly Item[], shape: Shape, params: ReadParams, semicolons: boolean): Page {
  const filter = params.q === null ? () => true : parseQuery(params.q, shape, semicolons);
  const found = ordered(rows.filter(filter), shape, params.orderBy);
  const end = params.offset + params.limit;
  return { rows: found.slice(params.offset, end), total: found.length, hasMore: end < found.length };
}
