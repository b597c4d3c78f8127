// Rows of the shop besides its orders: customers, catalogue, stock, subscriptions, drafts.
// Trap: stock is kept per inventory item, whose id is not the variant's.
import type { Address, MetafieldRow } from './model.ts';
import type { Bag, Currencies } from './money.ts';

export interface CustomerRow {
  id: number;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  state: string;
  tags: string[];
  note: string | null;
  taxExempt: boolean;
  createdAt: number;
  updatedAt: number;
  defaultAddress: Address | null;
  metafields: MetafieldRow[];
}

export interface VariantRow {
  id: number;
  productId: number;
  inventoryItemId: number;
  title: string;
  sku: string | null;
  barcode: string | null;
  price: string;
  compareAtPrice: string | null;
  taxable: boolean;
  requiresShipping: boolean;
  /** A bundle parent: its stock cannot be set. */
  requiresComponents: boolean;
  tracked: boolean;
  unitCost: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface ProductRow {
  id: number;
  title: string;
  vendor: string;
  status: 'ACTIVE' | 'DRAFT' | 'ARCHIVED';
  giftCard: boolean;
  tags: string[];
  createdAt: number;
  updatedAt: number;
  metafields: MetafieldRow[];
}

export interface LocationRow {
  id: number;
  name: string;
  active: boolean;
  fulfillsOnlineOrders: boolean;
  shipsInventory: boolean;
  fulfillmentService: boolean;
  address1: string | null;
  city: string | null;
  provinceCode: string | null;
  zip: string | null;
  countryCode: string;
  createdAt: number;
}

export interface LevelRow {
  itemId: number;
  locationId: number;
  active: boolean;
  createdAt: number;
  updatedAt: number;
  quantities: Map<string, { value: number; updatedAt: number }>;
}

export interface AdjustmentGroupRow {
  id: number;
  createdAt: number;
  reason: string;
  referenceDocumentUri: string | null;
  changes: { name: string; delta: number; itemId: number; locationId: number; ledgerDocumentUri: string | null }[];
}

export interface SubscriptionRow {
  id: number;
  appId: number;
  topic: string;
  uri: string;
  name: string | null;
  format: 'JSON' | 'XML';
  filter: string | null;
  includeFields: string[];
  metafieldNamespaces: string[];
  apiVersion: string;
  createdAt: number;
  updatedAt: number;
}

export interface DraftRow {
  id: number;
  name: string;
  status: 'OPEN' | 'INVOICE_SENT' | 'COMPLETED';
  createdAt: number;
  updatedAt: number;
  completedAt: number | null;
  orderId: number | null;
  appId: number | null;
  /** The order it will become, in the control API's form. */
  order: Record<string, unknown>;
  total: Bag;
  money: Currencies;
  tags: string[];
}
