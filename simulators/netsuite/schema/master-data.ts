// Property tables of customers, vendors, items and the small lists (locations, ship methods, …).
// Trap: items are many record types in one id space; a reference to an item takes any of them.
import { fields, type RecordSchema } from './field.ts';

const STAMPS = 'id:s externalId:s refName:s createdDate:t lastModifiedDate:t isInactive:b customForm:r:customForm';
const READ_ONLY = ['id', 'refName', 'createdDate', 'lastModifiedDate'];

const COMPUTED_MONEY = ['balance', 'depositBalance', 'overdueBalance', 'unbilledOrders', 'consolBalance'];

const entity = (name: string, extra = ''): RecordSchema => ({
  name,
  family: 'entity',
  body: fields(
    `${STAMPS} entityId:s altName:s isPerson:b salutation:s firstName:s middleName:s lastName:s title:s companyName:s
     email:s altEmail:s phone:s altPhone:s homePhone:s mobilePhone:s fax:s url:s comments:s dateCreated:t
     subsidiary:r:subsidiary parent:r:${name} currency:r:currency currencyList:list:currencyList terms:r:term
     category:r:${name}Category language:s accountNumber:s balance:n defaultAddress:s addressBook:list:addressBook ${extra}`,
  ),
  readOnly: [...READ_ONLY, ...COMPUTED_MONEY, 'defaultAddress'],
});

const CUSTOMER = `entityStatus:r:customerStatus priceLevel:r:priceLevel salesRep:r:employee partner:r:partner taxable:b
  taxItem:r:salesTaxItem resaleNumber:s vatRegNumber:s creditLimit:n creditHoldOverride:s shippingItem:r:shipItem
  shipComplete:b receivablesAccount:r:account leadSource:r:campaign depositBalance:n overdueBalance:n unbilledOrders:n
  consolBalance:n emailPreference:s startDate:d endDate:d territory:r:salesTerritory`;

const item = (name: string, itemType: string): RecordSchema => ({
  name,
  family: 'item',
  body: fields(
    `${STAMPS} itemId:s displayName:s fullName:s upcCode:s description:s salesDescription:s purchaseDescription:s
     subsidiary:list:idList basePrice:n rate:n cost:n averageCost:n lastPurchasePrice:n location:r:location
     itemType:e:itemType useBins:b member:list:member incomeAccount:r:account cogsAccount:r:account assetAccount:r:account
     expenseAccount:r:account liabilityAccount:r:account weight:n weightUnit:s parent:r:item class:r:classification
     department:r:department isFulfillable:b isSerialItem:b isLotItem:b isTaxable:b taxSchedule:r:taxSchedule
     salesTaxCode:r:salesTaxItem vendor:r:vendor vendorName:s mpn:s manufacturer:s`,
  ),
  readOnly: [...READ_ONLY, 'itemType', 'isSerialItem', 'isLotItem'],
  mandatory: [{ field: 'itemId', label: 'Item Name/Number' }],
  itemType,
});

const list = (name: string, extra = ''): RecordSchema => ({
  name,
  family: 'other',
  body: fields(`${STAMPS} name:s ${extra}`),
  readOnly: READ_ONLY,
});

export const MASTER_DATA: readonly RecordSchema[] = [
  entity('customer', CUSTOMER),
  entity('vendor', 'taxIdNum:s is1099Eligible:b creditLimit:n'),
  entity('employee', 'supervisor:r:employee location:r:location department:r:department'),
  entity('partner', 'partnerCode:s'),
  item('inventoryItem', 'InvtPart'),
  item('lotNumberedInventoryItem', 'InvtPart'),
  item('serializedInventoryItem', 'InvtPart'),
  item('assemblyItem', 'Assembly'),
  item('kitItem', 'Kit'),
  item('itemGroup', 'Group'),
  item('nonInventorySaleItem', 'NonInvtPart'),
  item('nonInventoryResaleItem', 'NonInvtPart'),
  item('nonInventoryPurchaseItem', 'NonInvtPart'),
  item('serviceSaleItem', 'Service'),
  item('serviceResaleItem', 'Service'),
  item('otherChargeSaleItem', 'OthCharge'),
  item('otherChargeResaleItem', 'OthCharge'),
  item('otherChargePurchaseItem', 'OthCharge'),
  item('servicePurchaseItem', 'Service'),
  item('giftCertificateItem', 'GiftCert'),
  item('downloadItem', 'DwnLdItem'),
  item('lotNumberedAssemblyItem', 'Assembly'),
  item('serializedAssemblyItem', 'Assembly'),
  item('discountItem', 'Discount'),
  item('markupItem', 'Markup'),
  item('paymentItem', 'Payment'),
  item('subtotalItem', 'Subtotal'),
  item('descriptionItem', 'Description'),
  list('location', 'subsidiary:r:subsidiary makeInventoryAvailable:b locationType:s useBins:b mainAddress:sub:address'),
  list('subsidiary', 'parent:r:subsidiary currency:r:currency country:e:country'),
  list('currency', 'symbol:s exchangeRate:n isBaseCurrency:b'),
  list('shipItem', 'integratedCarrier:s itemId:s displayName:s'),
  list('account', 'acctNumber:s acctName:s acctType:s'),
  list('department', 'subsidiary:r:subsidiary'),
  list('classification', 'subsidiary:r:subsidiary'),
  list('term', 'daysUntilNetDue:i'),
  list('priceLevel'),
  list('customerCategory'),
  list('vendorCategory'),
  list('paymentMethod'),
  list('salesTaxItem', 'itemId:s rate:n description:s taxType:s'),
  list('inventoryNumber', 'inventoryNumber:s item:r:item expirationDate:d'),
  list('accountingPeriod', 'periodName:s startDate:d endDate:d closed:b'),
];
