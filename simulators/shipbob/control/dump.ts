// The state as a test wants to compare it, and a verdict over what must always hold.
// Trap: stowed sums include recounts; compare them with the books of the other side only when nothing is planned any more.
import Big from 'big.js';
import type { AuthStats, TokenStore } from '../auth/tokens.ts';
import { sumOf } from '../domain/billing.ts';
import { skuOf } from '../domain/catalog.ts';
import type { Order, ReturnRow, Shipment, Wro } from '../domain/model.ts';
import { DETAILS, orderStatus, shipmentsOf } from '../domain/shipment-status.ts';
import type { World } from '../domain/world.ts';
import type { Courier } from '../hooks/courier.ts';
import type { RequestLog } from '../http/request-log.ts';

export interface DumpParts {
  world: World;
  courier: Courier;
  log: RequestLog;
  tokens: TokenStore;
}

type Sums = Record<string, number>;
const add = (sums: Sums, name: string, quantity: number) => {
  sums[name] = (sums[name] ?? 0) + quantity;
};
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** A WRO with what was expected and stowed per SKU and per lot. */
export function wroDump(world: World, row: Wro) {
  const [expected, stowed, lots]: [Sums, Sums, Sums] = [{}, {}, {}];
  for (const item of row.boxes.flatMap((box) => box.items)) {
    const sku = skuOf(world, item.inventoryId);
    add(expected, sku, item.quantity);
    add(stowed, sku, item.stowed);
    if (item.lotNumber !== null) add(lots, `${sku}/${item.lotNumber}`, item.stowed);
  }
  return {
    ...{ id: row.id, status: row.status, purchaseOrderNumber: row.purchaseOrderNumber, centerId: row.centerId },
    ...{ expected, stowed, lots, boxes: row.boxes.map((box) => box.status), madeBy: row.madeBy },
    ...{ externalSync: row.externalSyncMs !== null, updatedAt: iso(row.updatedMs), completedAt: iso(row.completedMs) },
  };
}

/** A shipment's last state by ShipBob's time. */
export const shipmentDump = (row: Shipment) => ({
  ...{ id: row.id, orderId: row.orderId, status: row.status, detail: DETAILS[row.details[0]?.id ?? 0]?.[0] ?? null },
  ...{
    carrier: row.tracking?.carrier ?? null,
    trackingNumber: row.tracking?.number ?? null,
    trackingUrl: row.tracking?.url ?? null,
  },
  ...{ lastTrackingUpdateAt: iso(row.lastTrackingMs), deliveredAt: iso(row.deliveryMs), updatedAt: iso(row.updatedMs) },
  trackingUploaded: row.trackingUploaded,
});

/** Units per SKU; bundles as their parts. */
function unitsIn(world: World, row: Shipment): Sums {
  const units: Sums = {};
  for (const { inventoryId, quantity } of row.items.flatMap((item) => item.inventory))
    add(units, skuOf(world, inventoryId), quantity);
  return units;
}

const orderDump = (world: World, row: Order) => ({
  ...{
    id: row.id,
    referenceId: row.referenceId,
    orderNumber: row.orderNumber,
    channelId: row.channelId,
    status: orderStatus(world, row),
  },
  ...{
    madeBy: row.madeBy,
    shipments: shipmentsOf(world, row).map((one) => ({ ...shipmentDump(one), items: unitsIn(world, one) })),
  },
});

const returnDump = (world: World, row: ReturnRow) => ({
  ...{
    id: row.id,
    referenceId: row.referenceId,
    status: row.status,
    type: row.type,
    shipmentId: row.originalShipmentId,
    centerId: row.centerId,
  },
  items: row.items.map((item) => ({
    sku: skuOf(world, item.inventoryId),
    quantity: item.quantity,
    requested: item.requested,
    taken: item.taken,
  })),
});

function invoiceDump(world: World) {
  return [...world.invoices.values()].map((invoice) => {
    const rows = [...world.transactions.values()].filter((row) => row.invoiceId === invoice.id);
    const byFee: Record<string, string> = {};
    for (const row of rows) byFee[row.fee] = sumOf([byFee[row.fee] ?? '0', row.amount]);
    return { ...invoice, transactions: rows.length, byFee };
  });
}

/** Rows that a client made twice: two living WROs whose numbers differ in blanks or case only, and the like. */
function duplicates(world: World) {
  const twice = (names: string[]) => [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  const living = [...world.wros.values()].filter(
    (row) => row.status !== 'Cancelled' && row.purchaseOrderNumber !== null,
  );
  return {
    purchaseOrders: twice(living.map((row) => (row.purchaseOrderNumber ?? '').replaceAll(' ', '').toLowerCase())),
    returnReferences: twice([...world.returns.values()].map((row) => row.referenceId)),
    subscriptions: twice(
      [...world.subscriptions.values()].map((row) => `${row.url} ${[...row.topics].sort().join(',')}`),
    ),
  };
}

function stockBySku(world: World): Sums {
  const sums: Sums = {};
  for (const row of world.stock.truth()) add(sums, skuOf(world, row.inventoryId), row.onHand);
  return sums;
}

/** Everything a test compares. */
export function dumpState({ world, courier, log, tokens }: DumpParts) {
  const wros = [...world.wros.values()].map((row) => wroDump(world, row));
  const stowedBySku: Sums = {};
  for (const { stowed } of wros) for (const [sku, quantity] of Object.entries(stowed)) add(stowedBySku, sku, quantity);
  const states = courier.deliveries().map((row) => row.state);
  const invoices = invoiceDump(world);
  const open = [...world.transactions.values()].filter((row) => row.invoiceId === null);
  const auth: AuthStats = { ...tokens.stats };
  return {
    wros,
    stowedBySku,
    stockBySku: stockBySku(world),
    uros: [...world.uros.values()].map((row) => ({
      id: row.id,
      reason: row.reason,
      quantity: row.quantity,
      linkedWroId: row.linkedWroId,
    })),
    orders: [...world.orders.values()].map((row) => orderDump(world, row)),
    returns: [...world.returns.values()].map((row) => returnDump(world, row)),
    invoices,
    totals: {
      invoiced: sumOf(invoices.map((row) => row.amount)),
      open: sumOf(open.map((row) => row.amount)),
      openRows: open.length,
    },
    duplicates: duplicates(world),
    counts: {
      ...{ wros: wros.length, orders: world.orders.size, shipments: world.shipments.size, returns: world.returns.size },
      ...{ transactions: world.transactions.size, invoices: world.invoices.size, uros: world.uros.size },
      ...{ subscriptions: world.subscriptions.size, deliveries: states.length },
      delivered: states.filter((state) => state === 'delivered').length,
      lost: states.filter((state) => state === 'lost').length,
      failed: states.filter((state) => state === 'failed').length,
      // All but the Monday job, which always waits.
      planned: Math.max(0, world.scheduler.pending() - 1),
    },
    auth,
    requests: log.totals(),
  };
}

export type Dump = ReturnType<typeof dumpState>;

/** What must hold whatever happened; `problems` is empty when it does. */
export function verdict(parts: DumpParts): { ok: boolean; problems: string[] } {
  const { world, log } = parts;
  const dump = dumpState(parts);
  const problems: string[] = [];
  const fromDock: Sums = {};
  for (const move of world.stock.movements())
    if (move.references.some(({ key }) => key === 'WroId')) add(fromDock, skuOf(world, move.inventoryId), move.onHand);
  for (const sku of new Set([...Object.keys(fromDock), ...Object.keys(dump.stowedBySku)])) {
    const [shelf, stowed] = [fromDock[sku] ?? 0, dump.stowedBySku[sku] ?? 0];
    if (shelf !== stowed) problems.push(`${sku}: ${stowed} stowed for WROs, ${shelf} on the shelf from them`);
  }
  for (const invoice of dump.invoices) {
    const rows = [...world.transactions.values()].filter((row) => row.invoiceId === invoice.id);
    const lines = sumOf(
      rows.flatMap((row) => [
        row.amount,
        ...(row.fee === 'WRO Receiving Fee' ? [] : row.taxes.map((tax) => tax.amount)),
      ]),
    );
    if (!new Big(lines).eq(invoice.amount))
      problems.push(`invoice ${invoice.id} is ${invoice.amount}, its rows ${lines}`);
  }
  for (const [kind, names] of Object.entries(dump.duplicates))
    for (const name of names) problems.push(`${kind} twice: ${name}`);
  const wrong = log.entries().filter((row) => row.problems.length > 0);
  for (const row of wrong.slice(0, 20)) problems.push(`${row.method} ${row.path}: ${row.problems.join('; ')}`);
  if (dump.requests.writesWithoutChannel > 0)
    problems.push(`${dump.requests.writesWithoutChannel} writes without shipbob_channel_id`);
  if (dump.auth.reuses > 0) problems.push(`${dump.auth.reuses} second uses of a refresh token`);
  return { ok: problems.length === 0, problems };
}
