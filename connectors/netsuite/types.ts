/**
 * NetSuite records as the rest of the program sees them: small, no personal data, quantities as decimal strings.
 * The trap: `line` is NetSuite's own line number; it has gaps and is the only name a line can be posted by.
 */

export type NetSuiteCredentials =
  | {
      kind: 'm2m';
      clientId: string;
      certificateId: string;
      privateKeyPem: string;
      algorithm?: 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';
      /** The public certificate, only to tell how many days it has left. */
      certificatePem?: string;
    }
  | { kind: 'tba'; consumerKey: string; consumerSecret: string; tokenId: string; tokenSecret: string };

/** Fields by which a sales order can be looked up; anything else must be a `custbody…` column. */
export type SalesOrderField = 'otherRefNum' | 'tranId' | 'externalId' | 'id' | `custbody${string}`;

/** `status` is the bare letter A to H. */
export type SalesOrderRef = { id: string; tranId: string; status: string };

export type SalesOrderLine = {
  line: number;
  lineUniqueKey?: string;
  itemId: string;
  itemType?: string;
  quantity: string;
  quantityFulfilled: string;
  isClosed: boolean;
  locationId?: string;
  /** Set when the line is fulfilled through a purchase order (drop-ship, special order). */
  createPo?: string;
  /** Values of the custom line columns that were asked for. */
  custom: Record<string, string>;
};

export type SalesOrder = SalesOrderRef & {
  externalId?: string;
  otherRefNum?: string;
  shipMethodId?: string;
  lines: SalesOrderLine[];
};

export type Item = {
  id: string;
  itemId: string;
  externalId?: string;
  upc?: string;
  itemType?: string;
  /** "Can be fulfilled/received"; absent where the account does not tell. */
  isFulfillable?: boolean;
};

export type FulfillmentRef = { id: string; tranId: string; status: string; externalId?: string };

/** `line` is the fulfilment's own line; `orderLine` is the sales order's. Kit components carry `kitMemberOf`. */
export type FulfillmentLine = {
  line: number;
  orderLine?: number;
  itemId?: string;
  quantity: string;
  itemReceive: boolean;
  locationId?: string;
  kitMemberOf?: number;
};

export type PackageSublist = 'package' | 'packageUps' | 'packageFedex' | 'packageUsps';
export type FulfillmentPackage = { description?: string; trackingNumber?: string; weight?: string };

export type Fulfillment = FulfillmentRef & {
  createdFromId: string;
  /** Plain calendar date, yyyy-mm-dd. */
  tranDate: string;
  shipStatus?: 'A' | 'B' | 'C';
  memo?: string;
  lines: FulfillmentLine[];
  /** Packages of whichever sublist holds them. */
  packages: FulfillmentPackage[];
  packageSublist?: PackageSublist;
};

/** What `createFulfillment` posts: lines not to be shipped must be named in `leaveOut`, or NetSuite ships them in full. */
export type FulfillmentDraft = {
  salesOrderId: string;
  externalId: string;
  tranDate: string;
  memo: string;
  shipStatus?: 'A' | 'B' | 'C';
  shipMethodId?: string;
  lines: { orderLine: number; quantity: string; locationId?: string }[];
  leaveOut: number[];
  packageSublist: PackageSublist;
  packages: FulfillmentPackage[];
};

export type SuiteQlPage = { rows: Record<string, string>[]; hasMore: boolean; totalResults: number };
