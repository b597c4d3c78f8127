/** Columns of the stock table and how a row becomes an object. */
import type { Database } from './schema.ts';
import type { StockLevelRow } from './stock-contract.ts';
import { withoutNulls } from './values.ts';

export const STOCK_COLUMNS = [
  'sku_key as skuKey',
  'location',
  'sku',
  'made_of as madeOf',
  'wanted',
  'wanted_at as wantedAt',
  'shown',
  'shown_at as shownAt',
  'known',
  'run',
  'state',
  'rank',
  'tries',
  'changed_in as changedIn',
  'cause',
  'reason',
] as const;

type Table = Database['stock_levels'];

type Selected = Pick<Table, 'location' | 'sku' | 'wanted' | 'shown' | 'known' | 'run' | 'state' | 'rank' | 'tries'> &
  Pick<Table, 'cause' | 'reason'> & {
    skuKey: string;
    madeOf: string;
    wantedAt: string;
    shownAt: string | null;
    changedIn: string | null;
  };

export function toStockRow(row: Selected): StockLevelRow {
  const { known, ...rest } = row;
  return { ...withoutNulls(rest), known: known === 1 };
}
