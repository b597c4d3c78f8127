// Property tables of orders and of what moves goods; bills and payments have their own files.
// Trap: `orderStatus` may be written (A, B), `status` is computed and may not.
import { BILLING_RECORDS } from './billing-records.ts';
import { fields, type RecordSchema } from './field.ts';
import { PAYMENT_RECORDS } from './payment-records.ts';
import { COMMON, COMPUTED, CUSTOMER_NEEDED, MONEY, SALES, VENDOR_NEEDED } from './transaction-parts.ts';

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
  mandatory: CUSTOMER_NEEDED,
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

const returnAuthorization: RecordSchema = {
  name: 'returnAuthorization',
  family: 'transaction',
  body: fields(`${COMMON} ${MONEY} ${SALES} orderStatus:e:returnStatus status:e:returnStatus item:list:orderItem`),
  readOnly: COMPUTED,
  mandatory: CUSTOMER_NEEDED,
  transaction: { prefix: 'RMA', code: 'RtnAuth', label: 'Return Authorization', posting: false },
  transforms: ['itemReceipt', 'creditMemo', 'cashRefund'],
};

const purchaseOrder: RecordSchema = {
  name: 'purchaseOrder',
  family: 'transaction',
  body: fields(
    `${COMMON} ${MONEY} entity:r:vendor otherRefNum:s orderStatus:e:purchaseStatus status:e:purchaseStatus dueDate:d
     item:list:orderItem expense:list:expense terms:r:term shipTo:r:customer shipMethod:r:shipItem
     shippingAddress:sub:address billingAddress:sub:address employee:r:employee approvalStatus:e:approvalStatus
     createdFrom:r:transaction email:s message:s shipDate:d`,
  ),
  readOnly: COMPUTED,
  mandatory: VENDOR_NEEDED,
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

export const TRANSACTIONS: readonly RecordSchema[] = [
  salesOrder,
  itemFulfillment,
  returnAuthorization,
  purchaseOrder,
  transferOrder,
  itemReceipt,
  adjustment('inventoryAdjustment', 'IA', 'InvAdjst', 'Inventory Adjustment', 'customer:r:customer', 'account'),
  adjustment('inventoryTransfer', 'IT', 'InvTrnfr', 'Inventory Transfer', '', 'location transferLocation'),
  ...BILLING_RECORDS,
  ...PAYMENT_RECORDS,
];
