// Fills an account: what every account has, and what a test or demo asks for.
// Trap: seeded rows raise no webhooks unless `notify` is set.
import { addCenter, addProduct, componentsOf, findVariant, type NewVariant } from '../domain/catalog.ts';
import type { Center, Recipient } from '../domain/model.ts';
import { placeOrder } from '../domain/orders.ts';
import { createWro } from '../domain/receiving.ts';
import { moveStock } from '../domain/stock.ts';
import { newId, nowMs, type World } from '../domain/world.ts';
import { subscribe } from '../routes/webhooks.ts';

export interface SeedProduct extends NewVariant {
  /** Units at centres, by centre id, without a lot; or lots of the first centre. */
  stock?: Record<string, number>;
  lots?: { number: string; date: string; quantity: number; centerId?: number }[];
}

export interface SeedLine {
  sku: string;
  quantity: number;
  lotNumber?: string;
  /** ISO date of expiry. */
  lotDate?: string;
}

export interface SeedWro {
  purchaseOrderNumber?: string | null;
  centerId?: number;
  packageType?: string;
  /** ISO date; default in a week. */
  expectedArrival?: string;
  /** One box, or several. */
  lines?: SeedLine[];
  boxes?: { trackingNumber?: string; lines: SeedLine[] }[];
  madeBy?: string;
}

export interface SeedOrder {
  referenceId: string;
  orderNumber?: string;
  channelId?: number;
  centerId?: number;
  lines: { sku: string; quantity: number; unitPrice?: string }[];
  /** One entry per shipment: quantities per line position. */
  parcels?: { line: number; quantity: number }[][];
  recipient?: Partial<Recipient>;
  /** Default true for seeded orders: they ship without stock. */
  ignoreStock?: boolean;
}

export interface Seed {
  centers?: (Partial<Center> & { id: number; name: string })[];
  channels?: { id?: number; name: string; applicationName?: string }[];
  products?: SeedProduct[];
  wros?: SeedWro[];
  orders?: SeedOrder[];
  subscriptions?: { topics: string[]; url: string; secret?: string; description?: string }[];
  generate?: { products?: number; wros?: number; orders?: number };
  notify?: boolean;
}

export interface Seeded {
  products: { sku: string; inventoryId: number | null; productId: number }[];
  wroIds: number[];
  orderIds: number[];
  shipmentIds: number[];
  subscriptionIds: string[];
}

const BUYER: Recipient = {
  ...{ name: 'A. Buyer', email: 'buyer@example.com', phone_number: null },
  address: {
    address1: '1 Main St',
    address2: null,
    company_name: null,
    city: 'Reno',
    state: 'NV',
    zip_code: '89501',
    country: 'US',
  },
};

/** Two centres and two channels, of which the first is that of personal access tokens. */
export function seedBasics(world: World): void {
  addCenter(world, { id: 10, name: 'Moreno Valley (CA)', timezone: 'Pacific Standard Time' });
  addCenter(world, { id: 11, name: 'Cicero (IL)', timezone: 'Central Standard Time', zipCode: '60804' });
  for (const [name, applicationName] of [
    ['Acme', 'SMA'],
    ['Acme Shop', 'Shopify'],
  ])
    addChannel(world, { name: name ?? '', applicationName: applicationName ?? '' });
}

function addChannel(world: World, given: { id?: number; name: string; applicationName?: string }): void {
  const id = given.id ?? newId(world, 'channel');
  world.channels.set(id, { id, name: given.name, applicationName: given.applicationName ?? 'Sim App' });
}

function seedProduct(world: World, given: SeedProduct) {
  const product = addProduct(world, given.name ?? given.sku, [given]);
  const inventoryId = world.variants.get(product.variantIds[0] ?? 0)?.inventoryId ?? null;
  if (inventoryId === null) return { sku: given.sku, inventoryId, productId: product.id };
  const common = { category: 'InventoryAdjusted', inventoryId };
  for (const [centerId, onHand] of Object.entries(given.stock ?? {}))
    moveStock(world, { ...common, centerId: Number(centerId), onHand });
  for (const lot of given.lots ?? [])
    moveStock(world, {
      ...common,
      centerId: lot.centerId ?? 10,
      onHand: lot.quantity,
      lotNumber: lot.number,
      lotMs: Date.parse(lot.date),
    });
  return { sku: given.sku, inventoryId, productId: product.id };
}

/** The variant of a SKU; throws when there is none. */
export function variantFor(world: World, sku: string) {
  const variant = findVariant(world, sku);
  if (!variant) throw new Error(`no variant ${sku}`);
  return variant;
}

/** Files a WRO as a person does in the web page. */
export function placeWro(world: World, given: SeedWro) {
  const boxes = given.boxes ?? [{ lines: given.lines ?? [] }];
  return createWro(world, {
    ...{
      centerId: given.centerId ?? 10,
      packageType: given.packageType ?? 'Package',
      madeBy: given.madeBy ?? 'person',
    },
    ...{ boxPackagingType: 'MultipleSkuPerBox', purchaseOrderNumber: given.purchaseOrderNumber ?? null },
    expectedArrivalMs:
      given.expectedArrival === undefined ? nowMs(world) + 7 * 86_400_000 : Date.parse(given.expectedArrival),
    boxes: boxes.map((box, at) => ({
      trackingNumber:
        'trackingNumber' in box && box.trackingNumber ? box.trackingNumber : `1Z${String(at + 1).padStart(16, '0')}`,
      items: box.lines.flatMap((line) =>
        componentsOf(world, variantFor(world, line.sku), line.quantity).map((part) => ({
          ...part,
          ...{ lotNumber: line.lotNumber ?? null, lotMs: line.lotDate === undefined ? null : Date.parse(line.lotDate) },
        })),
      ),
    })),
  });
}

/** Files an order as a shop integration does. */
export function placeSeedOrder(world: World, given: SeedOrder) {
  const { recipient = {}, lines, channelId, ...rest } = given;
  return placeOrder(world, {
    ...{
      ignoreStock: true,
      ...rest,
      channelId: channelId ?? 100_101,
      recipient: { ...BUYER, ...recipient },
      madeBy: 'control',
    },
    lines: lines.map(({ sku, quantity, unitPrice }, at) => ({
      ...{ variantId: variantFor(world, sku).id, quantity, unitPrice: unitPrice ?? null, externalLineId: at + 1 },
    })),
  });
}

const range = (count: number | undefined) => Array.from({ length: count ?? 0 }, (_, at) => at + 1);

function generated(
  world: World,
  wanted: NonNullable<Seed['generate']>,
): Required<Pick<Seed, 'products' | 'wros' | 'orders'>> {
  const skus = range(wanted.products ?? 10).map((n) => `ITEM-${String(n).padStart(3, '0')}`);
  const pick = () => skus[world.rng.below(skus.length)] ?? '';
  const some = (most: number) =>
    [...new Set(range(1 + world.rng.below(3)).map(pick))].map((sku) => ({ sku, quantity: 1 + world.rng.below(most) }));
  const first = world.wros.size + 1;
  const firstOrder = world.orders.size + 1;
  return {
    products: skus.filter((sku) => !findVariant(world, sku)).map((sku) => ({ sku, name: `Item ${sku}` })),
    wros: range(wanted.wros).map((n) => ({
      purchaseOrderNumber: `PO${String(first + n - 1).padStart(5, '0')}`,
      boxes: range(1 + world.rng.below(3)).map(() => ({ lines: some(60) })),
    })),
    orders: range(wanted.orders).map((n) => ({
      referenceId: `order-${firstOrder + n - 1}`,
      orderNumber: String(1000 + firstOrder + n),
      lines: some(3),
    })),
  };
}

/** Fills the account; throws an Error that names what does not fit. */
export function seedAccount(world: World, seed: Seed): Seeded {
  const { emit } = world;
  if (!seed.notify) world.emit = () => {};
  try {
    for (const center of seed.centers ?? []) addCenter(world, center);
    for (const channel of seed.channels ?? []) addChannel(world, channel);
    const products = (seed.products ?? []).map((row) => seedProduct(world, row));
    const made = seed.generate ? generated(world, seed.generate) : { products: [], wros: [], orders: [] };
    products.push(...made.products.map((row) => seedProduct(world, row)));
    const wroIds = [...(seed.wros ?? []), ...made.wros].map((row) => placeWro(world, row).id);
    const orders = [...(seed.orders ?? []), ...made.orders].map((row) => placeSeedOrder(world, row));
    const subscriptionIds = (seed.subscriptions ?? []).map((row) => subscribe(world, row).id);
    const shipmentIds = orders.flatMap((row) => row.shipmentIds);
    return { products, wroIds, orderIds: orders.map((row) => row.id), shipmentIds, subscriptionIds };
  } finally {
    world.emit = emit;
  }
}
