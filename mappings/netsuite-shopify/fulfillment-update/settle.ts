/**
 * Before anything new is made: lost answers are looked up, what NetSuite took back is cancelled, what somebody else has
 * made already is recognised. The trap: only what we made ourselves is ever cancelled.
 */
import { shareNumbers } from './carriers.ts';
import { type Counts, givenTo, isLive, isSame, less, madeBy, type State, wantedBy } from './state.ts';
import type { FulfillmentWrite, Link, Problem } from './types.ts';
import type { Wants } from './wants.ts';

export type Stage = { writes: FulfillmentWrite[]; problems: Problem[]; notes: string[] };
export const emptyStage = (): Stage => ({ writes: [], problems: [], notes: [] });

/** A call that is this old is no longer under way at Shopify. */
const IN_FLIGHT_MS = 60_000;
const LOOK_AGAIN_MS = 15_000;

/** Intents whose answer nobody saw. */
export function settleIntents(state: State): Stage {
  const stage = emptyStage();
  const free = [...state.unclaimed];
  for (const link of state.target.links.filter(({ state: is }) => is === 'intent')) {
    const made = madeBy(link, free);
    const told = { source: `itemFulfillment:${link.sourceId}`, name: link.name, orderId: state.source.orderId };
    if (made !== undefined) {
      free.splice(free.indexOf(made), 1);
      const title = `${made.name} was made by an earlier try whose answer was lost`;
      stage.writes.push({ kind: 'adopt', ...told, title, fulfillmentId: made.id, state: 'made' });
    } else if (Date.parse(state.now) - Date.parse(link.updatedAt) >= IN_FLIGHT_MS) {
      stage.writes.push({ kind: 'release', ...told, title: 'an earlier try made nothing', state: 'gone' });
    } else {
      const reason = `the answer to fulfilling ${tranIdOf(state, link)} in Shopify was lost and it is not there (yet)`;
      stage.problems.push({ cause: 'lost-answer', reason, recheckMs: LOOK_AGAIN_MS });
    }
  }
  return stage;
}

/** What NetSuite no longer ships, and what was cancelled in Shopify by somebody. */
export function settleUndone(state: State): Stage {
  const stage = emptyStage();
  for (const link of state.target.links.filter(({ state: is }) => is === 'made' || is === 'found')) {
    const wants = state.wants.find(({ fulfillment }) => fulfillment.id === link.sourceId);
    const made = state.fulfillment(link.fulfillmentId);
    if (made === undefined || !isLive(made)) cancelledThere(state, stage, link, wants);
    else if (wants === undefined || (link.state === 'made' && isTooMuch(state, wants))) {
      takeBack(state, stage, link, wants === undefined ? 'no longer ships it' : 'ships less now');
    }
  }
  return stage;
}

const isTooMuch = (state: State, wants: Wants): boolean =>
  less(givenTo(state, wants.fulfillment.id), wantedBy(wants)).size > 0;

function cancelledThere(state: State, stage: Stage, link: Link, wants: Wants | undefined): void {
  const { source, heal } = state;
  const isTheirs = wants !== undefined && link.state === 'made' && heal !== true;
  if (isTheirs) {
    const name = state.fulfillment(link.fulfillmentId)?.name ?? `fulfilment ${link.fulfillmentId ?? ''}`;
    stage.problems.push({
      cause: 'cancelled-in-shopify',
      reason:
        `${name} was cancelled in Shopify, but NetSuite still ships ${wants.fulfillment.tranId}; ` +
        'delete it in NetSuite, or have it made again with `retry --heal`',
    });
    return;
  }
  stage.writes.push({
    kind: 'release',
    ...{ source: `itemFulfillment:${link.sourceId}`, name: link.name, orderId: source.orderId },
    ...(link.fulfillmentId === undefined ? {} : { fulfillmentId: link.fulfillmentId }),
    title: 'its fulfilment in Shopify is cancelled',
    state: wants === undefined ? 'undone' : 'gone',
  });
}

function takeBack(state: State, stage: Stage, link: Link, why: string): void {
  const { source, settings } = state;
  const { fulfillmentId = '' } = link;
  const name = state.fulfillment(fulfillmentId)?.name ?? fulfillmentId;
  const told = { source: `itemFulfillment:${link.sourceId}`, name: link.name, orderId: source.orderId, fulfillmentId };
  if (link.state === 'found') {
    const title = `${name} was made by somebody else and stays; NetSuite ${why}`;
    stage.notes.push(title);
    stage.writes.push({ kind: 'release', ...told, title, state: 'undone' });
  } else if (settings.undone === 'cancel') {
    stage.writes.push({ kind: 'cancel', ...told, title: `cancel ${name}: NetSuite ${why}` });
  } else {
    const reason = `NetSuite ${why} (${tranIdOf(state, link)}), and ${name} stands in Shopify; cancel it there, or set undone: cancel`;
    stage.problems.push({ cause: 'undone', reason });
  }
}

/** Fulfilments that Shopify has already: the same tracking number, or just these goods without any number. */
export function recognise(state: State): Stage {
  const stage = emptyStage();
  const free = [...state.unclaimed];
  for (const wants of state.wants) {
    const { fulfillment } = wants;
    let missing = less(wantedBy(wants), givenTo(state, fulfillment.id));
    let ordinal = ordinalOf(state, fulfillment.id);
    for (const one of [...free]) {
      if (missing.size === 0 || !isFor(state, one, fulfillment.trackingNumbers, missing)) continue;
      free.splice(free.indexOf(one), 1);
      missing = less(missing, state.unitsOf(one));
      stage.writes.push({
        kind: 'adopt',
        source: `itemFulfillment:${fulfillment.id}`,
        title: `${one.name} in Shopify already stands for ${fulfillment.tranId}`,
        name: `itemFulfillment/${fulfillment.id}/${ordinal++}`,
        orderId: state.source.orderId,
        fulfillmentId: one.id,
        state: 'found',
      });
    }
  }
  return stage;
}

function isFor(state: State, one: State['unclaimed'][number], numbers: string[], missing: Counts): boolean {
  const units = state.unitsOf(one);
  if (units.size === 0) return false;
  const fits = less(units, missing).size === 0;
  if (shareNumbers(one.tracking, numbers)) return fits;
  return isSame(units, missing) && !one.tracking.some(({ number }) => number !== undefined && number !== '');
}

/** The next free number of a NetSuite fulfilment's names; names of the past are never used again. */
export function ordinalOf(state: State, sourceId: string): number {
  const used = state.target.links.filter((link) => link.sourceId === sourceId);
  return 1 + Math.max(0, ...used.map(({ name }) => Number(name.split('/').at(-1) ?? 0)));
}

const tranIdOf = ({ source }: State, link: Link): string =>
  source.fulfillments.find(({ id }) => id === link.sourceId)?.tranId ?? `item fulfilment ${link.sourceId}`;
