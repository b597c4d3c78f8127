// A WRO received by itself over simulated days: arrival, counting, stowing in random slices, short, over or exact.
// Trap: it works on the boxes as they are when each step is due; a WRO cancelled or completed meanwhile is left alone.
import { createRng, type Rng } from '../../shared/rng.ts';
import type { Box, BoxItem, Wro } from './model.ts';
import { arrive, completeBox, completeWro, count, stow } from './receive.ts';
import { later, type World } from './world.ts';

export interface ReceivePlan {
  /** Days from the first arrival to completion; default 3. */
  days?: number;
  /** Days until the first box arrives; default 0. */
  startDays?: number;
  /** Most stow steps per box item; default 4. */
  slices?: number;
  /** Chance per item of a few units too few; default 0. */
  short?: number;
  /** Chance per item of a small excess that is stowed; default 0. */
  over?: number;
  /** Chance per item of a large excess, which goes into a URO; default 0. */
  excess?: number;
  seed?: number;
}

const DAY = 86_400_000;

function finalQuantity(rng: Rng, item: BoxItem, plan: ReceivePlan): number {
  if (rng.chance(plan.short ?? 0))
    return Math.max(0, item.quantity - 1 - rng.below(Math.max(1, Math.floor(item.quantity / 10))));
  if (rng.chance(plan.over ?? 0)) return item.quantity + Math.min(24, Math.max(0, Math.ceil(item.quantity / 10) - 1));
  if (rng.chance(plan.excess ?? 0)) return item.quantity + 25 + rng.below(25);
  return item.quantity;
}

/** Random whole slices that add up to `total`. */
export function slicesOf(rng: Rng, total: number, most: number): number[] {
  const cuts = new Set<number>();
  for (let n = rng.below(Math.max(1, most)); n > 0 && total > 1; n -= 1) cuts.add(1 + rng.below(total - 1));
  const marks = [0, ...[...cuts].sort((a, b) => a - b), total];
  return marks
    .slice(1)
    .map((mark, index) => mark - (marks[index] ?? 0))
    .filter((size) => size > 0);
}

const over = (wro: Wro) => wro.status === 'Cancelled' || wro.status === 'Completed';

function planBox(
  world: World,
  wro: Wro,
  box: Box,
  rng: Rng,
  plan: ReceivePlan,
  span: { from: number; to: number },
): void {
  const step = (delayMs: number, act: () => void) =>
    later(world, delayMs, () => {
      if (!over(wro)) act();
    });
  const within = (from: number, to: number) => from + rng.next() * Math.max(0, to - from);
  const arrivedAt = within(span.from, span.from + (span.to - span.from) * 0.3);
  const countedAt = within(arrivedAt, arrivedAt + (span.to - arrivedAt) * 0.3);
  step(arrivedAt, () => arrive(world, wro, [box]));
  step(countedAt, () => count(world, wro, box));
  for (const item of box.items) {
    const total = finalQuantity(rng, item, plan);
    const { inventoryId, lotNumber } = item;
    for (const quantity of slicesOf(rng, total, plan.slices ?? 4))
      step(within(countedAt, span.to), () => void stow(world, wro, box, { inventoryId, lotNumber, quantity }));
  }
  step(span.to + 1, () => completeBox(world, wro, box));
}

/** Plans the whole receipt of a WRO; advancing the clock makes it happen. */
export function planReceipt(world: World, wro: Wro, plan: ReceivePlan = {}): void {
  const rng = createRng((plan.seed ?? 1) * 7919 + wro.id);
  const from = (plan.startDays ?? 0) * DAY;
  const to = from + (plan.days ?? 3) * DAY;
  for (const box of wro.boxes)
    planBox(world, wro, box, rng, plan, { from, to: from + (to - from) * (0.7 + 0.3 * rng.next()) });
  later(world, to + 10, () => {
    if (!over(wro)) completeWro(world, wro);
  });
}
