// Fills the shop before a run: locations, products, stock, customers, orders, subscriptions.
// Trap: seeded orders raise no webhooks unless `notify` is true.
import { addCustomer } from '../domain/customers.ts';
import { activate, move } from '../domain/inventory.ts';
import type { LocationRow, OrderRow, ProductRow, VariantRow } from '../domain/model.ts';
import type { CustomerInput, PlaceOrder } from '../domain/order-input.ts';
import { placeOrder } from '../domain/place.ts';
import { addLocation, newId, stamp, type World } from '../domain/world.ts';
import { createSubscription, type SubscriptionInput } from '../hooks/subscriptions.ts';
import { APP_ID } from '../options.ts';

export interface SeedVariant {
  sku: string | null;
  title?: string;
  price?: string;
  barcode?: string;
  taxable?: boolean;
  requiresShipping?: boolean;
  /** A bundle parent. */
  bundle?: boolean;
  tracked?: boolean;
  unitCost?: string;
  /** Available stock by location name or id; a location named here is activated. */
  stock?: Record<string, number>;
}

export interface Seed {
  locations?: Partial<LocationRow>[];
  products?: { title: string; vendor?: string; giftCard?: boolean; tags?: string[]; variants: SeedVariant[] }[];
  customers?: CustomerInput[];
  orders?: PlaceOrder[];
  /** Many plain orders: one or two lines each, over the known SKUs. */
  generate?: { count: number; linesPerOrder?: number; everySec?: number };
  subscriptions?: { topic: string; input: SubscriptionInput }[];
  notify?: boolean;
}

export interface Seeded {
  locations: LocationRow[];
  variants: VariantRow[];
  customers: { id: number; email: string | null }[];
  orders: { id: number; name: string }[];
  subscriptions: { id: number; topic: string }[];
}

function placeId(world: World, nameOrId: string): number {
  const found = [...world.locations.values()].find((row) => row.name === nameOrId || String(row.id) === nameOrId);
  if (!found) throw new Error(`no location ${nameOrId}`);
  return found.id;
}

function addVariant(world: World, product: ProductRow, given: SeedVariant): VariantRow {
  const now = stamp(world);
  const row: VariantRow = {
    ...{ id: newId(world), productId: product.id, inventoryItemId: newId(world), createdAt: now, updatedAt: now },
    title: given.title ?? 'Default Title',
    sku: given.sku,
    barcode: given.barcode ?? null,
    price: given.price ?? '10.00',
    compareAtPrice: null,
    taxable: given.taxable ?? true,
    requiresShipping: given.requiresShipping ?? !product.giftCard,
    requiresComponents: given.bundle ?? false,
    tracked: given.tracked ?? !product.giftCard,
    unitCost: given.unitCost ?? null,
  };
  world.variants.set(row.id, row);
  world.variantsByItem.set(row.inventoryItemId, row);
  for (const [place, available] of Object.entries(given.stock ?? {})) {
    const level = activate(world, row.inventoryItemId, placeId(world, place));
    move(world, level, 'available', available);
  }
  return row;
}

function addProduct(world: World, given: NonNullable<Seed['products']>[number]): VariantRow[] {
  const now = stamp(world);
  const product: ProductRow = {
    ...{ id: newId(world), title: given.title, vendor: given.vendor ?? 'Sim Vendor', status: 'ACTIVE' },
    ...{ giftCard: given.giftCard ?? false, tags: given.tags ?? [], createdAt: now, updatedAt: now, metafields: [] },
  };
  world.products.set(product.id, product);
  return given.variants.map((variant) => addVariant(world, product, variant));
}

function generated(world: World, given: NonNullable<Seed['generate']>): PlaceOrder[] {
  const skus = [...world.variants.values()].flatMap((row) => (row.sku === null ? [] : [row.sku]));
  const { count, linesPerOrder = 2, everySec = 0 } = given;
  const now = stamp(world);
  return Array.from({ length: count }, (_, n) => ({
    customer: { email: `buyer-${(n % 50) + 1}@example.com`, firstName: 'Buyer', lastName: String((n % 50) + 1) },
    createdAt: new Date(now - (count - n) * everySec * 1000).toISOString(),
    lines: Array.from({ length: linesPerOrder }, (_line, i) => ({
      sku: skus.length === 0 ? `SKU-${((n + i) % 40) + 1}` : (skus[(n + i) % skus.length] ?? null),
      quantity: 1 + ((n + i) % 3),
    })),
    shippingLines: [{ title: 'Standard', price: '8.00' }],
    taxes: [{ rate: 0.08 }],
  }));
}

/** Adds all rows of a seed; Error on a reference to something unknown. */
export function seedShop(world: World, seed: Seed): Seeded {
  const locations = (seed.locations ?? []).map((row) => addLocation(world, row));
  const variants = (seed.products ?? []).flatMap((product) => addProduct(world, product));
  const customers = (seed.customers ?? []).map((row) => addCustomer(world, row));
  for (const row of customers) world.knownCustomers.add(row.id);
  const wanted = [...(seed.orders ?? []), ...(seed.generate ? generated(world, seed.generate) : [])];
  const orders: OrderRow[] = wanted.map((order) => placeOrder(world, { silent: seed.notify !== true, ...order }));
  const subscriptions = (seed.subscriptions ?? []).map(({ topic, input }) => {
    const { appVersion } = world.settings.behaviour;
    const { row, errors } = createSubscription(world, { topic, appId: APP_ID, apiVersion: appVersion, input });
    if (!row) throw new Error(errors.map((error) => error.message).join('; '));
    return { id: row.id, topic };
  });
  return {
    ...{ locations, variants, subscriptions },
    customers: customers.map(({ id, email }) => ({ id, email })),
    orders: orders.map(({ id, name }) => ({ id, name })),
  };
}
