/**
 * What can happen to an order, each as it is played by the shop's staff. Chosen by the seed, played many at a time.
 * The trap: a case must leave a state that the verdict can work out from the dumps alone.
 */
import {
  MISSING_SKU,
  type OrderSpec,
  type PlayedOrder,
  readDumps,
  someLines,
  type Vendors,
  WAREHOUSES,
} from '../../demo/netsuite-shipstation/shop.ts';
import { sleep, until } from '../../demo/wait.ts';
import type { Rng } from '../../simulators/shared/rng.ts';

type Play = { vendors: Vendors; order: PlayedOrder; warehouseId: number };
export type CaseName = keyof typeof CASES;
export type Case = { name: CaseName; spec: OrderSpec; warehouseId: number };

const HAVE_BEEN_POSTED_MS = 20_000;

const label = ({ vendors, order, warehouseId }: Play, box: object = {}) =>
  vendors.shipStation.buyLabels([{ orderId: order.orderId, warehouseId, ...box }]);

const part = (order: PlayedOrder, from: number, to?: number) =>
  order.items.slice(from, to).map(({ orderItemId, quantity }) => ({ orderItemId, quantity }));

/** Each with its share of the orders. */
const CASES = {
  plain: { weight: 42, play: async (play: Play) => void (await label(play)) },
  twoBoxes: {
    weight: 10,
    play: async (play: Play) => {
      await label(play, { items: part(play.order, 0, 1), keepOpen: true });
      await label(play, { items: part(play.order, 1) });
    },
  },
  batch: {
    weight: 3,
    play: async ({ vendors, order, warehouseId }: Play) => {
      const boxes = order.items.map((_, i) => ({ items: part(order, i, i + 1), keepOpen: i < order.items.length - 1 }));
      await vendors.shipStation.buyLabels(boxes.map((box) => ({ orderId: order.orderId, warehouseId, ...box })));
    },
  },
  split: {
    weight: 8,
    play: async (play: Play) => {
      const [, child] = await play.vendors.shipStation.split(play.order.orderId, part(play.order, 0, 1));
      if (child !== undefined) await label({ ...play, order: { ...play.order, orderId: child.orderId } });
      await label(play);
    },
  },
  voidAndRelabel: {
    weight: 9,
    play: async (play: Play) => {
      const [first] = await label(play);
      await mayBePosted(play, HAVE_BEEN_POSTED_MS);
      await play.vendors.shipStation.voidLabel(first?.id ?? 0);
      await label(play);
    },
  },
  voidAtOnce: {
    weight: 4,
    play: async (play: Play) => {
      const [first] = await label(play);
      await play.vendors.shipStation.voidLabel(first?.id ?? 0);
    },
  },
  relabelBeforeVoid: {
    weight: 3,
    play: async (play: Play) => {
      const [first] = await label(play, { items: part(play.order, 0) });
      await label(play, { items: part(play.order, 0) });
      await sleep(500);
      await play.vendors.shipStation.voidLabel(first?.id ?? 0);
    },
  },
  marked: {
    weight: 5,
    play: async ({ vendors, order }: Play) =>
      void (await vendors.shipStation.markAsShipped(order.orderId, `1ZMARK${order.orderId}`)),
  },
  labelThenMark: {
    weight: 3,
    play: async (play: Play) => {
      await label(play, { items: part(play.order, 0, 1), keepOpen: true });
      await play.vendors.shipStation.markAsShipped(play.order.orderId);
    },
  },
  withReturnLabel: {
    weight: 3,
    play: async (play: Play) => {
      await label(play);
      await play.vendors.shipStation.buyReturnLabel(play.order.orderId);
    },
  },
  withoutItems: { weight: 2, play: async (play: Play) => void (await label(play, { withoutItems: true })) },
  missingSku: { weight: 3, play: async (play: Play) => void (await label(play)) },
  unknownOrder: { weight: 2, play: async (play: Play) => void (await label(play)) },
  unapproved: { weight: 2, play: async (play: Play) => void (await label(play)) },
  shippedTwice: {
    weight: 1,
    play: async (play: Play) => {
      await label(play, { items: part(play.order, 0) });
      await label(play, { items: part(play.order, 0) });
    },
  },
} as const;

/** The orders of a run: the same seed gives the same cases, lines and warehouses. */
export function drawCases(count: number, rng: Rng): Case[] {
  const names = Object.keys(CASES) as CaseName[];
  const bag = names.flatMap((name) => Array.from({ length: CASES[name].weight }, () => name));
  return Array.from({ length: count }, (_, index): Case => {
    const name = bag[rng.below(bag.length)] ?? 'plain';
    const number = `C${10_000 + index}`;
    const lines = someLines(rng.below(1000), 2 + rng.below(3));
    const warehouseId = WAREHOUSES[rng.below(WAREHOUSES.length)]?.id ?? WAREHOUSES[0].id;
    return { name, warehouseId, spec: specOf(name, number, lines) };
  });
}

function specOf(name: CaseName, number: string, lines: OrderSpec['lines']): OrderSpec {
  if (name === 'missingSku') return { number, lines: [...lines, { sku: MISSING_SKU.inShop, quantity: 1 }] };
  if (name === 'unknownOrder') return { number, lines, netSuite: 'absent' };
  if (name === 'unapproved') return { number, lines, netSuite: 'unapproved' };
  return { number, lines };
}

/** Many at a time, as in a real warehouse. `told` is called as each one is through. */
export async function playCases(vendors: Vendors, cases: Case[], orders: PlayedOrder[], pace: Pace): Promise<void> {
  const queue = cases.map((one, index) => ({ one, order: orders[index] }));
  const startedMs = Date.now();
  let started = 0;
  const player = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { one, order } = next;
      if (order === undefined) throw new Error(`order ${one.spec.number} is not in ShipStation`);
      const dueMs = startedMs + started++ * pace.everyMs;
      await sleep(Math.max(0, dueMs - Date.now()));
      await pace.mayGoOn();
      await CASES[one.name].play({ vendors, order, warehouseId: one.warehouseId });
      pace.played();
    }
  };
  await Promise.all(Array.from({ length: pace.atOnce }, player));
}

export type Pace = {
  everyMs: number;
  atOnce: number;
  /** Holds the play back while too much is open, so that there is work under way at every kill. */
  mayGoOn(): Promise<void>;
  played(): void;
};

/** Some voids come after the posting, some before: both must end well, so a missed posting is no error. */
async function mayBePosted({ vendors, order }: Play, limitMs: number): Promise<void> {
  const isPosted = async () => {
    const { books } = await readDumps(vendors);
    const sales = books.orders.find((one) => one.otherRefNum === order.number);
    return books.fulfilments.find((f) => f.salesOrderId === sales?.id);
  };
  await until('a posting', limitMs, isPosted, 1000).catch(() => undefined);
}
