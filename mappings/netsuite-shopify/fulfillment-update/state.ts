/**
 * What Shopify has for each NetSuite fulfilment, by the links, and what nobody accounts for.
 * The trap: a fulfilment without a link was made by somebody else, unless an intent of ours lost its answer.
 */
import type { Fulfillment } from '../../../connectors/shopify/types.ts';
import type { FulfillmentUpdateSettings } from '../../../settings/fulfillment-update.ts';
import { fulfillmentName } from '../shopify-order/names.ts';
import { isSameNumbers } from './carriers.ts';
import type { FulfillmentSource, FulfillmentTarget, Link, SourceFulfillment, Units } from './types.ts';
import { type Names, namesFor, type Wants, wantsOf } from './wants.ts';

export type FulfillmentInput = {
  source: FulfillmentSource;
  target: FulfillmentTarget;
  settings: FulfillmentUpdateSettings;
  /** Of the sync `shopifyOrder`, which gave the sales orders their names. */
  externalIdPrefix: string;
  skuAliases: Record<string, string>;
  /** ISO-8601 UTC. */
  now: string;
  /** A person asked to mend what differs. */
  heal?: boolean;
};

export type Counts = Map<string, number>;

export type State = FulfillmentInput & {
  names: Names;
  /** What counts as shipped, oldest first, without what was made from Shopify's own fulfilments. */
  wants: Wants[];
  linksOf(sourceId: string): Link[];
  linkTo(fulfillmentId: string): Link | undefined;
  /** Live fulfilments that stand for no NetSuite fulfilment. */
  unclaimed: Fulfillment[];
  /** Units by goods; what the sales order does not ship is left out. */
  unitsOf(fulfillment: Fulfillment): Counts;
  fulfillment(id: string | undefined): Fulfillment | undefined;
};

const RANK: Record<string, number> = { A: 1, B: 2, C: 3 };
const LEAST = { picked: 1, packed: 2, shipped: 3 };

export const isLive = ({ status }: Fulfillment): boolean => !['CANCELLED', 'ERROR', 'FAILURE'].includes(status);
const isHeld = ({ state }: Link): boolean => state === 'made' || state === 'found' || state === 'intent';

export function stateOf(input: FulfillmentInput): State {
  const { source, target, settings } = input;
  const rules = { kits: settings.kits, skuAliases: input.skuAliases };
  const names = namesFor(source, rules);
  const counted = source.fulfillments
    .filter((one) => (RANK[one.status] ?? RANK.C ?? 3) >= LEAST[settings.when] && echoOf(input, one) === undefined)
    .sort((a, b) => Number(a.id) - Number(b.id));
  const held = target.links.filter(isHeld);
  const echoes = new Set(source.fulfillments.flatMap((one) => echoOf(input, one) ?? []));
  const claimed = new Set([...echoes, ...held.flatMap(({ fulfillmentId }) => fulfillmentId ?? [])]);
  return {
    ...input,
    names,
    wants: wantsOf(source, counted, target.fulfillmentOrders, names, rules),
    linksOf: (sourceId) => held.filter((link) => link.sourceId === sourceId),
    linkTo: (id) => held.find((link) => link.fulfillmentId === id),
    unclaimed: target.fulfillments.filter((one) => isLive(one) && !claimed.has(one.id)),
    unitsOf: (fulfillment) => unitsOf(fulfillment, names),
    fulfillment: (id) => target.fulfillments.find((one) => one.id === id),
  };
}

/** The Shopify fulfilment from which NetSuite's was made. */
function echoOf({ externalIdPrefix }: FulfillmentInput, { externalId }: SourceFulfillment): string | undefined {
  const id = /_(\d+)$/.exec(externalId ?? '')?.[1];
  return id !== undefined && externalId === fulfillmentName(externalIdPrefix, id) ? id : undefined;
}

function unitsOf(fulfillment: Fulfillment, names: Names): Counts {
  const counts: Counts = new Map();
  for (const line of fulfillment.lines) {
    const goods = names.goodsOf(line);
    if (goods !== undefined) counts.set(goods, (counts.get(goods) ?? 0) + line.quantity);
  }
  return counts;
}

/** What Shopify shows as shipped for a NetSuite fulfilment. */
export function givenTo(state: State, sourceId: string): Counts {
  const given: Counts = new Map();
  for (const { fulfillmentId } of state.linksOf(sourceId)) {
    const made = state.fulfillment(fulfillmentId);
    if (made === undefined || !isLive(made)) continue;
    for (const [goods, units] of state.unitsOf(made)) given.set(goods, (given.get(goods) ?? 0) + units);
  }
  return given;
}

export function wantedBy({ wants }: Wants): Counts {
  const wanted: Counts = new Map();
  for (const { goods, units } of wants) wanted.set(goods, (wanted.get(goods) ?? 0) + units);
  return wanted;
}

/** `a` less `b`, only what is left of it. */
export function less(a: Counts, b: Counts): Counts {
  return new Map(
    [...a].map(([goods, units]) => [goods, units - (b.get(goods) ?? 0)] as const).filter(([, n]) => n > 0),
  );
}

export const isSame = (a: Counts, b: Counts): boolean => less(a, b).size === 0 && less(b, a).size === 0;

const SKEW_MS = 5 * 60_000;

/** The fulfilment that an intent of ours made though its answer was lost; undefined when there is none. */
export function madeBy(link: Link, unclaimed: Fulfillment[]): Fulfillment | undefined {
  const { detail } = link;
  if (detail === undefined) return undefined;
  return unclaimed.find(
    (one) =>
      isLive(one) &&
      Date.parse(one.createdAt) >= Date.parse(link.notedAt) - SKEW_MS &&
      isSameNumbers(one.tracking, detail.numbers) &&
      isSame(byLine(one.lines), byLine(detail.lines)),
  );
}

function byLine(lines: Units[]): Counts {
  const counts: Counts = new Map();
  for (const { lineId, quantity } of lines) counts.set(lineId, (counts.get(lineId) ?? 0) + quantity);
  return counts;
}
