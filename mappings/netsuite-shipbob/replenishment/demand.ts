/**
 * What a purchase order asks of each fulfilment centre, and under which number ShipBob is told.
 * The trap: one purchase order may be for several centres; each gets a receiving order of its own, and the numbers of
 * receiving orders are unique in the account.
 */
import { isPositive, isSame, minus } from '../../shared/quantity.ts';
import { normaliseSku } from '../../shared/sku.ts';
import type { Link, Ordered, PoLine, PurchaseOrder, ReplenishmentRules } from './types.ts';

/** Codes and names of items that no warehouse holds. */
const NOT_GOODS = /^(noninvtpart|service|othcharge|discount|subtotal|description|payment|markup|group|endgroup)/i;

/** Between the centres of a location that has several, which nobody may choose from. */
export const SEVERAL = '|';

/** A line with what is still to come of it. */
export type Wanted = PoLine & { open: string };

/** Fulfilment centre id → the lines of goods for it that are not closed, in the order of the map. */
export function demandOf(po: PurchaseOrder, settings: ReplenishmentRules): Map<string, Wanted[]> {
  const ignored = new Set(settings.ignoreSkus.map(normaliseSku));
  const demand = new Map<string, Wanted[]>();
  for (const centres of Object.values(settings.centres)) demand.set(centres.join(SEVERAL), []);
  for (const line of po.lines) {
    const centreId = line.locationId === undefined ? undefined : settings.centres[line.locationId]?.join(SEVERAL);
    const isGoods = !NOT_GOODS.test(line.itemType ?? '') && !ignored.has(normaliseSku(line.sku));
    if (centreId === undefined || !isGoods || line.isClosed || !isPositive(line.quantity)) continue;
    demand.get(centreId)?.push({ ...line, open: minus(line.quantity, line.received) });
  }
  return new Map([...demand].filter(([, lines]) => lines.length > 0));
}

export const orderedOf = (lines: PoLine[]): Ordered =>
  lines.map(({ line, sku, quantity }) => ({ line, sku, quantity }));

/** Whether the same is ordered; the order of lines does not matter. */
export function isSameOrder(a: Ordered, b: Ordered): boolean {
  if (a.length !== b.length) return false;
  return a.every((one) =>
    b.some(({ line, sku, quantity }) => line === one.line && sku === one.sku && isSame(quantity, one.quantity)),
  );
}

/** `2 × TEA-01 instead of 5; 3 × TEA-02 are new`, for sentences. */
export function changeWords(was: Ordered, is: Ordered): string {
  const words: string[] = [];
  for (const { line, sku, quantity } of is) {
    const before = was.find((one) => one.line === line && one.sku === sku);
    if (before === undefined) words.push(`${quantity} × ${sku} are new`);
    else if (!isSame(before.quantity, quantity)) words.push(`${quantity} × ${sku} instead of ${before.quantity}`);
  }
  for (const { line, sku, quantity } of was)
    if (!is.some((one) => one.line === line && one.sku === sku)) words.push(`${quantity} × ${sku} are gone`);
  return words.join('; ');
}

/** ShipBob's purchase order number. A comma would end it in a list. */
export const numberOf = (po: Pick<PurchaseOrder, 'tranId'>, settings: ReplenishmentRules): string =>
  `${settings.number.prefix}${po.tranId}`.replaceAll(',', ' ').trim();

/** The first of several centres has the plain number; so has the only one. */
export function numberFor(
  po: PurchaseOrder,
  centreId: string,
  demand: Map<string, Wanted[]>,
  settings: ReplenishmentRules,
): string {
  const plain = numberOf(po, settings);
  return [...demand.keys()].indexOf(centreId) <= 0 ? plain : `${plain} FC${centreId}`;
}

/** All numbers under which receiving orders of this purchase order may stand in ShipBob. */
export function numbersToLookFor(po: PurchaseOrder, links: Link[], settings: ReplenishmentRules): string[] {
  const demand = demandOf(po, settings);
  const open = [...demand.keys()].filter(
    (centreId) => !links.some((link) => isStanding(link) && link.detail.centreId === centreId),
  );
  const rest = links.filter(({ state }) => state === 'intent').map(({ detail }) => detail.number);
  return [...new Set([...open.map((centreId) => numberFor(po, centreId, demand, settings)), ...rest])];
}

export const isStanding = ({ state, wroId }: Link): boolean =>
  (state === 'made' || state === 'found') && wroId !== undefined;

const OPEN_STATUSES = ['B', 'D', 'E'];
/** Rejected, closed, gone. */
const ENDED = ['C', 'H', 'deleted'];

export const isEnded = (po: PurchaseOrder): boolean => ENDED.includes(po.status);
export const isOpen = (po: PurchaseOrder): boolean => OPEN_STATUSES.includes(po.status);

/** Why nothing is announced of an open purchase order that has no receiving order yet; undefined when it is to be. */
export function leftAlone(po: PurchaseOrder, settings: ReplenishmentRules): string | undefined {
  if (settings.notBefore !== undefined && po.tranDate !== undefined && po.tranDate < settings.notBefore)
    return `it is dated ${po.tranDate}, before ${settings.notBefore}`;
  if (po.status !== 'B' && !settings.partlyReceived) return 'something of it was received before it was announced';
  return undefined;
}
