// Property tables of the transaction records.
// Trap: `orderStatus` may be written (A, B), `status` is computed and may not.
import { fields, type RecordSchema } from './field.ts';

const COMMON = `id:s externalId:s refName:s tranId:s transactionNumber:s tranDate:d memo:s createdDate:t lastModifiedDate:t
  customForm:r:customForm subsidiary:r:subsidiary location:r:location department:r:department class:r:classification`;
const MONEY = `currency:r:currency exchangeRate:n subtotal:n discountTotal:n taxTotal:n tax2Total:n total:n
  taxDetails:list:taxDetails taxDetailsOverride:b taxItem:r:taxCode taxRate:n`;
const SALES = `entity:r:customer createdFrom:r:transaction otherRefNum:s email:s terms:r:term salesRep:r:employee
  discountItem:r:item discountRate:n discountAmount:n shipMethod:r:shipItem shippingCost:n handlingCost:n shipDate:d dueDate:d
  shippingAddress:sub:address billingAddress:sub:address shipAddressList:r:address billAddressList:r:address
  shipAddress:s billAddress:s shippingAddress_text:s billingAddress_text:s paymentOption:r:paymentMethod
  salesChannel:r:salesChannel partner:r:partner toBeEmailed:b toBePrinted:b isTaxable:b`;
const COMPUTED = [
  'id',
  'refName',
  'transactionNumber',
  'createdDate',
  'lastModifiedDate',
  'createdFrom',
  'status',
  'subtotal',
  'total',
  'taxTotal',
];
const ENTITY = [{ field: 'entity', label: 'Customer' }];

const salesOrder: RecordSchema = {
  name: 'salesOrder',
  family: 'transaction',
  body: fields(
    `${COMMON} ${MONEY} ${SALES} orderStatus:e:orderStatus status:e:orderStatus item:list:salesOrderItem actualShipDate:d
     shipComplete:b linkedTrackingNumbers:s startDate:d endDate:d fob:s couponCode:s source:s shipCarrier:e:shipCarrier
     shipIsResidential:b shippingCostOverridden:b overrideShippingCost:n salesEffectiveDate:d storeOrder:s webStore:s
     requiredDepositAmount:n intercoTransaction:r:transaction isCrossSubTransaction:b vatRegNum:s`,
  ),
  readOnly: [...COMPUTED, 'linkedTrackingNumbers', 'actualShipDate'],
  mandatory: ENTITY,
  transaction: { prefix: 'SO', code: 'SalesOrd', label: 'Sales Order', posting: false },
  transforms: ['cashSale', 'invoice', 'itemFulfillment', 'returnAuthorization'],
};

const itemFulfillment: RecordSchema = {
  name: 'itemFulfillment',
  family: 'transaction',
  body: fields(
    `${COMMON} entity:r:customer createdFrom:r:transaction exchangeRate:n item:list:fulfillmentItem package:list:package
     packageUps:list:packageUps packageFedex:list:packageFedex packageUsps:list:packageUsps postingPeriod:r:accountingPeriod
     shipStatus:e:shipStatus status:e:shipStatus shipMethod:r:shipItem shipCarrier:e:shipCarrier shippingCost:n handlingCost:n
     shippingAddress:sub:address shipAddress:s shipAddressList:r:address shipCompany:s shipPhone:s shipIsResidential:b
     pickedDate:d packedDate:d shippedDate:d orderId:i orderType:s inventoryLocation:r:location
     generateIntegratedShipperLabel:b generateReturnLabel:b transferLocation:r:location partner:r:partner`,
  ),
  readOnly: [...COMPUTED, 'orderId', 'orderType'],
  transaction: { prefix: 'IF', code: 'ItemShip', label: 'Item Fulfillment', posting: true },
  transformOnly: true,
};

const billing = (
  name: string,
  prefix: string,
  code: string,
  label: string,
  status: string,
  transforms: string[],
): RecordSchema => ({
  name,
  family: 'transaction',
  body: fields(
    `${COMMON} ${MONEY} ${SALES} status:e:${status} item:list:orderItem postingPeriod:r:accountingPeriod account:r:account
     apply:list:apply amountRemaining:n amountPaid:n undepFunds:b`,
  ),
  readOnly: COMPUTED,
  mandatory: ENTITY,
  transaction: { prefix, code, label, posting: true },
  transforms,
});

const returnAuthorization: RecordSchema = {
  name: 'returnAuthorization',
  family: 'transaction',
  body: fields(`${COMMON} ${MONEY} ${SALES} orderStatus:e:returnStatus status:e:returnStatus item:list:orderItem`),
  readOnly: COMPUTED,
  mandatory: ENTITY,
  transaction: { prefix: 'RMA', code: 'RtnAuth', label: 'Return Authorization', posting: false },
  transforms: ['itemReceipt', 'creditMemo', 'cashRefund'],
};

const purchaseOrder: RecordSchema = {
  name: 'purchaseOrder',
  family: 'transaction',
  body: fields(
    `${COMMON} ${MONEY} entity:r:vendor otherRefNum:s orderStatus:e:purchaseStatus status:e:purchaseStatus dueDate:d
     item:list:orderItem expense:list:expense terms:r:term`,
  ),
  readOnly: COMPUTED,
  mandatory: [{ field: 'entity', label: 'Vendor' }],
  transaction: { prefix: 'PO', code: 'PurchOrd', label: 'Purchase Order', posting: false },
  transforms: ['itemReceipt', 'vendorBill'],
};

const transferOrder: RecordSchema = {
  name: 'transferOrder',
  family: 'transaction',
  body: fields(
    `${COMMON} transferLocation:r:location orderStatus:e:transferStatus status:e:transferStatus item:list:salesOrderItem
     shipMethod:r:shipItem shippingAddress:sub:address createdFrom:r:transaction entity:r:customer shipDate:d`,
  ),
  readOnly: COMPUTED,
  mandatory: [
    { field: 'location', label: 'From Location' },
    { field: 'transferLocation', label: 'To Location' },
  ],
  transaction: { prefix: 'TO', code: 'TrnfrOrd', label: 'Transfer Order', posting: false },
  transforms: ['itemFulfillment', 'itemReceipt'],
};

const itemReceipt: RecordSchema = {
  name: 'itemReceipt',
  family: 'transaction',
  body: fields(
    `${COMMON} entity:r:entity createdFrom:r:transaction item:list:fulfillmentItem postingPeriod:r:accountingPeriod
     exchangeRate:n status:s`,
  ),
  readOnly: COMPUTED,
  transaction: { prefix: 'IR', code: 'ItemRcpt', label: 'Item Receipt', posting: true },
  transformOnly: true,
};

const vendorBill: RecordSchema = {
  name: 'vendorBill',
  family: 'transaction',
  body: fields(
    `${COMMON} ${MONEY} entity:r:vendor account:r:account approvalStatus:e:approvalStatus status:e:billStatus dueDate:d
     item:list:orderItem expense:list:expense postingPeriod:r:accountingPeriod terms:r:term userTotal:n balance:n
     createdFrom:r:transaction received:b`,
  ),
  readOnly: COMPUTED,
  mandatory: [{ field: 'entity', label: 'Vendor' }],
  transaction: { prefix: 'BILL', code: 'VendBill', label: 'Bill', posting: true },
};

const adjustment = (
  name: string,
  prefix: string,
  code: string,
  label: string,
  extra: string,
  mandatory: string,
): RecordSchema => ({
  name,
  family: 'transaction',
  body: fields(
    `${COMMON} account:r:account adjLocation:r:location transferLocation:r:location inventory:list:adjustment
     postingPeriod:r:accountingPeriod estimatedTotalValue:n ${extra}`,
  ),
  readOnly: [...COMPUTED, 'estimatedTotalValue'],
  mandatory: mandatory.split(' ').map((field) => ({ field, label: field })),
  transaction: { prefix, code, label, posting: true },
});

const customerDeposit: RecordSchema = {
  name: 'customerDeposit',
  family: 'transaction',
  body: fields(
    `${COMMON} customer:r:customer salesOrder:r:salesOrder payment:n paymentOption:r:paymentMethod account:r:account
     undepFunds:b currency:r:currency exchangeRate:n status:e:depositStatus postingPeriod:r:accountingPeriod checkNumber:s
     total:n`,
  ),
  readOnly: COMPUTED,
  mandatory: [
    { field: 'customer', label: 'Customer' },
    { field: 'payment', label: 'Payment Amount' },
  ],
  transaction: { prefix: 'CD', code: 'CustDep', label: 'Customer Deposit', posting: true },
};

export const TRANSACTIONS: readonly RecordSchema[] = [
  salesOrder,
  itemFulfillment,
  billing('invoice', 'INV', 'CustInvc', 'Invoice', 'invoiceStatus', ['creditMemo']),
  billing('cashSale', 'CS', 'CashSale', 'Cash Sale', 'cashSaleStatus', []),
  billing('creditMemo', 'CM', 'CustCred', 'Credit Memo', 'creditStatus', []),
  billing('cashRefund', 'CR', 'CashRfnd', 'Cash Refund', 'cashSaleStatus', []),
  returnAuthorization,
  purchaseOrder,
  transferOrder,
  itemReceipt,
  vendorBill,
  adjustment('inventoryAdjustment', 'IA', 'InvAdjst', 'Inventory Adjustment', 'customer:r:customer', 'account'),
  adjustment('inventoryTransfer', 'IT', 'InvTrnfr', 'Inventory Transfer', '', 'location transferLocation'),
  customerDeposit,
];
