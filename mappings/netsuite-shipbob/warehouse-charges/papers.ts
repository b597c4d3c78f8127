/**
 * The bills and bill credits that an invoice shall have in NetSuite, by name, and what those that are there come to.
 * The trap: a bill credit's total is positive in NetSuite and counts against the bills.
 */
import type { WarehouseChargesSettings } from '../../../settings/warehouse-charges.ts';
import { add, isMore, isZero, negate, subtract, total } from '../../shared/money.ts';
import type { Line } from './lines.ts';
import type { Paper, PaperType, Place } from './types.ts';

/** A paper that shall be made; `total` and its lines as the paper shows them, so never negative as a whole. */
export type WantedPaper = {
  type: PaperType;
  externalId: string;
  number: string;
  total: string;
  lines: Line[];
  sign: 1 | -1;
};

const LETTERS: Record<PaperType, string> = { vendorBill: 'VB', vendorCredit: 'VC' };
/** Corrections are numbered from 2; nobody corrects one invoice oftener. */
const MOST_PAPERS = 20;

type Naming = Pick<WarehouseChargesSettings, 'externalIdPrefix' | 'billNumber'>;

const nameOf = ({ externalIdPrefix }: Naming, type: PaperType, invoiceId: string, number: number): string =>
  `${externalIdPrefix}_${LETTERS[type]}_${invoiceId}${number === 1 ? '' : `_${number}`}`;

/** Every name that a paper of this type may bear for the invoice. */
export const namesOf = (settings: Naming, type: PaperType, invoiceId: string): string[] =>
  Array.from({ length: MOST_PAPERS }, (_, index) => nameOf(settings, type, invoiceId, index + 1));

/** The invoice that a name belongs to; undefined for names of others. */
export function invoiceOf(settings: Pick<Naming, 'externalIdPrefix'>, externalId: string): string | undefined {
  const [prefix, letters, id, ...rest] = splitName(settings.externalIdPrefix, externalId);
  const isNumber = rest.length === 0 || (rest.length === 1 && /^\d+$/.test(rest[0] ?? ''));
  return prefix !== undefined && Object.values(LETTERS).includes(letters ?? '') && isNumber && id ? id : undefined;
}

const splitName = (prefix: string, name: string): string[] =>
  name.startsWith(`${prefix}_`) ? [prefix, ...name.slice(prefix.length + 1).split('_')] : [];

const sumOf = (lines: Line[]): string => total(lines, ({ amount }) => amount);

/** One paper of the whole, or with `refunds: billCredit` a bill of the charges and a credit of the money back. */
export function wantedPapers(lines: Line[], invoiceId: string, settings: WarehouseChargesSettings): WantedPaper[] {
  const paper = (some: Line[], number = 1) => paperOf(some, invoiceId, number, settings);
  const back = lines.filter(({ isBack }) => isBack);
  const charges = lines.filter(({ isBack }) => !isBack);
  const isApart = settings.refunds === 'billCredit' && back.length > 0 && isMore(sumOf(charges), '0');
  if (!isApart || !isMore('0', sumOf(back))) return lines.length === 0 ? [] : [paper(lines)];
  return [paper(charges), paper(back)];
}

function paperOf(lines: Line[], invoiceId: string, number: number, settings: Naming): WantedPaper {
  const sum = sumOf(lines);
  const isCredit = isMore('0', sum);
  const type: PaperType = isCredit ? 'vendorCredit' : 'vendorBill';
  return {
    type,
    externalId: nameOf(settings, type, invoiceId, number),
    number: `${settings.billNumber}${invoiceId}${number === 1 ? '' : `-${number}`}`,
    total: isCredit ? negate(sum) : sum,
    lines,
    sign: isCredit ? -1 : 1,
  };
}

/** What all papers together owe the vendor. */
export const bookedIn = (papers: Paper[]): string =>
  add('0', ...papers.map(({ type, total: amount }) => (type === 'vendorBill' ? amount : negate(amount))));

/** What is wanted and what is held, by the place where it is booked; places that agree are left out. */
export function differencesByPlace(lines: Line[], papers: Paper[]): { place: Place; amount: string }[] {
  const sums = new Map<string, { place: Place; amount: string }>();
  const count = (place: Place, amount: string) => {
    const { account, department, class: segment, location } = place;
    const key = JSON.stringify([account, department, segment, location]);
    const known = sums.get(key) ?? { place, amount: '0' };
    sums.set(key, { place: known.place, amount: add(known.amount, amount) });
  };
  for (const line of lines) count(placeOf(line), line.amount);
  for (const { type, lines: held } of papers) {
    for (const line of held) count(placeOf(line), type === 'vendorBill' ? negate(line.amount) : line.amount);
  }
  return [...sums.values()].filter(({ amount }) => !isZero(amount));
}

const placeOf = ({ account, department, class: segment, location }: Place): Place => ({
  account,
  ...(department === undefined ? {} : { department }),
  ...(segment === undefined ? {} : { class: segment }),
  ...(location === undefined ? {} : { location }),
});

/** A paper that brings what is booked to what is owed; undefined when the lines do not explain the difference. */
export function correction(
  lines: Line[],
  papers: Paper[],
  input: { invoiceId: string; owed: string; settings: WarehouseChargesSettings },
): WantedPaper | undefined {
  const { invoiceId, owed, settings } = input;
  const memo = `Correction of ShipBob invoice ${invoiceId}`;
  const differing = differencesByPlace(lines, papers).map(
    ({ place, amount }): Line => ({ ...place, amount, memo, isBack: false }),
  );
  const isWhole = isZero(subtract(sumOf(differing), subtract(owed, bookedIn(papers))));
  const taken = new Set(papers.map(({ externalId }) => externalId));
  if (!isWhole || differing.length === 0) return undefined;
  for (let number = 2; number <= MOST_PAPERS; number++) {
    const isFree = (['vendorBill', 'vendorCredit'] as const).every(
      (type) => !taken.has(nameOf(settings, type, invoiceId, number)),
    );
    if (isFree) return paperOf(differing, invoiceId, number, settings);
  }
  return undefined;
}
