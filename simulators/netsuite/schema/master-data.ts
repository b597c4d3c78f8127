// Property tables of customers, vendors, items and the small lists (locations, ship methods, …).
// Trap: items are many record types in one id space; a reference to an item takes any of them.
import { fields, type RecordSchema } from './field.ts';

const STAMPS = 'id:s externalId:s refName:s createdDate:t lastModifiedDate:t isInactive:b customForm:r:customForm';
const READ_ONLY = ['id', 'refName', 'createdDate', 'lastModifiedDate'];

const entity = (name: string): RecordSchema => ({
  name,
  family: 'entity',
  body: fields(
    `${STAMPS} entityId:s isPerson:b firstName:s lastName:s companyName:s email:s phone:s fax:s url:s comments:s
     dateCreated:t subsidiary:r:subsidiary parent:r:${name} currency:r:currency terms:r:term category:r:category
     entityStatus:r:customerStatus priceLevel:r:priceLevel salesRep:r:employee taxable:b addressBook:list:addressBook
     defaultAddress:s balance:n`,
  ),
  readOnly: READ_ONLY,
});

const item = (name: string, itemType: string): RecordSchema => ({
  name,
  family: 'item',
  body: fields(
    `${STAMPS} itemId:s displayName:s fullName:s upcCode:s description:s salesDescription:s purchaseDescription:s
     subsidiary:list:subsidiary basePrice:n cost:n averageCost:n location:r:location itemType:e:itemType useBins:b
     member:list:member incomeAccount:r:account cogsAccount:r:account assetAccount:r:account weight:n
     parent:r:item class:r:classification department:r:department isFulfillable:b isSerialItem:b isLotItem:b taxSchedule:r:taxSchedule
     vendorName:s mpn:s`,
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
  entity('customer'),
  entity('vendor'),
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
  item('discountItem', 'Discount'),
  list('location', 'subsidiary:r:subsidiary makeInventoryAvailable:b locationType:s useBins:b mainAddress:sub:address'),
  list('subsidiary', 'parent:r:subsidiary currency:r:currency country:e:country'),
  list('currency', 'symbol:s exchangeRate:n isBaseCurrency:b'),
  list('shipItem', 'integratedCarrier:s itemId:s displayName:s'),
  list('account', 'acctNumber:s acctName:s acctType:s'),
  list('department', 'subsidiary:r:subsidiary'),
  list('classification', 'subsidiary:r:subsidiary'),
  list('term', 'daysUntilNetDue:i'),
  list('priceLevel'),
  list('accountingPeriod', 'periodName:s startDate:d endDate:d closed:b'),
];
