// What a test says to place an order; every member has a sensible default.
// Trap: all amounts are shop currency; the buyer's side is converted with `presentment.rate` and rounded on its own.

export interface TaxInput {
  title?: string;
  /** 0.08 = 8 %. */
  rate: number;
  channelLiable?: boolean;
  source?: string;
}

export interface DiscountInput {
  type?: 'code' | 'manual' | 'automatic' | 'script';
  code?: string;
  title?: string;
  description?: string;
  /** Percent or amount. */
  value: string;
  valueType?: 'percentage' | 'fixed_amount';
  target?: 'line_item' | 'shipping_line';
  /** `across` spreads one discount over the lines, `each` applies it to every entitled line. */
  method?: 'across' | 'each';
  /** Positions of the entitled lines; absent = all. */
  lines?: number[];
}

export interface AddressInput {
  firstName?: string | null;
  lastName?: string | null;
  company?: string | null;
  address1?: string | null;
  address2?: string | null;
  city?: string | null;
  province?: string | null;
  provinceCode?: string | null;
  zip?: string | null;
  country?: string | null;
  countryCode?: string | null;
  phone?: string | null;
}

export interface LineInput {
  /** Names a variant by SKU (the first that has it); unknown or absent = a custom line. */
  sku?: string | null;
  variantId?: number;
  title?: string;
  variantTitle?: string | null;
  vendor?: string | null;
  quantity?: number;
  /** Unit price; default the variant's. */
  price?: string;
  requiresShipping?: boolean;
  taxable?: boolean;
  giftCard?: boolean;
  /** The product was deleted since: ids are null. */
  productGone?: boolean;
  /** Instead of the order's taxes. */
  taxes?: TaxInput[];
  duties?: { amount: string; hsCode?: string; country?: string; taxes?: TaxInput[] }[];
  properties?: Record<string, string>;
  /** Part of a bundle: lines with the same group title belong together. */
  group?: { title: string; sku?: string; quantity?: number };
  /** Location that ships it; default by stock. */
  locationId?: number;
}

export interface ShippingInput {
  title?: string;
  code?: string;
  price: string;
  source?: string;
  carrierIdentifier?: string;
  taxes?: TaxInput[];
}

export interface PaymentInput {
  gateway?: string;
  kind?: 'SALE' | 'AUTHORIZATION' | 'CAPTURE' | 'CHANGE';
  /** Default: what is left of the total. */
  amount?: string;
  status?: 'SUCCESS' | 'PENDING' | 'FAILURE' | 'ERROR';
}

export interface CustomerInput {
  id?: number;
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  tags?: string[];
  note?: string | null;
  taxExempt?: boolean;
  defaultAddress?: AddressInput | null;
}

export interface PlaceOrder {
  lines?: LineInput[];
  /** `null` = guest. A known id or email reuses that customer. */
  customer?: CustomerInput | null;
  email?: string | null;
  phone?: string | null;
  shippingAddress?: AddressInput | null;
  billingAddress?: AddressInput | null;
  shippingLines?: ShippingInput[];
  discounts?: DiscountInput[];
  taxes?: TaxInput[];
  taxesIncluded?: boolean;
  taxExempt?: boolean;
  dutiesIncluded?: boolean;
  presentment?: { currency: string; rate: string };
  tip?: string;
  additionalFees?: { name: string; amount: string; taxes?: TaxInput[] }[];
  cashRounding?: string;
  /** Short for `payments`; default `paid`. */
  payment?: 'paid' | 'authorized' | 'pending' | 'none';
  payments?: PaymentInput[];
  paymentTerms?: string;
  test?: boolean;
  /** `web`, `pos`, `shopify_draft_order`, an app's number … `pos` is fulfilled at once in its location. */
  sourceName?: string;
  sourceIdentifier?: string;
  appId?: number;
  retailLocationId?: number;
  company?: { name: string; externalId?: string; location?: string };
  poNumber?: string;
  note?: string | null;
  tags?: string[];
  attributes?: Record<string, string>;
  /** Business date; default now. ISO-8601. */
  processedAt?: string;
  createdAt?: string;
  /** Put all fulfilment orders on hold for this reason. */
  hold?: string;
  /** Date at which fulfilment may begin: fulfilment orders are SCHEDULED until then. */
  fulfillAt?: string;
  fulfilled?: boolean;
  /** Own name instead of prefix + number. */
  name?: string;
  /** Raise no webhooks. */
  silent?: boolean;
}
