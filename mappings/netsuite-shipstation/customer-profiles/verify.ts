/** Whether an order shows what was written on it. The trap: names of fields only; what stands in them is personal. */
import type { OrderDetail } from '../../../connectors/shipstation/types.ts';
import { slotsOf, wordsOf } from './slots.ts';
import type { ProfileWrite, Slot } from './types.ts';

/** The parts that are not as they were written, in words; empty when all is. */
export function profileDifferences(write: ProfileWrite, order: OrderDetail): string[] {
  const present = slotsOf(order);
  const slots = Object.entries(write.slots)
    .filter(([slot, text]) => present[slot as Slot] !== text)
    .map(([slot]) => slot);
  const tags = [
    ...write.addTags.filter(({ tagId }) => !order.tagIds.includes(tagId)).map(({ name }) => `tag ${name} is not there`),
    ...write.removeTags
      .filter(({ tagId }) => order.tagIds.includes(tagId))
      .map(({ name }) => `tag ${name} is still there`),
  ];
  return [...wordsOf(slots), ...tags];
}
