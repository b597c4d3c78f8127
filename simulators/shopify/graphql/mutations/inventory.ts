// Inventory mutations: set and adjust with compare-and-set, activate and deactivate; all or nothing, under a key.
// Trap: `changeFromQuantity` must be present from 2026-04 on: a number compares, an explicit null does not.
import * as stock from '../../domain/inventory.ts';
import type { LevelRow } from '../../domain/model.ts';
import { levelNotices } from '../../hooks/notices.ts';
import { type Args, type Context, type Field, userError, vendorError, versionAtLeast } from '../context.ts';
import { idempotent } from '../idempotency.ts';
import { idOf, parseGid } from '../ids.ts';
import { groupOfChangesView, levelView } from '../views/inventory.ts';

const REASONS = [
  ...['correction', 'cycle_count_available', 'damaged', 'movement_canceled', 'movement_created', 'movement_received'],
  ...['movement_updated', 'other', 'promotion', 'quality_control', 'received', 'reservation_created'],
  ...['reservation_deleted', 'reservation_updated', 'restock', 'safety_stock', 'shrinkage'],
];
const HIGHEST = 1_000_000_000;

interface Row {
  index: number;
  itemId: number;
  locationId: number;
  /** New value when setting, difference when adjusting. */
  amount: number;
  compare: number | null;
  ledger: string | null;
}

interface Request {
  list: 'quantities' | 'changes';
  name: string;
  reason: string;
  reference: string | null;
  rows: Row[];
}

type Errors = ReturnType<typeof userError>[];

function compareOf(context: Context, given: Args, input: Args, type: string): number | null {
  if (versionAtLeast(context, '2026-04')) {
    if (given.changeFromQuantity === undefined)
      throw vendorError(`${type} must include the following argument: changeFromQuantity.`, 'INVALID_FIELD_ARGUMENTS');
    return given.changeFromQuantity as number | null;
  }
  if (input.ignoreCompareQuantity === true) return null;
  return (given.changeFromQuantity ?? given.compareQuantity ?? null) as number | null;
}

function readRequest(context: Context, input: Args, list: Request['list']): Request {
  const setting = list === 'quantities';
  const type = setting ? 'InventoryQuantityInput' : 'InventoryChangeInput';
  const rows = (input[list] as Args[]).map((given, index) => ({
    index,
    itemId: idOf(given.inventoryItemId, 'InventoryItem'),
    locationId: idOf(given.locationId, 'Location'),
    amount: Number(setting ? given.quantity : given.delta),
    compare: compareOf(context, given, input, type),
    ledger: (given.ledgerDocumentUri ?? null) as string | null,
  }));
  const reference = (input.referenceDocumentUri ?? null) as string | null;
  return { list, rows, reference, name: String(input.name), reason: String(input.reason) };
}

function headErrors(request: Request): Errors {
  const errors: Errors = [];
  if (!REASONS.includes(request.reason)) {
    const message = `The specified reason is invalid. Valid values are: ${REASONS.join(', ')}.`;
    errors.push(userError(['input', 'reason'], message, 'INVALID_REASON'));
  }
  if (request.reference !== null && !/^[a-z][a-z0-9+.-]*:\S+$/i.test(request.reference))
    errors.push(
      userError(
        ['input', 'referenceDocumentUri'],
        'The specified reference document is invalid.',
        'INVALID_REFERENCE_DOCUMENT',
      ),
    );
  if (request.list === 'quantities' && request.name !== 'available' && request.name !== 'on_hand')
    errors.push(
      userError(['input', 'name'], "The quantity name must be either 'available' or 'on_hand'.", 'INVALID_NAME'),
    );
  if (request.list === 'changes' && (request.name === 'on_hand' || !stock.QUANTITY_NAMES.includes(request.name)))
    errors.push(userError(['input', 'name'], 'The specified quantity name is invalid.', 'INVALID_QUANTITY_NAME'));
  return errors;
}

function doubleErrors(request: Request): Errors {
  const key = (row: Row) => stock.levelKey(row.itemId, row.locationId);
  const doubled = request.rows.filter((row) => request.rows.filter((other) => key(other) === key(row)).length > 1);
  const message = 'The combination of inventoryItemId and locationId must be unique.';
  return doubled.map((row) =>
    userError(
      ['input', request.list, String(row.index), 'locationId'],
      message,
      'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
    ),
  );
}

const refusesUnstocked = (context: Context): boolean => {
  const { unstockedRefused } = context.world.settings.behaviour;
  return unstockedRefused === 'by-version' ? !versionAtLeast(context, '2026-10') : unstockedRefused === 'always';
};

function rowErrors(context: Context, request: Request, row: Row): Errors {
  const { world } = context;
  const at = (member: string) => ['input', request.list, String(row.index), member];
  const amount = request.list === 'quantities' ? 'quantity' : 'delta';
  const variant = world.variantsByItem.get(row.itemId);
  if (!variant)
    return [
      userError(at('inventoryItemId'), 'The specified inventory item could not be found.', 'INVALID_INVENTORY_ITEM'),
    ];
  if (!world.locations.has(row.locationId))
    return [userError(at('locationId'), 'The specified location could not be found.', 'INVALID_LOCATION')];
  if (variant.requiresComponents)
    return [
      userError(
        at('inventoryItemId'),
        'The specified inventory item is not allowed to be adjusted via API.',
        'NON_MUTABLE_INVENTORY_ITEM',
      ),
    ];
  if (row.amount > HIGHEST)
    return [userError(at(amount), "The quantity can't be higher than 1,000,000,000.", 'INVALID_QUANTITY_TOO_HIGH')];
  if (row.amount < -HIGHEST)
    return [userError(at(amount), "The quantity can't be lower than -1,000,000,000.", 'INVALID_QUANTITY_TOO_LOW')];
  if (request.list === 'quantities' && request.name === 'on_hand' && row.amount < 0)
    return [userError(at(amount), "The quantity can't be negative.", 'INVALID_QUANTITY_NEGATIVE')];
  const level = stock.activeLevel(world, row.itemId, row.locationId);
  if (!level && refusesUnstocked(context))
    return [
      userError(
        at('locationId'),
        'The specified inventory item is not stocked at the location.',
        'ITEM_NOT_STOCKED_AT_LOCATION',
      ),
    ];
  if (row.compare !== null && row.compare !== stock.quantityOf(level, request.name)) {
    const name = versionAtLeast(context, '2026-04') ? 'changeFromQuantity' : 'compareQuantity';
    const code = name === 'changeFromQuantity' ? 'CHANGE_FROM_QUANTITY_STALE' : 'COMPARE_QUANTITY_STALE';
    return [userError(at(name), `The ${name} argument no longer matches the persisted quantity.`, code)];
  }
  return [];
}

const refuse = (errors: unknown[]) => ({ inventoryAdjustmentGroup: null, userErrors: errors });

function apply(context: Context, request: Request): () => unknown {
  const { world } = context;
  const moved = request.rows.flatMap((row) => {
    const level =
      stock.activeLevel(world, row.itemId, row.locationId) ?? stock.activate(world, row.itemId, row.locationId);
    const before = stock.quantityOf(level, request.name);
    const delta = request.list === 'quantities' ? row.amount - before : row.amount;
    return delta === 0 ? [] : [{ row, level, delta }];
  });
  if (moved.length === 0) return () => ({ inventoryAdjustmentGroup: null, userErrors: [] });
  for (const { level, delta } of moved) stock.move(world, level, request.name, delta);
  const changes = moved.flatMap(({ row, delta }) =>
    stock.mirrored(request.name, delta).map((change) => ({
      ...change,
      ...{ itemId: row.itemId, locationId: row.locationId, ledgerDocumentUri: row.ledger },
    })),
  );
  const group = stock.record(world, request.reason, request.reference, changes);
  world.emit(
    levelNotices(
      world,
      moved.map(({ level }) => level),
    ),
  );
  return () => ({ inventoryAdjustmentGroup: groupOfChangesView(world, group), userErrors: [] });
}

const changing =
  (list: Request['list']): Field =>
  (args, context, info) => {
    const input = args.input as Args;
    const act = () => {
      const request = readRequest(context, input, list);
      const heads = [...headErrors(request), ...(list === 'quantities' ? doubleErrors(request) : [])];
      const errors = heads.length > 0 ? heads : request.rows.flatMap((row) => rowErrors(context, request, row));
      return errors.length > 0 ? () => refuse(errors) : apply(context, request);
    };
    if ((input[list] as unknown[]).length > 250)
      throw vendorError(
        `The input array size of ${(input[list] as unknown[]).length} is greater than the maximum allowed of 250.`,
        'MAX_INPUT_SIZE_EXCEEDED',
      );
    return idempotent(args, context, info, { act, refuse, coded: true });
  };

function activation(args: Args, context: Context): () => unknown {
  const { world } = context;
  const itemId = idOf(args.inventoryItemId, 'InventoryItem');
  const locationId = idOf(args.locationId, 'Location');
  const failed = (errors: Errors) => () => ({ inventoryLevel: null, userErrors: errors });
  if (!world.variantsByItem.has(itemId))
    return failed([userError(['inventoryItemId'], "The product couldn't be stocked because it was deleted.")]);
  if (!world.locations.get(locationId)?.active)
    return failed([userError(['locationId'], "The product couldn't be stocked because the location wasn't found.")]);
  const { available, onHand } = args;
  if (available != null && onHand != null) {
    const message = 'Not allowed to set both available and on hand quantities.';
    return failed([userError(['available'], message), userError(['onHand'], message)]);
  }
  const show = (level: LevelRow) => () => ({ inventoryLevel: levelView(world, level), userErrors: [] });
  const active = stock.activeLevel(world, itemId, locationId);
  if (active && (available != null || onHand != null)) {
    const name = available != null ? 'available' : 'on hand';
    return failed([
      userError(
        [available != null ? 'available' : 'onHand'],
        `Not allowed to set ${name} quantity when the item is already active at the location.`,
      ),
    ]);
  }
  if (active) return show(active);
  const level = stock.activate(world, itemId, locationId);
  const name = onHand == null ? 'available' : 'on_hand';
  const wanted = available ?? onHand;
  if (wanted != null) stock.move(world, level, name, Number(wanted) - stock.quantityOf(level, name));
  world.emit(levelNotices(world, [level]));
  return show(level);
}

const inventoryActivate: Field = (args, context, info) =>
  idempotent(args, context, info, {
    act: () => activation(args, context),
    refuse: (errors) => ({ inventoryLevel: null, userErrors: errors }),
    coded: false,
  });

const inventoryDeactivate: Field = ({ inventoryLevelId }, context) => {
  const { id, rest } = parseGid(inventoryLevelId);
  const item = Number(new URLSearchParams(rest).get('inventory_item_id'));
  const level = stock.activeLevel(context.world, item, id);
  if (!level)
    return { userErrors: [userError(null, "The product couldn't be unstocked because it isn't stocked there.")] };
  level.active = false;
  return { userErrors: [] };
};

export const inventoryMutations: Record<string, Field> = {
  inventorySetQuantities: changing('quantities'),
  inventoryAdjustQuantities: changing('changes'),
  inventoryActivate,
  inventoryDeactivate,
};

/** Mutations that need @idempotent from 2026-04 on, as the schema's own texts name them. */
export const NEEDS_KEY: ReadonlySet<string> = new Set([
  ...['inventorySetQuantities', 'inventoryAdjustQuantities', 'inventoryMoveQuantities', 'inventorySetOnHandQuantities'],
  ...['inventoryActivate', 'locationActivate', 'locationDeactivate', 'refundCreate', 'inventoryShipmentCreate'],
  ...['inventoryShipmentCreateInTransit', 'inventoryShipmentAddItems', 'inventoryShipmentReceive'],
  ...['inventoryTransferCreate', 'inventoryTransferCreateAsReadyToShip', 'inventoryTransferSetItems'],
  'inventoryTransferDuplicate',
]);
