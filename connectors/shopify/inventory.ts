/**
 * Stock: levels per item and location, setting them under compare-and-swap, stocking an item at a location.
 * The trap: `changeFromQuantity` must be sent even when it is null; an encoder that drops nulls breaks every write.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { INVENTORY_ACTIVATE, INVENTORY_ITEM, INVENTORY_SET, LOCATIONS, STOCK_AT } from './documents/inventory.ts';
import { gidOf } from './ids.ts';
import { allPages } from './lists.ts';
import { restOf } from './order-pages.ts';
import type { InventoryDraft, InventoryItem, InventoryLevel, InventoryOutcome, Location, StockCell } from './types.ts';
import { assertAccepted, refusalOf, type UserErrors, userErrors } from './user-errors.ts';
import { connection, id, instant, maybe, optionalId, ref, text } from './values.ts';

const MAX_QUANTITIES = 250;
const MAX_CELLS = 100;

const level = z
  .object({
    isActive: z.boolean(),
    updatedAt: instant,
    location: z.object({ id }),
    quantities: z.array(z.object({ name: z.string(), quantity: z.number().int() })),
  })
  .transform(({ location, quantities, ...rest }) => ({
    ...rest,
    locationId: location.id,
    quantities: Object.fromEntries(quantities.map(({ name, quantity }) => [name, quantity])),
  }));

const item = maybe(z.object({ id, sku: text, tracked: z.boolean(), inventoryLevels: connection(level) }));

/** undefined when there is no such item. */
export async function readInventoryItem(caller: Caller, itemId: string): Promise<InventoryItem | undefined> {
  const read = async (after: string | null) => {
    const variables = { id: gidOf('InventoryItem', itemId), after };
    return (await caller.run(INVENTORY_ITEM, variables, z.object({ inventoryItem: item }))).data.inventoryItem;
  };
  const first = await read(null);
  if (first === undefined) return undefined;
  const levels = await restOf(first.inventoryLevels, async (after) => (await read(after))?.inventoryLevels);
  return compact({
    id: first.id,
    sku: first.sku,
    tracked: first.tracked,
    levels: levels.map((row): InventoryLevel => ({ ...row, inventoryItemId: first.id })),
  });
}

const cell = z.object({ id, sku: text, tracked: z.boolean().optional(), inventoryLevel: maybe(level) }).nullable();

export const stockVariables = (locationId: string, ids: readonly string[]) => ({
  ids: ids.map((one) => gidOf('InventoryItem', one)),
  location: gidOf('Location', locationId),
});

export async function stockAt(caller: Caller, locationId: string, ids: readonly string[]): Promise<StockCell[]> {
  if (ids.length === 0) return [];
  if (ids.length > MAX_CELLS) throw invalid(`ask for at most ${MAX_CELLS} items at once`);
  const { data } = await caller.run(STOCK_AT, stockVariables(locationId, ids), z.object({ nodes: z.array(cell) }));
  const known = new Map(data.nodes.filter((node) => node !== null).map((node) => [node.id, node]));
  return ids.map((inventoryItemId) => {
    const found = known.get(inventoryItemId);
    const held = found?.inventoryLevel;
    return compact({
      inventoryItemId,
      sku: found?.sku,
      tracked: found?.tracked === true,
      exists: found !== undefined,
      level: held === undefined ? undefined : { ...held, inventoryItemId },
    });
  });
}

const location = z
  .object({
    id,
    name: z.string(),
    isActive: z.boolean(),
    fulfillsOnlineOrders: z.boolean(),
    shipsInventory: z.boolean(),
    isFulfillmentService: z.boolean(),
    address: z.object({ city: text, countryCode: text }),
  })
  .transform(
    ({ address, ...rest }): Location => compact({ ...rest, city: address.city, countryCode: address.countryCode }),
  );

export const locations = (caller: Caller): Promise<Location[]> =>
  allPages(
    (after) => caller.run(LOCATIONS, { after }, z.object({ locations: connection(location) })),
    (data) => data.locations,
  );

export const setVariables = (draft: InventoryDraft, key: string) => ({
  key,
  input: compact({
    name: draft.name,
    reason: draft.reason,
    referenceDocumentUri: draft.referenceUri,
    quantities: draft.quantities.map(({ inventoryItemId, locationId, quantity, changeFrom }) => ({
      inventoryItemId: gidOf('InventoryItem', inventoryItemId),
      locationId: gidOf('Location', locationId),
      quantity,
      changeFromQuantity: changeFrom,
    })),
  }),
});

const setAnswer = z.object({
  inventorySetQuantities: z.object({ inventoryAdjustmentGroup: maybe(z.object({ id: optionalId })), userErrors }),
});

/** The facts about one quantity; everything else (idempotency, reason, name) is about the call and throws. */
const REFUSALS = new Set([
  'CHANGE_FROM_QUANTITY_STALE',
  'COMPARE_QUANTITY_STALE',
  'INVALID_INVENTORY_ITEM',
  'INVALID_LOCATION',
  'INVALID_QUANTITY_NEGATIVE',
  'INVALID_QUANTITY_TOO_HIGH',
  'INVALID_QUANTITY_TOO_LOW',
  'ITEM_NOT_STOCKED_AT_LOCATION',
  'NON_MUTABLE_INVENTORY_ITEM',
  'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
]);

export async function setInventory(caller: Caller, draft: InventoryDraft, key: string): Promise<InventoryOutcome> {
  checkDraft(draft, key);
  const { data } = await caller.run(INVENTORY_SET, setVariables(draft, key), setAnswer);
  const { inventoryAdjustmentGroup: group, userErrors: errors } = data.inventorySetQuantities;
  if (errors.length === 0) return compact({ state: 'written' as const, groupId: group?.id });
  const foreign = errors.filter(({ code }) => !REFUSALS.has(code ?? ''));
  const error = refusalOf(INVENTORY_SET, foreign);
  if (error) throw error;
  return { state: 'refused', refusals: errors.map(toRefusal) };
}

function toRefusal({ code, field, message }: UserErrors[number]) {
  const place = field?.[(field ?? []).indexOf('quantities') + 1];
  const index = place !== undefined && /^\d+$/.test(place) ? Number(place) : undefined;
  return compact({ code: code ?? undefined, message, index });
}

function checkDraft(draft: InventoryDraft, key: string): void {
  const count = draft.quantities.length;
  if (count === 0 || count > MAX_QUANTITIES)
    throw invalid(`set 1 to ${MAX_QUANTITIES} quantities at once, not ${count}`);
  if (key.trim() === '') throw invalid('a stock write needs an idempotency key');
  const wrong = draft.quantities.find(({ quantity }) => !Number.isInteger(quantity));
  if (wrong !== undefined)
    throw invalid(`the quantity ${wrong.quantity} of item ${wrong.inventoryItemId} is not a whole number`);
}

const activateAnswer = z.object({ inventoryActivate: z.object({ inventoryLevel: ref, userErrors }) });

/** Already active with another quantity is what was wanted: the quantity is set by `setInventory`. */
export async function activateInventory(
  caller: Caller,
  input: { inventoryItemId: string; locationId: string; available?: number },
  key: string,
): Promise<void> {
  const variables = {
    key,
    item: gidOf('InventoryItem', input.inventoryItemId),
    location: gidOf('Location', input.locationId),
    available: input.available ?? null,
  };
  const { data } = await caller.run(INVENTORY_ACTIVATE, variables, activateAnswer);
  const errors = data.inventoryActivate.userErrors.filter(({ message }) => !/already active/i.test(message));
  assertAccepted(INVENTORY_ACTIVATE, errors);
}

const invalid = (words: string) =>
  new ConnectorError({ type: 'Invalid', system: 'shopify', code: 'BAD_REQUEST', message: `Shopify stock: ${words}.` });
