/**
 * fulfillmentUpdate: what is missing in Shopify so that it shows what NetSuite ships. Pure; asked again after each step.
 * The trap: making a fulfilment is not idempotent and mails the buyer, so everything that may already stand for it is
 * settled first, in stages; a later stage is only planned when the earlier ones have nothing to do.
 */
import { allocate, poolOf } from './allocate.ts';
import { isSameNumbers, numbersOf, trackingOf } from './carriers.ts';
import { orderStage } from './order-state.ts';
import { emptyStage, ordinalOf, recognise, type Stage, settleIntents, settleUndone } from './settle.ts';
import { type FulfillmentInput, givenTo, isLive, less, type State, stateOf, wantedBy } from './state.ts';
import type { FulfillmentPlan, Problem } from './types.ts';
import type { Wants } from './wants.ts';

export function planFulfillmentUpdate(input: FulfillmentInput): FulfillmentPlan {
  const state = stateOf(input);
  const told = { numbers: numbersTold(state), sources: sourcesOf(state) };
  const notes: string[] = [];
  const problems: Problem[] = [];
  for (const plan of [settleIntents, settleUndone, recognise]) {
    const stage = plan(state);
    notes.push(...stage.notes);
    problems.push(...stage.problems);
    if (stage.writes.length > 0) return { writes: stage.writes, problems, notes, ...told };
  }
  const stages = [makeMissing(state), mendTracking(state), orderStage(state)];
  return {
    writes: stages.flatMap(({ writes }) => writes),
    problems: [...problems, ...stages.flatMap((stage) => stage.problems)],
    notes: [...notes, ...stages.flatMap((stage) => stage.notes)],
    ...told,
  };
}

function makeMissing(state: State): Stage {
  const stage = emptyStage();
  const pool = poolOf(state);
  for (const wants of state.wants) {
    stage.problems.push(...unclear(state, wants));
    // What is not settled, or was cancelled by a person, is left alone.
    if (
      state
        .linksOf(wants.fulfillment.id)
        .some((link) => link.state === 'intent' || isCancelledThere(state, link.fulfillmentId))
    )
      continue;
    const missing = less(wantedBy(wants), givenTo(state, wants.fulfillment.id));
    if (missing.size > 0) make(state, stage, wants, pool, missing);
  }
  return stage;
}

function isCancelledThere(state: State, fulfillmentId: string | undefined): boolean {
  const made = state.fulfillment(fulfillmentId);
  return made === undefined || !isLive(made);
}

function unclear(state: State, { foreign, broken, fulfillment }: Wants): Problem[] {
  const { settings, source } = state;
  const problems: Problem[] = [];
  if (foreign.length > 0 && settings.extraItems === 'wait') {
    const reason = `${fulfillment.tranId} ships ${foreign.join(', ')}, but Shopify order ${source.otherRefNum ?? source.orderId} has no such line; add an alias or a set to the settings, or set extraItems: ignore`;
    problems.push({ cause: 'line-unmatched', reason });
  }
  if (broken.length > 0) {
    const reason = `${fulfillment.tranId} ships ${broken.join(', ')}; Shopify only knows whole units`;
    problems.push({ cause: 'quantity-not-whole', reason });
  }
  return problems;
}

function make(
  state: State,
  stage: Stage,
  wants: Wants,
  pool: ReturnType<typeof poolOf>,
  missing: Map<string, number>,
): void {
  const { source, settings } = state;
  const { fulfillment } = wants;
  const tracking = trackingOf(source, fulfillment, settings.carriers);
  if (tracking === undefined && settings.tracking === 'required') {
    const reason = `${fulfillment.tranId} has no tracking number yet; enter it in NetSuite, or set tracking: optional`;
    stage.problems.push({ cause: 'tracking-missing', reason });
    return;
  }
  const { byLocation, problems, notes } = allocate(state, pool, wants, missing);
  stage.problems.push(...problems);
  stage.notes.push(...notes);
  let ordinal = ordinalOf(state, fulfillment.id);
  for (const parts of byLocation) {
    const units = parts.flatMap(({ lines }) => lines).reduce((sum, line) => sum + line.quantity, 0);
    const with_ = tracking === undefined ? '' : `, tracking ${tracking.numbers.join(', ')}`;
    stage.writes.push({
      kind: 'create',
      source: `itemFulfillment:${fulfillment.id}`,
      title: `fulfil ${units} of Shopify order ${source.otherRefNum ?? source.orderId} for ${fulfillment.tranId}${with_}`,
      name: `itemFulfillment/${fulfillment.id}/${ordinal++}`,
      orderId: source.orderId,
      parts,
      notify: settings.notify.shipped,
      ...(tracking === undefined ? {} : { tracking }),
    });
  }
}

/** Of ours every change of the numbers; of somebody else's only where there is none yet. */
function mendTracking(state: State): Stage {
  const stage = emptyStage();
  const { source, settings } = state;
  for (const { fulfillment } of state.wants) {
    const tracking = trackingOf(source, fulfillment, settings.carriers);
    if (tracking === undefined) continue;
    for (const link of state.linksOf(fulfillment.id)) {
      const held = state.fulfillment(link.fulfillmentId);
      if (held === undefined || !isLive(held) || isSameNumbers(held.tracking, tracking.numbers)) continue;
      if (link.state === 'found' && numbersOf(held.tracking).size > 0) {
        stage.notes.push(`${held.name} bears other tracking numbers than ${fulfillment.tranId}; somebody else made it`);
        continue;
      }
      stage.writes.push({
        kind: 'track',
        source: `itemFulfillment:${fulfillment.id}`,
        title: `tracking of ${held.name}: ${tracking.numbers.join(', ')}`,
        fulfillmentId: held.id,
        tracking,
        notify: settings.notify.trackingChanged,
      });
    }
  }
  return stage;
}

function numbersTold({ source, target }: State): FulfillmentPlan['numbers'] {
  const { tranId, otherRefNum, orderId, fulfillments } = source;
  return [
    { kind: 'sales order', value: tranId },
    { kind: 'Shopify order id', value: orderId },
    ...(otherRefNum === undefined ? [] : [{ kind: 'order', value: otherRefNum }]),
    ...fulfillments.flatMap((one) => [
      { kind: 'item fulfilment', value: one.tranId },
      { kind: 'item fulfilment id', value: one.id },
      ...one.trackingNumbers.map((value) => ({ kind: 'tracking', value })),
    ]),
    ...target.fulfillments.map(({ name }) => ({ kind: 'Shopify fulfilment', value: name })),
  ];
}

export const salesOrderState = (row: { status: string; modifiedAt?: string }): string =>
  `${row.status} ${row.modifiedAt ?? ''}`.trim();

function sourcesOf({ source }: State): FulfillmentPlan['sources'] {
  return [
    { source: `salesOrder:${source.salesOrderId}`, state: salesOrderState(source) },
    ...source.fulfillments.map(({ id, modifiedAt }) => ({ source: `itemFulfillment:${id}`, state: modifiedAt ?? '' })),
  ];
}
