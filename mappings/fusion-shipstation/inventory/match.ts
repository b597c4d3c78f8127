/**
 * Which row in Fusion is which posting of ours, and whether it says what it should.
 * The trap: an issue and the receipt that takes it back bear the same source keys; the reference tells them apart, and where
 * a pod does not give references back, the sign of the quantity does.
 */
import type { CompletedRow, FusionView, StagedRow } from '../../../connectors/fusion/types.ts';
import { isPositive, isSame } from '../../shared/quantity.ts';
import type { SeenRows } from './types.ts';

/** What a row is looked for by; `quantity` with its sign. */
export type Sought = { name: string; lineId: string; item: string; quantity: string };

type Row = { lineId: string | undefined; references: string[]; item: string | undefined; quantity: string | undefined };

export const stagedOf = (sought: Sought, rows: SeenRows | undefined): StagedRow | undefined =>
  rows?.staged.find((row) => isOurs(sought, stagedRow(row)));

export const completedOf = (sought: Sought, rows: SeenRows | undefined): CompletedRow | undefined =>
  rows?.completed.find((row) => isOurs(sought, completedRow(row)));

function isOurs({ name, lineId, item, quantity }: Sought, row: Row): boolean {
  if (row.references.length > 0) return row.references.includes(name);
  if (row.lineId !== undefined && row.lineId !== lineId) return false;
  const isSameSign = row.quantity === undefined || isPositive(row.quantity) === isPositive(quantity);
  return isSameSign && (row.item === undefined || row.item === item);
}

const stagedRow = ({ sourceLineId, quantity, view }: StagedRow): Row => ({
  lineId: sourceLineId,
  references: given(textOf(view, 'ExternalSystemTransactionReference'), textOf(view, 'TransactionReference')),
  item: textOf(view, 'ItemNumber'),
  quantity,
});

const completedRow = ({ sourceLineId, reference, externalReference, item, quantity }: CompletedRow): Row => ({
  lineId: sourceLineId,
  references: given(reference, externalReference),
  item,
  quantity,
});

const given = (...texts: (string | undefined)[]): string[] =>
  texts.filter((text): text is string => text !== undefined && text !== '');

export function textOf(view: FusionView, attribute: string): string | undefined {
  const value = view[attribute];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

type Wanted = { item: string; quantity: string; organization: string };

/** What differs between a processed row and what was to be posted, in words; [] when nothing does. */
export function completedDifferences(row: CompletedRow, wanted: Wanted): string[] {
  return differences({ ...row }, wanted);
}

export function stagedDifferences(row: StagedRow, wanted: Wanted): string[] {
  const organization = textOf(row.view, 'OrganizationName');
  const item = textOf(row.view, 'ItemNumber');
  return differences({ quantity: row.quantity, item, organization }, wanted);
}

function differences(
  row: { quantity?: string | undefined; item?: string | undefined; organization?: string | undefined },
  { item, quantity, organization }: Wanted,
): string[] {
  const words: string[] = [];
  if (row.quantity !== undefined && !isSame(row.quantity, quantity))
    words.push(`quantity ${row.quantity} instead of ${quantity}`);
  if (row.item !== undefined && row.item !== item) words.push(`item ${row.item} instead of ${item}`);
  if (row.organization !== undefined && row.organization !== organization)
    words.push(`organisation ${row.organization} instead of ${organization}`);
  return words;
}
