// Inventory: staged and completed transactions, stock, items and places.
// Trap: the marks behind the names are explained in shape.ts; an attribute that is not named here is refused.
import { ATTACHMENTS } from './common.ts';
import { AUDIT, shape } from './shape.ts';

export const inventoryStagedTransactions = shape(
  'TransactionInterfaceId',
  'GET POST PATCH DELETE',
  `
  AccountAliasCombination AccountCombination AssessableValue# Carrier<255 CategoryId% CategoryName<250
  ChartOfAccountsId% ConsignmentAgreementNumber<30 Containers# CurrencyCode CurrencyConversionDate
  CurrencyConversionRate# CurrencyConversionType DefaultTaxationCountry DistributionAccountId%
  DocumentFiscalClassification ErrorCode! ErrorExplanation! ExpectedArrivalDate~ ExternalSystemPackingUnit
  ExternalSystemTransactionReference FreightCode GradeCode IntendedUse InventoryItemId% ItemDescription!
  ItemNumber LocatorId% LocatorName LockFlag OrganizationId% OrganizationName OwningOrganizationId%
  OwningOrganizationName OwningType ProcessStatus ProductCategory ProductFiscalClassification ProductType
  ReasonId% ReasonName Revision SecondaryTransactionQuantity# SecondaryUOMCode SecondaryUnitOfMeasure
  ShipmentNumber SourceCode<30 SourceHeaderId% SourceLineId% SubinventoryCode TaxInvoiceDate TaxInvoiceNumber
  TrackingNumber TransactionActionId% TransactionBusinessCategory TransactionCost# TransactionCostIdentifier
  TransactionDate~ TransactionHeaderId% TransactionInterfaceId% TransactionMode TransactionQuantity#
  TransactionReference<240 TransactionSourceId% TransactionSourceName TransactionSourceTypeId%
  TransactionSourceTypeName TransactionTypeId% TransactionTypeName TransactionUOM TransactionUnitOfMeasure
  TransferLocatorId% TransferLocatorName TransferOrganizationId% TransferOrganizationName TransferPrice#
  TransferSubinventory UseCurrentCostFlag? UserDefinedFiscalClassification ValidationRequired VendorLotNumber
  WaybillAirbill ${AUDIT}`,
  {
    queryAll: true,
    finders: { PrimaryKey: 'TransactionInterfaceId' },
    actions: 'processByHeader*',
    children: {
      lots: shape(
        '',
        'GET POST',
        `
    GradeCode LotExpirationDate LotNumber OriginationDate ParentLotNumber PrimaryQuantity#
    SecondaryTransactionQuantity# SerialTransactionTempId% TransactionInterfaceId% TransactionQuantity#
    VendorLotNumber`,
        {
          children: {
            lotSerials: shape(
              '',
              'GET POST',
              `
      FmSerialNumber SerialTransactionTempId% ToSerialNumber`,
            ),
          },
        },
      ),
      serials: shape(
        '',
        'GET POST',
        `
    FmSerialNumber OriginationDate SerialTransactionTempId% ToSerialNumber TransactionInterfaceId%
    VendorSerialNumber`,
      ),
      costs: shape(
        '',
        'GET POST',
        `
    Cost# CostComponentCode TransactionInterfaceId%`,
      ),
      dFFs: shape(
        '',
        'GET POST',
        `
    __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
      trackingAttributesDFF: shape(
        '',
        'GET POST',
        `
    __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
      projectCostingDFFs: shape(
        '',
        'GET POST',
        `
    __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
      attachments: ATTACHMENTS,
    },
  },
);

export const inventoryCompletedTransactions = shape(
  'TransactionId',
  'GET',
  `
  AccountAliasCombination AccountCombination DistributionAccountId% ExternalSystemTransactionReference
  InventoryItemId% Item ItemDescription ItemNumber LocatorName Organization OrganizationCode OrganizationId%
  OrganizationName PrimaryQuantity# PurchaseOrderHeaderId% ReasonName Reference Revision SourceCode
  SourceHeaderId% SourceLineId% SubinventoryCode TransactionCost# TransactionDate~ TransactionId%
  TransactionQuantity# TransactionReference TransactionSource TransactionSourceName TransactionSourceType
  TransactionType TransactionTypeId% TransactionTypeName TransactionUOM TransactionUnitOfMeasure
  TransferSubinventory TransferTransactionId% ${AUDIT}`,
  {
    queryAll: true,
    finders: { PrimaryKey: 'TransactionId' },
    children: {
      lots: shape(
        '',
        'GET',
        `
    LotNumber TransactionQuantity#`,
      ),
      serials: shape(
        '',
        'GET',
        `
    FmSerialNumber SerialNumber ToSerialNumber`,
      ),
    },
  },
);

export const inventoryOnhandBalances = shape(
  'inventoryOnhandBalancesUniqID',
  'GET',
  `
  ConsignedQuantity# InventoryItemId% ItemDescription ItemNumber LocatorId% LocatorName OrganizationCode
  OrganizationId% OrganizationName OwningParty PrimaryQuantity# PrimaryUOMCode PrimaryUnitOfMeasure Revision
  SubinventoryCode`,
  {
    queryAll: true,
    finders: { PrimaryKey: 'inventoryOnhandBalancesUniqID' },
    children: {
      lots: shape(
        '',
        'GET',
        `
    LotNumber PrimaryQuantity#`,
      ),
      serials: shape(
        '',
        'GET',
        `
    SerialNumber`,
      ),
    },
  },
);

export const availableQuantityDetails = shape(
  '',
  'POST',
  `
  AvailableToReserve# AvailableToTransact# InventoryItemId% ItemNumber ItemRevision LocatorId% LocatorName Lot
  OrganizationCode OrganizationId% OrganizationName OwningEntityId% OwningEntityType PrimaryUnitOfMeasure
  QuantityOnhand# ReturnMessageName ReturnMessageText ReturnStatus SecondaryAvailableToTransact#
  SecondaryQuantityOnhand# SecondaryUnitOfMeasure Subinventory`,
);

export const itemsV2 = shape(
  'itemsV2UniqID',
  'GET',
  `
  ApprovalStatusValue CreatedBy! CreationDateTime~ CustomerOrderEnabledFlag InternallyOrderableFlag
  InventoryItemFlag InvoiceEnabledFlag InvoiceableItemFlag ItemClass ItemDescription ItemId% ItemNumber
  ItemStatusValue ItemType LastUpdateDateTime~ LastUpdatedBy! LifecyclePhaseValue LongDescription
  LotControlValue OrganizationCode OrganizationId% OutputTaxClassificationCodeValue PrimaryUOMValue
  SerialGenerationValue ShippableFlag StockEnabledFlag TransactionEnabledFlag`,
  { queryAll: true, finders: { PrimaryKey: 'itemsV2UniqID' } },
);

export const inventoryOrganizations = shape(
  'OrganizationId',
  'GET',
  `
  BusinessUnitId% BusinessUnitName InventoryFlag LegalEntityId% LegalEntityName LocationId% LocationName
  ManagementBusinessUnitId% ManagementBusinessUnitName MasterOrganizationCode MasterOrganizationId%
  MasterOrganizationName OrganizationCode OrganizationId% OrganizationName ProfitCenterBusinessUnitName
  ScheduleName Status Timezone TimezoneCode`,
  { queryAll: true, finders: { PrimaryKey: 'OrganizationId' } },
);

export const subinventories = shape(
  'subinventoriesUniqID',
  'GET',
  `
  AssetInventory Description DisableDate LocatorControl LocatorControlName LocatorType% MaterialStatus
  OrganizationCode OrganizationId% OrganizationName QuantityTracked SecondaryInventoryName SubinventoryId%`,
  { queryAll: true, finders: { PrimaryKey: 'subinventoriesUniqID' } },
);

export const activeSubinventories = shape(
  'subinventoriesUniqID',
  'GET',
  `
  AssetInventory Description DisableDate LocatorControl LocatorControlName LocatorType% MaterialStatus
  OrganizationCode OrganizationId% OrganizationName QuantityTracked SecondaryInventoryName SubinventoryId%`,
  { queryAll: true, finders: { PrimaryKey: 'subinventoriesUniqID' } },
);

export const inventoryAccountAliases = shape(
  'AccountAliasId',
  'GET',
  `
  AccountAlias AccountAliasId% AccountAliasName AccountCombination AccountId% Description DisabledOn EffectiveOn
  EndDate OrganizationCode OrganizationId% OrganizationName StartDate`,
  { queryAll: true, finders: { PrimaryKey: 'AccountAliasId' } },
);

export const inventoryTransactionTypes = shape(
  'TransactionTypeId',
  'GET',
  `
  Description TransactionAction TransactionActionId% TransactionSourceType TransactionSourceTypeId%
  TransactionTypeId% TransactionTypeName`,
  { queryAll: true, finders: { PrimaryKey: 'TransactionTypeId' } },
);
