// What ShipBob's people, carriers and the merchant's own clerk do: the verbs of the control API.
// Trap: a WRO is named by its id or its purchase order number; a number used twice means the newest.
import { addTransaction, chargeStorage, invoiceAll, type NewTransaction } from '../domain/billing.ts';
import { type ChargeRun, generateCharges } from '../domain/charge-run.ts';
import type { Box, ReturnRow, Shipment, Wro, WroStatus } from '../domain/model.ts';
import * as dock from '../domain/receive.ts';
import { planReceipt, type ReceivePlan } from '../domain/receive-plan.ts';
import { cancelWro, touchWro } from '../domain/receiving.ts';
import * as returns from '../domain/returns.ts';
import * as ship from '../domain/ship.ts';
import { actAt, need, nowMs, type World } from '../domain/world.ts';
import { placeSeedOrder, placeWro, type SeedOrder, type SeedWro, variantFor } from './seed.ts';

export type WroRef = number | string;

export interface StowInput {
  /** Box number, 1-based; default the first that holds the SKU. */
  box?: number;
  sku: string;
  quantity: number;
  lotNumber?: string;
  lotDate?: string;
}

export interface ReturnInput {
  referenceId: string;
  shipmentId?: number;
  centerId?: number;
  channelId?: number;
  trackingNumber?: string;
  items: { sku: string; quantity: number; requested?: string; lotNumber?: string; lotDate?: string }[];
}

export interface TakenInput {
  sku: string;
  action: string;
  quantity: number;
  reason?: string;
}

function findWro(world: World, ref: WroRef): Wro {
  const byId = world.wros.get(Number(ref));
  const byNumber = [...world.wros.values()].findLast((row) => row.purchaseOrderNumber === String(ref));
  return need(byId ?? byNumber, `WRO ${ref}`);
}

function boxOf(wro: Wro, number: number | undefined, inventoryId?: number): Box {
  const holds = (box: Box) => box.items.some((item) => item.inventoryId === inventoryId);
  const found =
    number === undefined ? (wro.boxes.find(holds) ?? wro.boxes[0]) : wro.boxes.find((box) => box.number === number);
  return need(found, `box ${number ?? 1} in WRO ${wro.id}`);
}

const inventoryIdOf = (world: World, sku: string): number =>
  need(variantFor(world, sku).inventoryId ?? undefined, `inventory id of ${sku}`);

function stowOf(world: World, input: StowInput): dock.Stow {
  return {
    ...{ inventoryId: inventoryIdOf(world, input.sku), quantity: input.quantity },
    ...(input.lotNumber !== undefined && { lotNumber: input.lotNumber }),
    ...(input.lotDate !== undefined && { lotMs: Date.parse(input.lotDate) }),
  };
}

function receiving(world: World) {
  const wro = (ref: WroRef) => findWro(world, ref);
  return {
    createWro: (input: SeedWro) => placeWro(world, input),
    arrive: (ref: WroRef, boxes?: number[]) => {
      const row = wro(ref);
      dock.arrive(
        world,
        row,
        boxes?.map((number) => boxOf(row, number)),
      );
      return row;
    },
    count: (ref: WroRef, box?: number) => {
      const row = wro(ref);
      for (const one of box === undefined ? row.boxes : [boxOf(row, box)]) dock.count(world, row, one);
      return row;
    },
    stow: (ref: WroRef, input: StowInput) => {
      const row = wro(ref);
      const of = stowOf(world, input);
      const { booked, uro } = dock.stow(world, row, boxOf(row, input.box, of.inventoryId), of);
      return { booked, uroId: uro?.id ?? null };
    },
    completeBox: (ref: WroRef, box: number) => {
      const row = wro(ref);
      dock.completeBox(world, row, boxOf(row, box));
      return row;
    },
    complete: (ref: WroRef) => {
      const row = wro(ref);
      dock.completeWro(world, row);
      return row;
    },
  };
}

/** What happens to a WRO besides the usual course. */
function corrections(world: World) {
  const wro = (ref: WroRef) => findWro(world, ref);
  return {
    reopen: (ref: WroRef) => {
      const row = wro(ref);
      dock.reopen(world, row);
      return row;
    },
    recount: (ref: WroRef, input: StowInput) => {
      const row = wro(ref);
      const of = stowOf(world, input);
      dock.recount(world, row, boxOf(row, input.box, of.inventoryId), of);
      return row;
    },
    split: (ref: WroRef, parts = 2, purchaseOrder: 'suffixed' | 'empty' = 'suffixed') =>
      dock.split(world, wro(ref), parts, purchaseOrder),
    cancelWro: (ref: WroRef) => {
      const row = wro(ref);
      cancelWro(world, row);
      return row;
    },
    /** Any status, for the hub's and those that no dock work leads to. */
    setStatus: (ref: WroRef, status: WroStatus) => {
      const row = wro(ref);
      touchWro(world, row, status);
      return row;
    },
    /** Another integration sets or clears the external sync flag. */
    flag: (ref: WroRef, synced: boolean) => {
      wro(ref).externalSyncMs = synced ? nowMs(world) : null;
    },
    openUro: (reason: string, comment: string) =>
      dock.openUro(world, reason, { inventoryId: null, quantity: 0, comment }),
    /** Plans the receipt of these WROs (default: all in Awaiting). */
    planReceipts: (plan: ReceivePlan = {}, refs?: WroRef[]) => {
      const rows = refs?.map(wro) ?? [...world.wros.values()].filter((row) => row.status === 'Awaiting');
      for (const row of rows) planReceipt(world, row, plan);
      return rows.length;
    },
  };
}

function shipping(world: World) {
  const one = (id: number): Shipment => need(world.shipments.get(id), `shipment ${id}`);
  const on =
    <A extends unknown[]>(act: (row: Shipment, ...args: A) => void) =>
    (id: number, ...args: A) => {
      const row = one(id);
      act(row, ...args);
      return row;
    };
  return {
    placeOrder: (input: SeedOrder) => placeSeedOrder(world, input),
    work: on((row, step: 'picked' | 'packed') => ship.work(world, row, step)),
    label: on((row, input: ship.LabelInput = {}) => ship.label(world, row, input)),
    ship: on((row, input: ship.LabelInput = {}) => ship.ship(world, row, input)),
    /** A carrier scan, by name; `atMs` is when it happened by ShipBob's time. */
    scan: on((row, name: string, how: { silent?: boolean; atMs?: number } = {}) =>
      actAt(world, how.atMs ?? nowMs(world), () => ship.scan(world, row, name, how.silent)),
    ),
    correctTracking: on((row, input: ship.LabelInput = {}) => ship.correctTracking(world, row, input)),
    block: on((row, detailId: number) => ship.block(world, row, detailId)),
    unblock: on((row) => ship.unblock(world, row)),
    cancelShipment: on((row) => ship.cancelShipment(world, row)),
    planShipments: (plan: ship.ShipPlan = {}, ids?: number[]) => {
      const rows = ids?.map(one) ?? [...world.shipments.values()].filter((row) => row.status === 'Processing');
      for (const row of rows) ship.planShipment(world, row, plan);
      return rows.length;
    },
  };
}

function returning(world: World) {
  const one = (id: number): ReturnRow => need(world.returns.get(id), `return ${id}`);
  return {
    createReturn: (input: ReturnInput) =>
      returns.createReturn(world, {
        ...{ referenceId: input.referenceId, centerId: input.centerId ?? 10, channelId: input.channelId ?? 100_101 },
        ...{
          trackingNumber: input.trackingNumber ?? null,
          originalShipmentId: input.shipmentId ?? null,
          madeBy: 'person',
        },
        items: input.items.map((item) => ({
          ...{
            inventoryId: inventoryIdOf(world, item.sku),
            quantity: item.quantity,
            requested: item.requested ?? 'Default',
          },
          ...{ lotNumber: item.lotNumber ?? null, lotMs: item.lotDate === undefined ? null : Date.parse(item.lotDate) },
        })),
      }),
    returnToSender: (shipmentId: number) => returns.returnToSender(world, shipmentId),
    arriveReturn: (id: number) => {
      returns.arriveReturn(world, one(id));
      return one(id);
    },
    processReturn: (id: number, taken: TakenInput[]) => {
      for (const { sku, action, quantity, reason } of taken)
        returns.processReturn(world, one(id), inventoryIdOf(world, sku), { action, quantity, reason: reason ?? '' });
      return one(id);
    },
    completeReturn: (id: number) => {
      returns.completeReturn(world, one(id));
      return one(id);
    },
    cancelReturn: (id: number) => {
      returns.cancelReturn(world, one(id));
      return one(id);
    },
  };
}

function billing(world: World) {
  return {
    charge: (input: NewTransaction) => addTransaction(world, input),
    /** Weeks of charges with their Monday invoices, late fees, refunds and credits. */
    generateCharges: (input: ChargeRun) => generateCharges(world, input),
    storage: (chargeDate?: string) => chargeStorage(world, chargeDate),
    /** Invoices everything charged before a day; default today. */
    invoice: (date?: string) => invoiceAll(world, date),
  };
}

/** The verbs, for an account. */
export const createAdmin = (world: World) => ({
  ...receiving(world),
  ...corrections(world),
  ...shipping(world),
  ...returning(world),
  ...billing(world),
});

export type Admin = ReturnType<typeof createAdmin>;
