// Property lists that several transaction records share.
// Trap: what is computed may be sent by a client, and is then ignored without a word.

export const COMMON = `id:s externalId:s refName:s tranId:s transactionNumber:s tranDate:d memo:s createdDate:t lastModifiedDate:t
  customForm:r:customForm subsidiary:r:subsidiary location:r:location department:r:department class:r:classification`;
export const MONEY = `currency:r:currency exchangeRate:n subtotal:n discountTotal:n taxTotal:n tax2Total:n total:n
  taxDetails:list:taxDetails taxDetailsOverride:b taxItem:r:salesTaxItem taxRate:n`;
export const SALES = `entity:r:customer createdFrom:r:transaction otherRefNum:s email:s terms:r:term salesRep:r:employee
  discountItem:r:item discountRate:n discountAmount:n shipMethod:r:shipItem shippingCost:n handlingCost:n
  shippingTaxCode:r:salesTaxItem shippingTax1Rate:n shippingTaxAmount:n shipDate:d dueDate:d
  shippingAddress:sub:address billingAddress:sub:address shipAddressList:r:address billAddressList:r:address
  shipAddress:s billAddress:s shippingAddress_text:s billingAddress_text:s paymentOption:r:paymentMethod
  salesChannel:r:salesChannel partner:r:partner toBeEmailed:b toBePrinted:b isTaxable:b`;
export const COMPUTED = [
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
  'amountPaid',
  'amountRemaining',
  'applied',
  'unapplied',
  'balance',
];
export const CUSTOMER_NEEDED = [{ field: 'entity', label: 'Customer' }];

export const VENDOR_NEEDED = [{ field: 'entity', label: 'Vendor' }];
