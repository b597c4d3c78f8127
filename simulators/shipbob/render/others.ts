// Returns, billing rows and products as the API shows them.
// Trap: POST and PUT of a return answer a thinner shape (invoice_amount, no dates per status) than GET does.
import Big from 'big.js';
import { invoiceTypeOf, sumOf } from '../domain/billing.ts';
import { variantOfInventory } from '../domain/catalog.ts';
import type { Invoice, Product, ReturnItem, ReturnRow, ReturnStatus, Transaction, Variant } from '../domain/model.ts';
import type { World } from '../domain/world.ts';
import { iso } from './time.ts';

const lastAt = (row: ReturnRow, status: ReturnStatus) =>
  iso(row.history.findLast((one) => one.status === status)?.atMs ?? null);

const requestedView = (item: ReturnItem) => ({
  action: item.requested === 'Default' ? 'Restock' : item.requested,
  action_type: item.requested === 'Default' ? 'Inventory Default' : 'Custom',
  instructions: null,
});

const takenView = (item: ReturnItem) =>
  item.taken.map(({ action, reason, quantity }) => ({
    action,
    action_reason: reason,
    quantity_processed: quantity,
    image_url: null,
  }));

function common(world: World, row: ReturnRow) {
  const shipment = row.originalShipmentId === null ? undefined : world.shipments.get(row.originalShipmentId);
  const order = shipment ? world.orders.get(shipment.orderId) : undefined;
  return {
    ...{ id: row.id, reference_id: row.referenceId, status: row.status, return_type: row.type },
    ...{ store_order_id: order?.orderNumber ?? null, original_shipment_id: row.originalShipmentId },
    ...{ tracking_number: row.trackingNumber, customer_name: order?.recipient.name ?? null },
    channel: { id: row.channelId, name: world.channels.get(row.channelId)?.name ?? null },
    fulfillment_center: { id: row.centerId, name: world.centers.get(row.centerId)?.name ?? null },
    ...{ insert_date: iso(row.insertMs), completed_date: lastAt(row, 'Completed') },
    transactions: row.fees.map(({ amount, fee }) => ({ amount: Number(amount), transaction_type: fee })),
  };
}

const feesOf = (row: ReturnRow) => (row.fees.length === 0 ? null : Number(sumOf(row.fees.map((fee) => fee.amount))));

/** A return as GET shows it. */
export function returnView(world: World, row: ReturnRow) {
  const shipment = row.originalShipmentId === null ? undefined : world.shipments.get(row.originalShipmentId);
  return {
    ...common(world, row),
    shipment_tracking_number: shipment?.tracking?.number ?? null,
    ...{ awaiting_arrival_date: lastAt(row, 'AwaitingArrival'), arrived_date: lastAt(row, 'Arrived') },
    ...{ processing_date: lastAt(row, 'Processing'), cancelled_date: lastAt(row, 'Cancelled') },
    status_history: row.history.map(({ status, atMs }) => ({ status, timestamp: iso(atMs) })),
    invoice: { amount: feesOf(row), currency_code: world.settings.billing.currency },
    inventory: row.items.map((item) => {
      const variant = variantOfInventory(world, item.inventoryId);
      return {
        ...{ id: item.inventoryId, sku: variant?.sku ?? null, name: variant?.name ?? null, quantity: item.quantity },
        ...{ barcodes: variant?.upc ? [variant.upc] : [], bundle_parent_sku: item.bundleParentSku },
        lot_information: {
          ...{
            number: item.lotNumber,
            expiration: iso(item.lotMs),
            minimumShelfLife: variant?.minimumShelfLifeDays ?? null,
          },
        },
        ...{ action_requested: requestedView(item), action_taken: takenView(item) },
      };
    }),
  };
}

/** A return as POST and PUT answer it. */
export const thinReturnView = (world: World, row: ReturnRow) => ({
  ...common(world, row),
  invoice_amount: feesOf(row),
  inventory: row.items.map((item) => ({
    ...{
      id: item.inventoryId,
      name: variantOfInventory(world, item.inventoryId)?.name ?? null,
      quantity: item.quantity,
    },
    ...{
      bundle_parent_sku: item.bundleParentSku,
      action_requested: requestedView(item),
      action_taken: takenView(item),
    },
  })),
});

/** An invoice. */
export const invoiceView = (row: Invoice) => ({
  ...{ invoice_id: row.id, invoice_date: row.date, invoice_type: row.type, amount: Number(row.amount) },
  ...{ currency_code: row.currency, running_balance: Number(row.runningBalance) },
});

/** A billing transaction. */
export function transactionView(world: World, row: Transaction) {
  const invoice = row.invoiceId === null ? undefined : world.invoices.get(row.invoiceId);
  return {
    ...{ transaction_id: row.id, transaction_type: row.type, transaction_fee: row.fee, amount: Number(row.amount) },
    ...{ currency_code: row.currency, charge_date: row.chargeDate, reference_id: row.referenceId },
    ...{ reference_type: row.referenceType, fulfillment_center: row.center, invoiced_status: invoice !== undefined },
    ...{
      invoice_id: row.invoiceId,
      invoice_date: invoice?.date ?? null,
      invoice_type: invoice ? invoiceTypeOf(row) : null,
    },
    taxes: row.taxes.map((tax) => ({ tax_type: tax.type, tax_rate: tax.rate, tax_amount: Number(tax.amount) })),
    additional_details: row.details,
  };
}

function variantView(world: World, row: Variant) {
  const free = world.stock.truth().filter((one) => one.inventoryId === row.inventoryId);
  const onHand = free.reduce((sum, one) => sum.plus(one.onHand), new Big(0)).toNumber();
  const named = (id: number) => world.variants.get(id);
  const usedIn = [...world.variants.values()].filter((other) => other.bundle.some((part) => part.variantId === row.id));
  return {
    ...{
      id: row.id,
      sku: row.sku,
      name: row.name,
      status: row.active ? 'Active' : 'Inactive',
      upc: row.upc,
      gtin: null,
    },
    ...{ is_digital: false, barcodes: row.upc ? [{ value: row.upc, sticker_url: null }] : [], channel_metadata: [] },
    inventory: { inventory_id: row.inventoryId, on_hand_qty: onHand },
    lot_information: { is_lot: row.isLot, minimum_shelf_life_days: row.minimumShelfLifeDays },
    bundle_definition: row.bundle.map(({ variantId, quantity }) => ({
      ...{
        variant_id: variantId,
        variant_sku: named(variantId)?.sku ?? null,
        variant_name: named(variantId)?.name ?? null,
      },
      ...{ product_id: named(variantId)?.productId ?? 0, quantity },
    })),
    associated_bundles: usedIn.map((bundle) => ({
      ...{ variant_id: bundle.id, variant_sku: bundle.sku, product_id: bundle.productId, product_name: bundle.name },
      quantity: bundle.bundle.find((part) => part.variantId === row.id)?.quantity ?? 0,
    })),
    merge_children: [],
  };
}

/** A product with its variants. */
export const productView = (world: World, row: Product) => ({
  ...{ id: row.id, name: row.name, type: row.type, created_on: iso(row.createdMs), updated_on: iso(row.updatedMs) },
  ...{ user_id: 100001, taxonomy: null },
  variants: row.variantIds.flatMap((id) => world.variants.get(id) ?? []).map((variant) => variantView(world, variant)),
});
