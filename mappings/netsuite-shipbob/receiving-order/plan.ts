/**
 * What is missing in NetSuite of one receiving order.
 * The trap: a receiving order may be received for days, be taken up again and be counted anew; nothing but what is stowed
 * now and what is booked now decides.
 */
import { DateTime } from 'luxon';
import { dayIn } from '../../shared/calendar.ts';
import { locationOf } from '../places.ts';
import { wantsOf } from '../stock/items.ts';
import { matchProblem, ruleValue } from '../stock/match.ts';
import { planStock } from '../stock/plan.ts';
import type { Problem, RecordOutcome } from '../stock/types.ts';
import { some } from '../stock/writes.ts';
import type { ReceivingInput, ReceivingSource } from './types.ts';

const SOON_MS = 60_000;
/** Nothing more is expected of these by themselves. */
const ENDED = ['Completed', 'Cancelled'];

export const postingName = (prefix: string, id: string, number: number): string => `${prefix}_WRO_${id}_${number}`;

/** Which field of NetSuite's purchase orders must hold what, in the order of the rules. */
export function purchaseOrderLookups({ settings, source }: Pick<ReceivingInput, 'settings' | 'source'>) {
  return settings.match.flatMap((rule) => {
    const value = ruleValue(source[rule.shipbob], rule);
    return value === undefined ? [] : [{ field: rule.netsuite, value }];
  });
}

/** The day that a posting of this receiving order bears, before closed periods are looked at. */
export const receivingDay = ({
  settings,
  source,
  timeZone,
  now,
}: Omit<ReceivingInput, 'target' | 'day' | 'places' | 'skuAliases'>) =>
  dayIn(settings.postingDay === 'today' ? now : source.stowedAt, timeZone);

export function planReceiving(input: ReceivingInput): RecordOutcome {
  const { source, target, settings } = input;
  const what = `receiving order ${source.id}`;
  const location = locationOf(input.places, source.centerId);
  const place = location === undefined ? {} : { location };
  const wants = wantsOf(
    source.rows.map((row) => ({ ...row, ...place })),
    target.items,
    { what, skuAliases: input.skuAliases, lotWhenNone: settings.lotWhenNone, byPlace: false },
  );
  const hold = holdOf(input, what);
  const number = source.purchaseOrderNumber;
  const plan = planStock({
    wants,
    postings: target.postings,
    order: target.order,
    lots: target.lots,
    rules: {
      what,
      source: sourceOf(source),
      memo: `ShipBob ${what}${number === undefined ? '' : ` (${number})`}`,
      day: input.day,
      nameOf: (at) => postingName(settings.externalIdPrefix, source.id, at),
      byPlace: false,
      ...(hold === undefined ? {} : { hold }),
      excess: settings.overReceipt,
      correction: settings.correction,
      adjustment: settings.adjustment,
      cost: settings.cost,
      mostLines: settings.mostLines,
    },
  });
  const later = plan.writes.length === 0 ? undefined : laterOf(input);
  return {
    ...plan,
    writes: later === undefined ? plan.writes : [],
    problems: [...plan.problems, ...unclear(source, what)],
    notes: later === undefined ? notesOf(source) : [later.note],
    ...(later?.until === undefined ? {} : { holdUntil: later.until }),
    numbers: numbersOf(input),
    sources: [{ source: sourceOf(source), state: source.state }],
  };
}

export const sourceOf = ({ id }: { id: string }): string => `wro:${id}`;

/** Why nothing may be booked for want of a purchase order. */
function holdOf({ source, target, settings }: ReceivingInput, what: string): Problem | undefined {
  const hasNumber = (source.purchaseOrderNumber?.trim() ?? '') !== '';
  const named = hasNumber ? `${what} (${source.purchaseOrderNumber ?? ''})` : what;
  const problem = matchProblem(target.match, named, 'purchase order');
  if (problem === undefined || problem.cause === 'order-ambiguous') return problem;
  return (hasNumber ? settings.numberUnknown : settings.withoutNumber) === 'wait' ? problem : undefined;
}

/** What is stowed may be booked later, by the settings. */
function laterOf({ source, settings, timeZone, now }: ReceivingInput): { note: string; until?: string } | undefined {
  if (settings.post === 'asStowed' || ENDED.includes(source.status)) return undefined;
  if (settings.post === 'whenCompleted')
    return { note: `it is ${source.status}, and booked once it is completed (post: whenCompleted)` };
  const today = dayIn(now, timeZone);
  if (dayIn(source.stowedAt, timeZone) < today) return undefined;
  const until = DateTime.fromISO(today, { zone: timeZone }).plus({ days: 1 }).toUTC().toISO();
  const note = `what was stowed on ${today} is booked when the day is over (post: daily)`;
  return until === null ? { note } : { note, until };
}

const unclear = ({ unclear: rows }: ReceivingSource, what: string): Problem[] =>
  rows.length === 0
    ? []
    : [
        {
          cause: 'figures-differ',
          reason: `${what}: its boxes and the order itself tell different stowed figures: ${some(rows.map((row) => `SKU ${row.sku} ${row.boxes} and ${row.order}`))}; the smaller one is booked until they agree`,
          recheckMs: SOON_MS,
        },
      ];

function notesOf({ rows, status, variances }: ReceivingSource): string[] {
  const stowed = rows.reduce((sum, row) => sum + row.quantity, 0);
  if (stowed === 0) return [`${status}: nothing is stowed`];
  const differing = variances.map((row) => `SKU ${row.sku} ${row.stowed} of ${row.expected}`);
  const variance =
    status === 'Completed' && differing.length > 0 ? [`against what was announced: ${some(differing)}`] : [];
  return [`${status}: ${stowed} stowed and booked as far as nothing waits`, ...variance];
}

function numbersOf({ source, target }: ReceivingInput) {
  const of = (kind: string, values: (string | undefined)[]) =>
    values.flatMap((value) => (value === undefined || value === '' ? [] : [{ kind, value }]));
  return [
    ...of('receiving order', [source.id]),
    ...of('purchase order', [source.purchaseOrderNumber, target.order?.tranId]),
    ...target.postings.map(({ type, tranId }) => ({
      kind: type === 'itemReceipt' ? 'item receipt' : 'inventory adjustment',
      value: tranId,
    })),
    ...of('tracking', source.trackingNumbers),
  ];
}
