// What differs between real accounts: features, preferences, and rules that are only known from hearsay.
// Trap: switches may be changed while the simulator runs, so read them at use, never copy them.

export interface Switches {
  /** Pick, Pack and Ship feature: `shipStatus` exists and new fulfilments are Picked (A) unless told otherwise. */
  pickPackShip: boolean;
  /** Multi-location inventory: every shipped inventory line needs a location. */
  requireLineLocation: boolean;
  /** One fulfilment may hold only one location. */
  singleLocationFulfillment: boolean;
  /** What happens to a package list that does not belong to the ship method's carrier. */
  wrongPackageSublist: 'drop' | 'refuse';
  requirePackageWeight: boolean;
  /** Without Advanced Shipping a fulfilment creates the invoice as well. */
  advancedShipping: boolean;
  /** Refuse to ship more than is on hand. */
  refuseNegativeStock: boolean;
  /** Transforms offer (and take) only the committed quantity. */
  fulfillOnlyCommitted: boolean;
  /** Lets a fulfilment exceed the open quantity; to prove that a checker finds it. */
  allowOverFulfillment: boolean;
  /** Item price levels overwrite a sent rate unless the line has the Custom level (-1). */
  priceLevelOverwritesRate: boolean;
  oneWorld: boolean;
  suiteTax: boolean;
  /** A new order without orderStatus starts as Pending Approval or Pending Fulfillment. */
  defaultOrderStatus: 'A' | 'B';
  /** Line numbers: 1,2,3 or with gaps. */
  lineNumbers: 'step' | 'gaps';
  /** Overlapping writes to one record: the later one fails. Shows only with some latency. */
  detectConcurrentWrites: boolean;
  /** Kit components are shown in the fulfilment's lines. */
  showKitComponents: boolean;
  /** Columns that SuiteQL refuses, as `table.column`. */
  hiddenColumns: string[];
  /** Seconds before aggregateItemLocation shows a stock change. */
  stockLagSeconds: number;
  /** Known custom fields, such as custbody_shop_id; by their prefix they belong to bodies, lines, entities or items. */
  customFields: string[];
  /** Fields that a form makes mandatory, as `salesOrder.custbody_shop` (also native names). */
  mandatoryFields: string[];
  /** Entity names are numbered (CUST1001) instead of taken from the company's or person's name. */
  autoNumberEntities: boolean;
  /** Refuse a second customer with the same e-mail address. Real accounts allow it unless a script says no. */
  refuseDuplicateEmail: boolean;
  /** Refuse texts that are longer than the field takes, and telephone numbers of fewer than seven characters. */
  enforceFieldLengths: boolean;
  /** An order's currency must be one of its customer's. */
  requireCustomerCurrency: boolean;
  /** Percent that the account's own tax engine adds to taxable lines when nobody overrides it. */
  taxEngineRate: number;
  /** Legacy tax only: a sent taxTotal stands instead of the computed one. */
  acceptTaxTotal: boolean;
  /** Most lines in a sublist of one transaction. */
  maxLines: number;
  /** A discount line must stand after the line that it reduces. */
  discountNeedsItem: boolean;
  /** A shipping cost without a ship method is dropped without a word. */
  dropShippingWithoutMethod: boolean;
  /** Queries show shipping, header discount and tax as lines of a transaction, as real accounts do. */
  extraLines: boolean;
  /** Header totals of credit memos, cash refunds and vendor credits are negative in queries. */
  negativeCreditTotals: boolean;
  /** A credit memo, cash refund or invoice without a return or order behind it moves stock. */
  directBillsMoveStock: boolean;
  /** A credit memo made from an invoice has to name the invoice in its apply list. */
  creditMemoNeedsApply: boolean;
  /** A receipt may take more than what is still open. */
  allowOverReceipt: boolean;
  /** An invoice or cash sale may bill what has not been shipped yet. */
  invoiceInAdvance: boolean;
  /** A return may be credited before the goods are back. */
  refundInAdvance: boolean;
  /** A second bill with the same number from the same vendor. */
  duplicateBillNumbers: 'allow' | 'refuse';
  /** New purchase orders and bills without an approval of their own wait for one. */
  purchaseApproval: boolean;
}

export const DEFAULT_SWITCHES: Readonly<Switches> = {
  pickPackShip: true,
  requireLineLocation: true,
  singleLocationFulfillment: false,
  wrongPackageSublist: 'drop',
  requirePackageWeight: true,
  advancedShipping: true,
  refuseNegativeStock: false,
  fulfillOnlyCommitted: false,
  allowOverFulfillment: false,
  priceLevelOverwritesRate: true,
  oneWorld: true,
  suiteTax: true,
  defaultOrderStatus: 'A',
  lineNumbers: 'gaps',
  detectConcurrentWrites: true,
  showKitComponents: true,
  hiddenColumns: ['transactionline.quantityfulfilled'],
  stockLagSeconds: 0,
  customFields: [],
  mandatoryFields: [],
  autoNumberEntities: false,
  refuseDuplicateEmail: false,
  enforceFieldLengths: true,
  requireCustomerCurrency: true,
  taxEngineRate: 0,
  acceptTaxTotal: false,
  maxLines: 1000,
  discountNeedsItem: true,
  dropShippingWithoutMethod: false,
  extraLines: true,
  negativeCreditTotals: true,
  directBillsMoveStock: true,
  creditMemoNeedsApply: true,
  allowOverReceipt: false,
  invoiceInAdvance: true,
  refundInAdvance: false,
  duplicateBillNumbers: 'allow',
  purchaseApproval: false,
};
