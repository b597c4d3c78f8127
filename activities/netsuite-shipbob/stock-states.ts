/**
 * How a change of a receiving order or return is told from the one before: what a settled record remembers and a list
 * shows again. The trap: ShipBob's time of change does not move with every recount, so the figures belong to it.
 */
import { createHash } from 'node:crypto';
import type { ReceivingOrder } from '../../connectors/shipbob/types-receiving.ts';
import type { Return } from '../../connectors/shipbob/types-returns.ts';

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12);

export function receivingState({ status, updatedAt, items }: ReceivingOrder): string {
  const stowed = items.map((item) => [item.inventoryId, item.stowed]).sort();
  const total = items.reduce((sum, item) => sum + item.stowed, 0);
  return `${status} ${total} ${updatedAt ?? '-'} ${digest(stowed)}`;
}

export function returnState({ status, changedAt, items }: Return): string {
  const taken = items.map((item) => [item.inventoryId, item.lotNumber ?? '', item.quantity, item.taken]);
  return `${status} ${changedAt} ${digest(taken)}`;
}
