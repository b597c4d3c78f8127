// V2 inventory: levels, one change per call, and the warehouses and locations that hold stock.
// Trap: POST /v2/inventory answers 204 with no body; the only way to see its effect is to read the level again.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as inventory from '../domain/inventory.ts';
import type { InventoryLocation, InventoryWarehouse } from '../domain/model.ts';
import { notFound } from '../domain/refusal.ts';
import { nextId, type World } from '../domain/world.ts';
import {
  invalidField,
  isoSeconds,
  objectBody,
  requiredField,
  type V2Context,
  V2Problem,
  V2Query,
  v2Page,
} from './http.ts';

const TYPES = ['increment', 'decrement', 'adjust', 'modify'] as const;
const CONDITIONS = ['sellable', 'damaged', 'expired', 'qa_hold'];
const CHANGE_MEMBERS = [
  ...['transaction_type', 'sku', 'quantity', 'inventory_location_id', 'cost', 'condition', 'lot', 'usable_start_date'],
  ...['usable_end_date', 'effective_at', 'reason', 'notes', 'new_inventory_location_id', 'new_cost', 'new_condition'],
];

function requireAddOn(world: World): void {
  if (!world.settings.behaviour.inventoryAddOn) {
    throw new V2Problem(403, 'forbidden', 'The inventory add-on is not active.', 'account_status');
  }
}

function listLevels(context: V2Context, request: FastifyRequest) {
  const query = new V2Query(request);
  const sku = query.text('sku');
  const [warehouseId, locationId] = [query.text('inventory_warehouse_id'), query.text('inventory_location_id')];
  const groupBy = query.text('group_by') ?? 'location';
  if (groupBy !== 'location' && groupBy !== 'warehouse')
    throw invalidField('group_by', 'group_by is warehouse or location.');
  const place = query.place(25, 'limit');
  query.done();
  const rows = inventory
    .stockLevels(context.world, groupBy, sku)
    .filter(
      (row) =>
        (sku === undefined || row.sku === sku) &&
        (warehouseId === undefined || row.warehouseId === warehouseId) &&
        (locationId === undefined || row.locationId === locationId),
    );
  const render = (row: inventory.StockLevel) => ({
    sku: row.sku,
    on_hand: row.onHand,
    allocated: row.allocated,
    available: row.onHand - row.allocated,
    average_cost: { amount: Number(row.cost ?? 0), currency: 'usd' },
    inventory_warehouse_id: row.warehouseId,
    ...(row.locationId !== null && { inventory_location_id: row.locationId }),
  });
  return v2Page({ name: 'inventory', rows, place, render, request, base: context.base() });
}

const costOf = (value: unknown) =>
  typeof value === 'object' && value !== null && 'amount' in value ? String(value.amount) : null;
const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

function readChange(request: FastifyRequest): inventory.StockChange {
  const body = objectBody(request, CHANGE_MEMBERS);
  for (const name of ['transaction_type', 'sku', 'quantity', 'inventory_location_id']) {
    if (body[name] === undefined || body[name] === null || body[name] === '') throw requiredField(name);
  }
  const type = TYPES.find((t) => t === body.transaction_type);
  if (!type) throw invalidField('transaction_type', `transaction_type is one of ${TYPES.join(', ')}.`);
  const { quantity } = body;
  const least = type === 'adjust' ? 0 : 1;
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < least) {
    throw invalidField('quantity', `quantity must be an integer of at least ${least}.`);
  }
  const condition = textOf(body.condition) ?? 'sellable';
  if (!CONDITIONS.includes(condition)) throw invalidField('condition', `condition is one of ${CONDITIONS.join(', ')}.`);
  return {
    ...{ type, quantity, condition, sku: String(body.sku), locationId: String(body.inventory_location_id) },
    ...{ lot: textOf(body.lot), cost: costOf(body.cost), newCost: costOf(body.new_cost) },
    newLocationId: textOf(body.new_inventory_location_id),
    newCondition: textOf(body.new_condition),
  };
}

const showWarehouse = (row: InventoryWarehouse) => ({
  inventory_warehouse_id: row.id,
  name: row.name,
  created_at: isoSeconds(row.createdAt),
  updated_at: isoSeconds(row.updatedAt),
});

const showLocation = (row: InventoryLocation) => ({
  inventory_location_id: row.id,
  name: row.name,
  inventory_warehouse_id: row.warehouseId,
  created_at: isoSeconds(row.createdAt),
  updated_at: isoSeconds(row.updatedAt),
});

function nameOf(request: FastifyRequest, known: string[] = ['name']): string {
  const { name } = objectBody(request, known);
  if (typeof name !== 'string' || name === '') throw requiredField('name');
  return name;
}

const removeFlag = (request: FastifyRequest) => {
  const query = new V2Query(request);
  const flag = query.text('remove_inventory');
  query.done();
  return flag === '1' || flag === 'true';
};

/** List, read, rename: the same verbs for warehouses and locations. */
function addPlaceRoutes<T extends InventoryWarehouse>(
  app: FastifyInstance,
  context: V2Context,
  places: { name: string; rows: () => Map<string, T>; show: (row: T) => unknown },
): void {
  const { name, rows, show } = places;
  const find = (request: FastifyRequest) => {
    requireAddOn(context.world);
    const { id } = request.params as { id: string };
    const row = rows().get(id);
    if (!row) throw notFound(`${name} ${id}`);
    return row;
  };
  app.get(`/${name}`, (request) => {
    requireAddOn(context.world);
    const query = new V2Query(request);
    const place = query.place(25, 'limit');
    query.done();
    return v2Page({ name, rows: [...rows().values()], place, render: show, request, base: context.base() });
  });
  app.get(`/${name}/:id`, (request) => show(find(request)));
  app.put(`/${name}/:id`, (request, reply) => {
    const row = find(request);
    Object.assign(row, { name: nameOf(request), updatedAt: context.world.clock.now() });
    return reply.code(204).send();
  });
}

function createLocation(world: World, request: FastifyRequest) {
  const members = ['name', 'inventory_warehouse_id'];
  const name = nameOf(request, members);
  const warehouseId = objectBody(request, members).inventory_warehouse_id;
  if (typeof warehouseId !== 'string' || warehouseId === '') throw requiredField('inventory_warehouse_id');
  if (!world.inventoryWarehouses.has(warehouseId)) throw notFound(`Inventory warehouse ${warehouseId}`);
  const now = world.clock.now();
  const row = { id: `se-il-${nextId(world, 'package')}`, name, warehouseId, createdAt: now, updatedAt: now };
  world.inventoryLocations.set(row.id, row);
  return showLocation(row);
}

function createWarehouse(world: World, request: FastifyRequest) {
  const now = world.clock.now();
  const row = { id: `se-iw-${nextId(world, 'package')}`, name: nameOf(request), createdAt: now, updatedAt: now };
  world.inventoryWarehouses.set(row.id, row);
  return showWarehouse(row);
}

/** Adds the inventory routes. */
export function addInventoryRoutes(app: FastifyInstance, context: V2Context): void {
  const { world } = context;
  const guarded = (act: (request: FastifyRequest, reply: FastifyReply) => unknown) => {
    return (request: FastifyRequest, reply: FastifyReply) => {
      requireAddOn(world);
      return act(request, reply);
    };
  };
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  app.get(
    '/inventory',
    guarded((request) => listLevels(context, request)),
  );
  app.post(
    '/inventory',
    guarded((request, reply) => {
      inventory.changeStock(world, readChange(request));
      return reply.code(204).send();
    }),
  );
  const warehouses = { name: 'inventory_warehouses', rows: () => world.inventoryWarehouses, show: showWarehouse };
  const locations = { name: 'inventory_locations', rows: () => world.inventoryLocations, show: showLocation };
  addPlaceRoutes(app, context, warehouses);
  addPlaceRoutes(app, context, locations);
  app.post(
    '/inventory_warehouses',
    guarded((request) => createWarehouse(world, request)),
  );
  app.post(
    '/inventory_locations',
    guarded((request) => createLocation(world, request)),
  );
  app.delete(
    '/inventory_warehouses/:id',
    guarded((request, reply) => {
      inventory.deleteWarehouse(world, idOf(request), removeFlag(request));
      return reply.code(204).send();
    }),
  );
  app.delete(
    '/inventory_locations/:id',
    guarded((request, reply) => {
      inventory.deleteLocation(world, idOf(request), removeFlag(request));
      return reply.code(204).send();
    }),
  );
}
