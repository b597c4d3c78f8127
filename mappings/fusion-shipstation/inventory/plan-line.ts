/**
 * One stock line: what Fusion shows of it, what we know of it, and what follows.
 * The trap: a row that is neither staged nor completed was perhaps never made, perhaps deleted by somebody; only what was
 * answered, and when, tells them apart.
 */
import type { CompletedRow, StagedRow } from '../../../connectors/fusion/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import { isSame } from '../../shared/quantity.ts';
import { type Draft, draftOf, isProblem, type StockContext, signed } from './draft.ts';
import { completedDifferences, completedOf, stagedDifferences, stagedOf } from './match.ts';
import { parcelWords } from './parcels.ts';
import type {
  Known,
  KnownDetail,
  LineProblem,
  Parcel,
  PostedPlace,
  StockLine,
  StockPlan,
  StockTarget,
  StockWrite,
} from './types.ts';

export type LinePlan = Partial<StockPlan>;

/** `own`: what we know of the line's posting, `ownVoid`: of the one that takes it back. */
export type Given = {
  line: StockLine;
  own: Known | undefined;
  ownVoid: Known | undefined;
  target: StockTarget;
  context: StockContext;
};

const SOON_MS = [5_000, 15_000, 60_000] as const;
/** Fusion's lists may lag behind its processing. */
const LAG_MS = 120_000;

/** A line that stands: posted already, on its way, refused, or still to be sent. */
export function planLive(given: Given): LinePlan {
  const { line, own, target, context } = given;
  if (own?.state === 'made') return planMade(line, own);
  const draft = draftOf(line, target, context);
  const rows = target.rows[line.parcel.source];
  const sought = { ...line, quantity: signed(line) };
  const completed = completedOf(sought, rows);
  // A line whose period is closed, or whose warehouse is not mapped, may still stand in Fusion.
  if (completed !== undefined) return planFound(given, completed, isProblem(draft) ? undefined : draft.detail);
  if (isProblem(draft)) return { problems: [draft] };
  const staged = stagedOf(sought, rows);
  if (staged?.state === 'rejected') return planMend(line, staged.interfaceId, draft);
  return staged === undefined ? planUnseen(given, draft) : planQueued(given, staged, draft);
}

function planMade(line: StockLine, { detail }: Known): LinePlan {
  if (isSame(detail.quantity, signed(line))) return { posted: 1 };
  const reason = `${line.name}: ${detail.quantity} of SKU ${line.sku} were posted, ShipStation shows ${signed(line)} by now; put it right in Fusion by hand and skip this record`;
  return { posted: 1, problems: [{ cause: 'posted-differs', reason }] };
}

/** It was processed: ours when it says what it should. */
function planFound({ line, own, context }: Given, row: CompletedRow, planned: KnownDetail | undefined): LinePlan {
  const detail = own?.detail ?? planned ?? detailOf(line, row, context.now);
  const wanted = { item: line.item, quantity: signed(line), organization: detail.organization };
  const wrong = completedDifferences(row, wanted);
  if (wrong.length > 0) return { problems: [differs(line, `transaction ${row.transactionId}`, wrong)] };
  const { name, parcel } = line;
  return { posted: 1, seen: [{ name, parcel, detail, transactionId: row.transactionId }] };
}

function detailOf(line: StockLine, row: CompletedRow | undefined, now: string): KnownDetail {
  const { lineId, sku, item, direction } = line;
  const place = completedPlace(row) ?? { organization: row?.organization ?? '', account: row?.account ?? '' };
  return { ...place, sentAt: now, lineId, sku, item, quantity: signed(line), direction };
}

function planMend(line: StockLine, interfaceId: string, { body, detail, note }: Draft): LinePlan {
  const title = `${words(line, detail.organization)} once more, as it was refused before${inBrackets(note)}`;
  const { name, parcel } = line;
  return { writes: [{ kind: 'mend', title, name, parcel, line, body, detail, interfaceId }], ...noted(name, note) };
}

function planQueued({ line, own, context }: Given, staged: StagedRow, { detail }: Draft): LinePlan {
  const wrong = stagedDifferences(staged, { ...detail });
  if (wrong.length > 0) return { problems: [differs(line, `staged row ${staged.interfaceId}`, wrong)] };
  const ageMs = Date.parse(context.now) - Date.parse(own?.detail.sentAt ?? context.now);
  const soonMs = SOON_MS.find((ms) => ageMs < ms * 2);
  const reason = `${words(line, detail.organization)} waits in Fusion's transaction interface (row ${staged.interfaceId}) for its inventory manager`;
  return { problems: [{ cause: 'queued', reason, ...(soonMs === undefined ? {} : { recheckMs: soonMs }) }] };
}

/** Neither staged nor completed. */
function planUnseen({ line, own, context }: Given, { body, detail, note }: Draft): LinePlan {
  const answer = own?.state === 'intent' ? own.detail.answer : undefined;
  const isTaken = answer === 'processed' || answer === 'queued';
  if (answer === 'queued' && own !== undefined && !context.sync.verify) return planTrusted(line, own);
  if (isTaken && own !== undefined && context.again !== true) return { problems: [notSeen(line, own, context)] };
  const title = `${words(line, detail.organization)}${inBrackets(note)}`;
  const { name, parcel } = line;
  return { writes: [{ kind: 'send', title, name, parcel, line, body, detail }], ...noted(name, note) };
}

/** Where completed transactions are not to be looked at, a row that left the interface was processed. */
function planTrusted({ name, parcel }: StockLine, { detail }: Known): LinePlan {
  return { posted: 1, seen: [{ name, parcel, detail, transactionId: `row ${detail.interfaceId ?? '?'}` }] };
}

const inBrackets = (note: string | undefined): string => (note === undefined ? '' : ` (${note})`);
const noted = (name: string, note: string | undefined): LinePlan =>
  note === undefined ? {} : { notes: [`${name} ${note}`] };

function notSeen(line: StockLine, { detail }: Known, { now }: StockContext): LineProblem {
  const what = words(line, detail.organization);
  const ageMs = Date.parse(now) - Date.parse(detail.sentAt);
  if (ageMs < LAG_MS) {
    const reason = `Fusion took ${what}, but does not show it among its completed transactions yet`;
    return { cause: 'not-seen-yet', reason, recheckMs: 5_000 };
  }
  const reason = `${what} was ${detail.answer === 'queued' ? 'staged in' : 'processed by'} Fusion, but is neither in its interface nor among its completed transactions: somebody deleted it. Book it by hand and skip this record, or retry it to send it anew`;
  return { cause: 'disappeared', reason };
}

/** A voided parcel: what was processed comes back by a row of its own, what was not is withdrawn. */
export function planVoided(given: Given): LinePlan {
  const { line, own, target, context } = given;
  if (own?.state === 'undone' || own?.state === 'gone') return {};
  const sought = { ...line, quantity: signed(line) };
  const rows = target.rows[line.parcel.source];
  const completed = completedOf(sought, rows);
  if (own?.state === 'made' || completed !== undefined) return planBack(given, completed);
  const staged = stagedOf(sought, rows);
  const detail = own?.detail ?? detailOf(line, undefined, context.now);
  const { name, parcel } = line;
  if (own === undefined && staged === undefined) return { nothingSent: [{ name, parcel, detail }] };
  if (own?.detail.answer === 'processed') return { problems: [notSeen(line, own, context)] };
  const one = { name, detail };
  return { writes: [withdrawal(one, parcel, 'was voided before it was processed', staged?.interfaceId)] };
}

function planBack(given: Given, completed: CompletedRow | undefined): LinePlan {
  const { line, own, ownVoid, context } = given;
  const place = own === undefined ? completedPlace(completed) : placeOf(own.detail);
  const voidedAt = line.parcel.voidedAt ?? context.now;
  const { item, quantity } = own?.detail ?? line;
  const back: StockLine = {
    ...line,
    name: `${line.name}/void`,
    ...{ item, quantity: quantity.replace('-', '') },
    direction: line.direction === 'issue' ? 'receipt' : 'issue',
    parcel: { ...line.parcel, createdAt: voidedAt, shipDate: dayIn(voidedAt, context.timeZone) },
    ...(place === undefined ? {} : { place }),
  };
  const taken = planLive({ ...given, line: back, own: ownVoid, ownVoid: undefined });
  if (own !== undefined || completed === undefined) return taken;
  // Known to us only from Fusion: noted, so that the store tells the whole story.
  const detail = detailOf(line, completed, context.now);
  const found = { name: line.name, parcel: line.parcel, detail, transactionId: completed.transactionId };
  return { ...taken, seen: [found, ...(taken.seen ?? [])] };
}

const placeOf = ({ organization, subinventory, locator, account }: PostedPlace): PostedPlace => ({
  organization,
  account,
  ...(subinventory === undefined ? {} : { subinventory }),
  ...(locator === undefined ? {} : { locator }),
});

function completedPlace(row: CompletedRow | undefined): PostedPlace | undefined {
  if (row?.organization === undefined || row.account === undefined) return undefined;
  const { organization, account, subinventory } = row;
  return { organization, account, ...(subinventory === undefined ? {} : { subinventory }) };
}

/** Takes a row back that is not processed; without an id whatever bears its name. */
export function withdrawal(
  { name, detail }: Pick<Known, 'name' | 'detail'>,
  parcel: Parcel,
  why: string,
  interfaceId = detail.interfaceId,
): StockWrite {
  const title = `take back ${name}: it ${why}`;
  return { kind: 'withdraw', title, name, parcel, detail, ...(interfaceId === undefined ? {} : { interfaceId }) };
}

const differs = (line: StockLine, which: string, wrong: string[]): LineProblem => ({
  cause: 'posted-differs',
  reason: `${line.name} stands in Fusion (${which}) with ${wrong.join(' and ')}; put it right in Fusion by hand and skip this record`,
});

/** `issue of 2 × SKU GLV (item AS1) in Seattle for ShipStation shipment 7`. */
export function words({ direction, quantity, sku, item, parcel, name }: StockLine, organization: string): string {
  const what = sku === item ? `SKU ${sku}` : `SKU ${sku} (item ${item})`;
  const why = name.endsWith('/void') ? 'the voided ' : '';
  return `${direction} of ${quantity} × ${what} in ${organization} for ${why}${parcelWords(parcel)}`;
}
