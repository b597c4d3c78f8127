/**
 * Which pairs there are, which systems they join, and which syncs they run: names only, for schedules, sweeps, workers,
 * CLI and ingress alike. A new sync is a line here, its settings, its mapping and its workflow.
 * The trap: these names stand in workflow ids, cursors and ledgers; renaming one loses its past.
 */

export const SYSTEMS = ['netsuite', 'shipstation', 'shopify', 'shipbob', 'fusion'] as const;
export type System = (typeof SYSTEMS)[number];

export type Pair = 'netsuite-shipstation' | 'netsuite-shopify' | 'netsuite-shipbob' | 'fusion-shipstation';

/** A list of a system's that tells what changed in a window of time. */
export type StreamManifest = {
  name: string;
  system: System;
  /** False for streams that only tell of changes to what another stream lists (e.g. voids). */
  inBackfill: boolean;
  /** False for streams that only a backfill reads. */
  inSweep?: boolean;
};

export type SyncManifest = {
  /** Also the workflow type. */
  name: string;
  /** record: one workflow per business record, found by webhooks and sweeps. run: one workflow per scheduled run. */
  kind: 'record' | 'run';
  /** True where records that a refused connection held up go on one after another, as they came. */
  inOrder?: true;
  streams: readonly StreamManifest[];
};

type PairManifest = {
  systems: readonly System[];
  /** Systems whose webhooks we subscribe to. */
  hooks: readonly System[];
  syncs: readonly SyncManifest[];
  /** Lists of both sides that are compared, e.g. `shipments`; absent = none yet. */
  reconciles?: readonly string[];
};

const NETSUITE_SHIPSTATION: PairManifest = {
  systems: ['netsuite', 'shipstation'],
  hooks: ['shipstation'],
  reconciles: ['shipments', 'stock'],
  syncs: [
    {
      name: 'orderShipped',
      kind: 'record',
      streams: [
        { name: 'shipmentsCreated', system: 'shipstation', inBackfill: true },
        { name: 'shipmentsVoided', system: 'shipstation', inBackfill: false },
        { name: 'fulfillments', system: 'shipstation', inBackfill: true },
        { name: 'ordersModified', system: 'shipstation', inBackfill: false },
      ],
    },
    {
      name: 'customerProfiles',
      kind: 'record',
      streams: [
        { name: 'customersChanged', system: 'netsuite', inBackfill: true },
        { name: 'ordersModified', system: 'shipstation', inBackfill: true },
        { name: 'ordersOpen', system: 'shipstation', inBackfill: false },
      ],
    },
    { name: 'stockLevels', kind: 'run', streams: [] },
  ],
};

const NETSUITE_SHOPIFY: PairManifest = {
  systems: ['netsuite', 'shopify'],
  hooks: ['shopify'],
  reconciles: ['orders', 'payments'],
  syncs: [
    {
      name: 'shopifyOrder',
      kind: 'record',
      streams: [
        { name: 'ordersUpdated', system: 'shopify', inBackfill: false },
        { name: 'ordersCreated', system: 'shopify', inBackfill: true, inSweep: false },
      ],
    },
    {
      name: 'shopifyCustomer',
      kind: 'record',
      streams: [{ name: 'customersUpdated', system: 'shopify', inBackfill: true }],
    },
    // What Shopify asks by law about personal data; only its deliveries tell of it.
    { name: 'shopifyPrivacy', kind: 'record', streams: [] },
    {
      name: 'fulfillmentUpdate',
      kind: 'record',
      streams: [
        { name: 'fulfillmentsChanged', system: 'netsuite', inBackfill: true },
        // A deleted fulfilment only shows as a change of its sales order.
        { name: 'ordersChanged', system: 'netsuite', inBackfill: false },
      ],
    },
    { name: 'shopifyStock', kind: 'run', streams: [] },
  ],
};

const NETSUITE_SHIPBOB: PairManifest = {
  systems: ['netsuite', 'shipbob'],
  hooks: ['shipbob'],
  reconciles: ['receipts', 'tracking', 'returns', 'purchaseOrders', 'charges', 'chargedOrders'],
  syncs: [
    {
      name: 'receivingOrder',
      kind: 'record',
      streams: [
        // ShipBob has no list by time of change: those still open, and those completed in the window.
        { name: 'receivingOpen', system: 'shipbob', inBackfill: false },
        { name: 'receivingCompleted', system: 'shipbob', inBackfill: true },
      ],
    },
    {
      name: 'shipmentTracking',
      kind: 'record',
      streams: [{ name: 'shipbobOrders', system: 'shipbob', inBackfill: true }],
    },
    {
      name: 'replenishment',
      kind: 'record',
      streams: [{ name: 'purchaseOrders', system: 'netsuite', inBackfill: true }],
    },
    { name: 'customerReturn', kind: 'record', streams: [{ name: 'returns', system: 'shipbob', inBackfill: true }] },
    { name: 'warehouseCharges', kind: 'record', streams: [{ name: 'invoices', system: 'shipbob', inBackfill: true }] },
  ],
};

/** What left the house, for both books. */
const SHIPPED_STREAMS = [
  { name: 'shipmentsCreated', system: 'shipstation', inBackfill: true },
  { name: 'shipmentsVoided', system: 'shipstation', inBackfill: false },
  { name: 'fulfillments', system: 'shipstation', inBackfill: true },
] as const;

const FUSION_SHIPSTATION: PairManifest = {
  systems: ['fusion', 'shipstation'],
  hooks: ['shipstation'],
  reconciles: ['invoices', 'inventory'],
  syncs: [
    { name: 'receivablesPosting', kind: 'record', inOrder: true, streams: SHIPPED_STREAMS },
    { name: 'inventoryPosting', kind: 'record', inOrder: true, streams: SHIPPED_STREAMS },
    { name: 'journalImport', kind: 'run', streams: [] },
    { name: 'stockAdjustments', kind: 'run', streams: [] },
    {
      name: 'customerAlignment',
      kind: 'record',
      streams: [
        { name: 'customersChanged', system: 'fusion', inBackfill: true },
        { name: 'ordersModified', system: 'shipstation', inBackfill: true },
        { name: 'ordersOpen', system: 'shipstation', inBackfill: false },
      ],
    },
  ],
};

export const MANIFEST: Partial<Record<Pair, PairManifest>> = {
  'netsuite-shipstation': NETSUITE_SHIPSTATION,
  'netsuite-shopify': NETSUITE_SHOPIFY,
  'netsuite-shipbob': NETSUITE_SHIPBOB,
  'fusion-shipstation': FUSION_SHIPSTATION,
};

const ALL_SYNCS = Object.values(MANIFEST).flatMap((pair) => pair.syncs);

export const manifestOf = (pair: Pair): PairManifest => MANIFEST[pair] ?? { systems: [], hooks: [], syncs: [] };

/** Sync names are unique over all pairs. */
export const syncManifest = (name: string): SyncManifest | undefined => ALL_SYNCS.find((sync) => sync.name === name);
