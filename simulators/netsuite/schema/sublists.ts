// Property tables of the sublists and subrecords.
// Trap: the package sublists of the integrated carriers spell every property with their own suffix (FedEx with a capital E).
import { type Fields, fields } from './field.ts';

const packageFields = (suffix: string, extra: string): Fields =>
  fields(
    `packageCartonNumber${suffix}:s packageTrackingNumber${suffix}:s packageWeight${suffix}:n packageHeight${suffix}:i
     packageLength${suffix}:i packageWidth${suffix}:i packaging${suffix}:s reference1${suffix}:s reference2${suffix}:s
     useInsuredValue${suffix}:b insuredValue${suffix}:n deliveryConf${suffix}:s ${extra}`,
  );

const ORDER_LINE = `line:i lineUniqueKey:s item:r:item itemType:e:itemType itemSubtype:s quantity:n rate:n amount:n grossAmt:n
  price:r:priceLevel description:s location:r:location department:r:department class:r:classification units:s
  taxCode:r:salesTaxItem taxRate1:n taxRate2:n tax1Amt:n taxAmount:n taxDetailsReference:s isTaxable:b isClosed:b isOpen:b
  inventoryDetail:sub:inventoryDetail options:s serialNumbers:s costEstimate:n`;

/** Sublists by the name after `list:`. */
export const SUBLISTS: Readonly<Record<string, Fields>> = {
  salesOrderItem: fields(
    `${ORDER_LINE} commitInventory:e:commitInventory commitmentFirm:b createPo:s createdPo:r:purchaseOrder
     excludeFromRateRequest:b expectedShipDate:d requestedDate:d itemFulfillmentChoice:s itemIsFulfilled:b linked:b
     minQty:n noAutoAssignLocation:b printItems:b quantityAvailable:n quantityBackOrdered:n quantityBilled:n
     quantityCommitted:n quantityFulfilled:n quantityOnHand:n quantityPacked:n quantityPicked:n quantityReceived:n
     shipAddress:r:address shipCarrier:e:shipCarrier shipGroup:i shipMethod:r:shipItem`,
  ),
  orderItem: fields(
    `${ORDER_LINE} orderLine:i orderDoc:r:transaction quantityBilled:n quantityReceived:n quantityFulfilled:n
     customer:r:customer vendorName:s isBillable:b expectedReceiptDate:d quantityOnShipments:n
     giftCertFrom:s giftCertRecipientName:s giftCertRecipientEmail:s`,
  ),
  fulfillmentItem: fields(
    `line:i orderLine:i orderDoc:r:transaction item:r:item itemName:s itemReceive:b itemType:s itemSubtype:s quantity:n
     quantityRemaining:n quantityRemainingDisplay:n location:r:location description:s displayName:s department:r:department
     class:r:classification inventoryDetail:sub:inventoryDetail kitMemberOf:i onHand:n itemUpc:s units:s unitsDisplay:s
     serialNumbers:s binNumbers:s rate:n amount:n currency:s options:s createPo:s restock:b`,
  ),
  package: fields(
    `packageCartonNumber:s packageDescr:s packageTrackingNumber:s packageTrackingNumberReturn:s packageWeight:n line:i`,
  ),
  packageUps: packageFields('Ups', 'packageDescrUps:s useCodUps:b codAmountUps:n additionalHandlingUps:b line:i'),
  packageFedex: packageFields('FedEx', 'signatureOptionsFedEx:s line:i'),
  packageUsps: packageFields('Usps', 'packageDescrUsps:s line:i'),
  inventoryAssignment: fields(
    `internalId:i binNumber:r:bin expirationDate:d inventoryStatus:r:inventoryStatus issueInventoryNumber:r:inventoryNumber
     receiptInventoryNumber:s quantity:n quantityAvailable:n toBinNumber:r:bin packCarton:s pickCarton:s`,
  ),
  adjustment: fields(
    `line:i item:r:item location:r:location adjustQtyBy:n newQuantity:n quantityOnHand:n unitCost:n currentValue:n memo:s
     description:s department:r:department class:r:classification inventoryDetail:sub:inventoryDetail units:s`,
  ),
  expense: fields(
    `line:i account:r:account category:r:expenseCategory amount:n grossAmt:n memo:s department:r:department
     class:r:classification location:r:location customer:r:customer isBillable:b taxCode:r:salesTaxItem taxRate1:n tax1Amt:n taxAmount:n
     taxDetailsReference:s`,
  ),
  apply: fields(`doc:r:transaction line:i apply:b amount:n due:n total:n refNum:s`),
  taxDetails: fields(
    `taxDetailsReference:e:taxDetailsReference taxType:s taxCode:r:salesTaxItem taxBasis:n taxRate:n taxAmount:n netAmount:n lineName:s lineType:s
     calcDetail:s`,
  ),
  addressBook: fields(
    `id:i internalId:i externalId:s defaultShipping:b defaultBilling:b isResidential:b label:s addressBookAddress:sub:address`,
  ),
  currencyList: fields('currency:r:currency balance:n'),
  idList: fields('id:s'),
  member: fields('line:i item:r:item quantity:n memberDescr:s'),
};

/** Subrecords by the name after `sub:`. */
export const SUBRECORDS: Readonly<Record<string, Fields>> = {
  address: fields(
    `addr1:s addr2:s addr3:s addrPhone:s addrText:s addressee:s attention:s city:s country:e:country externalId:s
     override:b state:s zip:s`,
  ),
  inventoryDetail: fields(
    `inventoryAssignment:list:inventoryAssignment item:r:item itemDescription:s location:r:location quantity:n
     toLocation:r:location unit:s externalId:s`,
  ),
};

/** Which properties identify a line of a sublist when it is sent again. */
export const LINE_KEYS: Readonly<Record<string, string>> = {
  addressBook: 'id',
  package: 'line',
  apply: 'doc',
  deposit: 'doc',
  currencyList: 'currency',
  idList: 'id',
  taxDetails: 'taxDetailsReference',
};
