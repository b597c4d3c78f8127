// Receivables: invoices and on-account credit memos.
// Trap: the marks behind the names are explained in shape.ts; an attribute that is not named here is refused.
import { ATTACHMENTS, NOTES } from './common.ts';
import { AUDIT, AUDIT_Q, shape } from './shape.ts';

export const receivablesInvoices = shape(
  'CustomerTransactionId',
  'GET POST PATCH DELETE',
  `
  AccountingDate@ AllowCompletion*<1 BankAccountNumber<100 BillToContact<360 BillToCustomerName<360
  BillToCustomerNumber<30 BillToPartyId%!* BillToSite<150 BillingDate@* BusinessUnit<240 CardHolderFirstName
  CardHolderLastName Carrier Comments<1760 ControlCompletionReason ConversionDate@ ConversionRate#
  ConversionRateType CreditCardAuthorizationRequestIdentifier CreditCardErrorCode CreditCardErrorText
  CreditCardExpirationDate@ CreditCardIssuerCode CreditCardTokenNumber CreditCardVoiceAuthorizationCode
  CrossReference<150 CustomerTransactionId%!* DefaultTaxationCountry DeliveryMethod*
  DocumentFiscalClassification DocumentNumber%! DueDate@ Email* EnteredAmount#! FirstPartyRegistrationNumber
  FreightAmount# Intercompany InternalNotes<240 InvoiceBalanceAmount#!* InvoiceCurrencyCode InvoicePrinted
  InvoiceStatus* InvoicingRule LastPrintDate@!* LegalEntityIdentifier! OriginalPrintDate@!*
  PayingCustomerAccount PayingCustomerName PayingCustomerSite PaymentTerms Prepayment PrintOption
  PurchaseOrder<50 PurchaseOrderDate@ PurchaseOrderRevision ReceiptMethod* RemitToAddress SalesPersonNumber*
  ShipDate@ ShipToContact* ShipToCustomerName ShipToCustomerNumber ShipToSite ShippingReference
  SoldToPartyNumber SpecialInstructions<240 StructuredPaymentReference ThirdPartyRegistrationNumber
  TransactionDate@ TransactionNumber*<20 TransactionSource TransactionType ${AUDIT_Q}`,
  {
    finders: {
      PrimaryKey: 'CustomerTransactionId',
      invoiceSearch:
        'AccountingDate AllowCompletion BillToCustomerName BillToCustomerNumber BillToSite BillingDate BusinessUnit CrossReference DocumentNumber DueDate FirstPartyTaxRegistration InvoiceCurrencyCode InvoiceStatus LegalEntityIdentifier PaymentTerms PurchaseOrder ShipToCustomerName ShipToSite ThirdPartyTaxRegistration TransactionDate TransactionNumber TransactionSource TransactionType',
    },
    actions: 'approve rework',
    children: {
      attachments: ATTACHMENTS,
      receivablesInvoiceDFF: shape(
        'CustomerTrxId',
        'GET POST',
        `
    CustomerTrxId%! __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
      receivablesInvoiceDistributions: shape(
        'DistributionId',
        'GET POST',
        `
    AccountClass<80 AccountCombination AccountedAmount#! Amount# Comments<240 DetailedTaxLineNumber%
    DistributionId%! InvoiceLineNumber% Percent# ${AUDIT}`,
        {
          children: {
            receivablesInvoiceDistributionDFF: shape(
              'CustTrxLineGlDistId',
              'GET POST',
              `
      CustTrxLineGlDistId%! __FLEX_Context __FLEX_Context_DisplayValue`,
              { flex: true },
            ),
          },
        },
      ),
      receivablesInvoiceGdf: shape(
        'CustomerTrxId',
        'GET POST',
        `
    CustomerTrxId%! DeliveryDateforTaxPointDate@ ExcludeFromNetting __FLEX_Context __FLEX_Context_DisplayValue
    transactionSubcategoryCode`,
      ),
      receivablesInvoiceInstallments: shape(
        'InstallmentId',
        'GET PATCH',
        `
    AccountedBalanceDue# AmountPaid# DisputeAmount# DisputeDate@ ExcludeFromCollections
    InstallmentAmountAdjusted# InstallmentAmountCredited# InstallmentBalanceDue# InstallmentClosedDate@
    InstallmentDueDate@ InstallmentFreightAmountDue# InstallmentFreightAmountOriginal#
    InstallmentGLClosedDate@ InstallmentId%! InstallmentLineAmountDue# InstallmentLineAmountOriginal#
    InstallmentSequenceNumber% InstallmentStatus InstallmentTaxAmountDue# InstallmentTaxAmountOriginal#
    OriginalAmount# PaymentDaysLate% PendingAdjustmentAmount# ${AUDIT}`,
        {
          children: {
            receivablesInvoiceInstallmentNotes: NOTES,
            receivablesInvoiceInstallmentGDF: shape(
              'PaymentScheduleId',
              'GET POST',
              `
      PaymentScheduleId%! _Base__Interest__Calculation _Calculated__Interest _Collection__Document__Number
      _Format__Flag _Interest__Difference__Action _Interest__Formula _Interest__Formula_Display
      _Interest__Grace__Days# _Interest__Payment__Date@ _Interest__Penalty__Rate___2F__Amount#
      _Interest__Penalty__Type _Interest__Penalty__Type_Display _Interest__Period#
      _Interest__Rate___2F__Amount# _Interest__Type _Interest__Type_Display _Main__Amount__Received
      _Payment__Method# _Payment__Method_Display _Received__Interest _Remittance__Batch__Number
      _Write__Off__Date@ _Write__Off__Reason __FLEX_Context __FLEX_Context_DisplayValue`,
            ),
          },
        },
      ),
      receivablesInvoiceLines: shape(
        'CustomerTransactionLineId',
        'GET POST',
        `
    AccountingRule AccountingRuleDuration% AllocatedFreightAmount# AssessableValue#
    CustomerTransactionLineId%! Description<240 ItemNumber LineAmount# LineAmountIncludesTax LineIntendedUse
    LineNumber# MemoLine<50 PrepayCustomerTrxId% PrepayTrxNumber ProductCategory ProductFiscalClassification
    ProductType Quantity# RemainingPrepayAmount# RuleEndDate@ RuleStartDate@ SalesOrder<50 SalesOrderDate@
    TaxClassificationCode TaxExemptionCertificateNumber TaxExemptionHandling TaxExemptionReason
    TaxInvoiceDate@ TaxInvoiceNumber TransacationBusinessCategory UnitOfMeasure UnitSellingPrice#
    UserDefinedFiscalClassification Warehouse ${AUDIT}`,
        {
          children: {
            receivablesInvoiceLineDFF: shape(
              'CustomerTrxLineId',
              'GET POST',
              `
      CustomerTrxLineId%! __FLEX_Context __FLEX_Context_DisplayValue`,
              { flex: true },
            ),
            receivablesInvoiceLineGdf: shape(
              'CustomerTrxLineId',
              'GET POST',
              `
      CustomerTrxLineId%! EwayBillDate@ EwayBillExpiryDate@ EwayBillNumber# GeneratedBy __FLEX_Context
      __FLEX_Context_DisplayValue acknowledgmentDate@ acknowledgmentNumber invoiceReferenceNumber
      irnGenerationStatus irnStatusDetails qrCodeStatus sourceLineNumber sourceTransactionNumber`,
            ),
            attachments: ATTACHMENTS,
            receivablesInvoiceLineTaxLines: shape(
              'CustomerTransactionLineId2',
              'GET POST',
              `
      CustomerTransactionLineId% PlaceOfSupply% Tax TaxAmount# TaxInclusiveIndicator TaxJurisdictionCode
      TaxLineNumber% TaxPointBasis TaxPointDate@ TaxRate# TaxRateCode TaxRegimeCode TaxStatusCode
      TaxableAmount# ${AUDIT}`,
            ),
            receivablesInvoiceLineTransactionDFF: shape(
              'CustomerTrxLineId',
              'GET POST',
              `
      CustomerTrxLineId%! _Contract__Id _Contract__Number _Contract__organization _Draft__Invoice__Number
      _Line__Id _Receiving__Business__Unit _Receiving__Project__Number _Type __FLEX_Context
      __FLEX_Context_DisplayValue`,
              { flex: true },
            ),
          },
        },
      ),
      notes: NOTES,
      receivablesInvoiceTransactionDFF: shape(
        'CustomerTrxId',
        'GET POST',
        `
    CustomerTrxId%! _Contract__Id _Contract__Number _Contract__Organization _Draft__Invoice__Number
    __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
    },
  },
);

export const receivablesCreditMemos = shape(
  'CustomerTransactionId',
  'GET POST PATCH',
  `
  AccountingDate@ AllowCompletion* BillToContact BillToCustomerName<360 BillToCustomerNumber*<30 BillToSite*<150
  BillingDate@ BusinessUnit*<240 Carrier ControlCompletionReason ConversionRate# ConversionRateDate@
  ConversionRateType CreditMemoComments CreditMemoCurrency* CreditMemoStatus CreditReason CrossReference*<150
  CustomerReference CustomerReferenceDate@ CustomerTransactionId%!* DefaultTaxationCountry DeliveryMethod
  DocumentFiscalClassifcation DocumentNumber%!* EnteredAmount#! FirstPartyRegistrationNumber FreightCreditAmount
  FreightFOB FreightShipDate@ FreightShippingReference GenerateBill Intercompany InternalNotes
  LegalEntityIdentifier! PayingCustomerAccount PayingCustomerName PayingCustomerSite PrimarySalesperson*
  PrintDate@ PrintStatus PurchaseOrder* PurchaseOrderDate@* PurchaseOrderRevision RecipientEmail ShipToContact
  ShipToCustomerName ShipToCustomerNumber ShipToCustomerSite SoldToPartyNumber SpecialInstructions
  StructuredPaymentReference ThirdPartyRegistrationNumber TransactionBalanceDue#! TransactionDate@*
  TransactionNumber*<20 TransactionSource* TransactionType* ${AUDIT}`,
  {
    finders: {
      PrimaryKey: 'CustomerTransactionId',
      creditMemosFinder:
        'BindAccountingDate BindAllowCompletion BindBillToCustomer BindBillToCustomerNumber BindBillToSite BindBusinessUnit BindCreditMemoCurrency BindCreditMemoStatus BindCrossReference BindDeliveryMethod BindDocumentNumber BindIntercompany BindPrimarySalesperson BindPrintStatus BindPurchaseOrder BindShipToCustomerName BindShipToSite BindTransactionDate BindTransactionNumber BindTransactionSource BindTransactionType',
    },
    actions: 'approve rework',
    children: {
      attachments: ATTACHMENTS,
      notes: NOTES,
      receivablesCreditMemoDFF: shape(
        'CustomerTrxId',
        'GET POST',
        `
    CustomerTrxId%! __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
      receivablesCreditMemoDistributions: shape(
        'DistributionId',
        'GET POST',
        `
    AccountClass<80 AccountCombination AccountedAmount#! Amount# Comments<240 CreditMemoLineNumber%
    DetailedTaxLineNumber% DistributionId%! Percent# ${AUDIT}`,
        {
          children: {
            receivablesCreditMemoDistributionDFF: shape(
              'CustTrxLineGlDistId',
              'GET POST',
              `
      CustTrxLineGlDistId%! __FLEX_Context __FLEX_Context_DisplayValue`,
              { flex: true },
            ),
          },
        },
      ),
      receivablesCreditMemoGdf: shape(
        'CustomerTrxId',
        'GET POST',
        `
    CustomerTrxId%! DeliveryDateforTaxPointDate@ ExcludeFromNetting __FLEX_Context __FLEX_Context_DisplayValue
    transactionSubcategoryCode`,
      ),
      receivablesCreditMemoLines: shape(
        'CustomerTransactionLineId',
        'GET POST',
        `
    CustomerTransactionLineId%! ItemNumber LineAmountCredit# LineAmountIncludesTax LineCreditReason
    LineDescription<240 LineFreightCreditAmount# LineIntendedUse LineNumber# LineProductCategory
    LineProductType LineQuantityCredit# LineTaxExemptionHandling LineTranslatedDescription MemoLine
    ProductFiscalClassification SalesOrderChannel SalesOrderDate@ SalesOrderLine SalesOrderNumber
    SalesOrderRevision# TaxClassificationCode TaxExemptionCertificateNumber TaxExemptionReason TaxInvoiceDate@
    TaxInvoiceNumber TransactionBusinessCategory TransactionLineAssessableValue# UnitOfMeasure
    UnitSellingPrice# UserDefinedFiscalClassification Warehouse ${AUDIT}`,
        {
          children: {
            attachments: ATTACHMENTS,
            receivablesCreditMemoLineTransactionDFF: shape(
              'CustomerTrxLineId',
              'GET POST',
              `
      CustomerTrxLineId%! _Contract__Id _Contract__Number _Contract__organization _Draft__Invoice__Number
      _Line__Id _Receiving__Business__Unit _Receiving__Project__Number _Type __FLEX_Context
      __FLEX_Context_DisplayValue`,
              { flex: true },
            ),
            receivablesCreditMemoLineDFF: shape(
              'CustomerTrxLineId',
              'GET POST',
              `
      CustomerTrxLineId%! __FLEX_Context __FLEX_Context_DisplayValue`,
              { flex: true },
            ),
            receivablesCreditMemoLineTaxLines: shape(
              'CustomerTrxLineId',
              'GET POST',
              `
      CustomerTrxLineId%! PlaceOfSupply% Tax TaxAmount# TaxInclusiveIndicator TaxJurisdictionCode
      TaxLineNumber% TaxPointBasis TaxPointDate@ TaxRate# TaxRateCode TaxRegimeCode TaxStatusCode
      TaxableAmount# ${AUDIT}`,
            ),
            receivablesCreditMemoLineGdf: shape(
              'CustomerTrxLineId',
              'GET POST',
              `
      CustomerTrxLineId%! EwayBillDate@ EwayBillExpiryDate@ EwayBillNumber# GeneratedBy __FLEX_Context
      __FLEX_Context_DisplayValue acknowledgmentDate@ acknowledgmentNumber invoiceReferenceNumber
      irnGenerationStatus irnStatusDetails qrCodeStatus sourceLineNumber sourceTransactionNumber`,
            ),
          },
        },
      ),
      receivablesCreditMemoTransactionDFF: shape(
        'CustomerTrxId',
        'GET POST',
        `
    CustomerTrxId%! _Contract__Id _Contract__Number _Contract__Organization _Draft__Invoice__Number
    __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
    },
  },
);
