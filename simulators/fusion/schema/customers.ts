// Customer accounts and sites as Receivables shows them.
// Trap: the marks behind the names are explained in shape.ts; an attribute that is not named here is refused.
import { AUDIT, AUDIT_Q, shape } from './shape.ts';

export const receivablesCustomerAccountActivities = shape(
  'AccountId',
  'GET',
  `
  AccountId%!* AccountNumber* CustomerId%* CustomerName* TaxRegistrationNumber* TaxpayerIdentificationNumber*
  TotalOpenReceivablesForAccount# TotalTransactionsDueForAccount# ${AUDIT_Q}`,
  {
    finders: {
      CustomerAccountActivitiesFinder:
        'AccountNumber CustomerName TaxRegistrationNumber TaxpayerIdentificationNumber TransactionLimitByDays TransactionStatus',
      PrimaryKey: 'AccountId',
    },
    children: {
      creditMemoApplications: shape(
        'ApplicationId',
        'GET',
        `
    AccountingDate@ ActivityName ApplicationAmount# ApplicationDate@ ApplicationId%! ApplicationStatus
    BillToSiteNumber CreditMemoId% CreditMemoNumber CreditMemoStatus EnteredCurrency IsLatestApplication
    ReferenceInstallmentId% ReferenceTransactionId% ReferenceTransactionNumber ReferenceTransactionStatus
    TransactionType ${AUDIT}`,
      ),
      creditMemos: shape(
        'CreditMemoId',
        'GET',
        `
    AccountingDate@ AvailableAmount# BillToSiteNumber CreditMemoCurrency CreditMemoDate@ CreditMemoId%!
    CreditMemoNumber CreditMemoStatus InstallmentId% PurchaseOrder TotalBalanceAmount# TotalOriginalAmount#
    TransactionClass TransactionType ${AUDIT}`,
      ),
      standardReceiptApplications: shape(
        'ApplicationId',
        'GET',
        `
    AccountingDate@ ActivityName ApplicationAmount# ApplicationDate@ ApplicationId%! ApplicationStatus
    CustomerSite EnteredCurrency IsLatestApplication ProcessStatus ReceiptMethod ReceiptNumber
    ReferenceInstallmentId% ReferenceTransactionId% ReferenceTransactionNumber ReferenceTransactionStatus
    StandardReceiptId% ${AUDIT}`,
      ),
      standardReceipts: shape(
        'StandardReceiptId',
        'GET',
        `
    AccountingDate@ Amount# AvailableAmount# BusinessUnit Currency CustomerSite DocumentNumber% LegalEntity
    ProcessStatus ReceiptDate@ ReceiptMethod ReceiptNumber StandardReceiptId%! State UnappliedAmount# ${AUDIT}`,
      ),
      transactionAdjustments: shape(
        'AdjustmentId',
        'GET',
        `
    AccountingDate@ AdjustmentAmount# AdjustmentId%! AdjustmentNumber AdjustmentReason AdjustmentType
    ApplicationDate@ BillToSiteNumber EnteredCurrency ProcessStatus ReferenceInstallmentId%
    ReferenceTransactionId% ReferenceTransactionNumber ReferenceTransactionStatus ${AUDIT}`,
      ),
      transactionPaymentSchedules: shape(
        'InstallmentId',
        'GET',
        `
    AccountingDate@ BillToSiteNumber EnteredCurrency InstallmentId%! InstallmentNumber% InstallmentStatus
    PaymentDaysLate% PaymentScheduleDueDate@ PurchaseOrder ReceiptMethod StructuredPaymentReference
    TotalBalanceAmount# TotalOriginalAmount# TransactionClass TransactionDate@ TransactionId%
    TransactionNumber TransactionSourceName TransactionType ${AUDIT}`,
      ),
      transactionsPaidByOtherCustomers: shape(
        'ApplicationId',
        'GET',
        `
    AccountingDate@ ApplicationAmount# ApplicationDate@ ApplicationId%! ApplicationStatus EnteredCurrency
    IsLatestApplication ProcessStatus ReceiptMethod ReceiptNumber ReferenceInstallmentId%
    ReferenceTransactionId% ReferenceTransactionNumber ReferenceTransactionStatus StandardReceiptId% ${AUDIT}`,
      ),
    },
  },
);

export const receivablesCustomerAccountSiteActivities = shape(
  'BillToSiteUseId',
  'GET',
  `
  AccountId%* AccountNumber* BillToSiteAddress BillToSiteNumber* BillToSiteUseId%!* CustomerId%* CustomerName*
  TaxRegistrationNumber* TaxpayerIdentificationNumber* TotalOpenReceivablesForSite# TotalTransactionsDueForSite#
  ${AUDIT}`,
  {
    finders: {
      CustomerAccountSiteActivitiesFinder:
        'AccountNumber BillToSiteNumber CustomerName TaxRegistrationNumber TaxpayerIdentificationNumber TransactionLimitByDays TransactionStatus',
      PrimaryKey: 'BillToSiteUseId',
    },
    children: {
      creditMemoApplications: shape(
        'ApplicationId',
        'GET',
        `
    AccountingDate@ ActivityName ApplicationAmount# ApplicationDate@ ApplicationId%! ApplicationStatus
    BillToSiteNumber CreditMemoId% CreditMemoNumber CreditMemoStatus EnteredCurrency IsLatestApplication
    ReferenceInstallmentId% ReferenceTransactionId% ReferenceTransactionNumber ReferenceTransactionStatus
    TransactionType ${AUDIT}`,
      ),
      creditMemos: shape(
        'CreditMemoId',
        'GET',
        `
    AccountingDate@ AvailableAmount# BillToSiteNumber CreditMemoCurrency CreditMemoDate@ CreditMemoId%!
    CreditMemoNumber CreditMemoStatus InstallmentId% PurchaseOrder TotalBalanceAmount# TotalOriginalAmount#
    TransactionClass TransactionType ${AUDIT}`,
      ),
      standardReceiptApplications: shape(
        'ApplicationId',
        'GET',
        `
    AccountingDate@ ActivityName ApplicationAmount# ApplicationDate@ ApplicationId%! ApplicationStatus
    CustomerSite EnteredCurrency IsLatestApplication ProcessStatus ReceiptMethod ReceiptNumber
    ReferenceInstallmentId% ReferenceTransactionId% ReferenceTransactionNumber ReferenceTransactionStatus
    StandardReceiptId% ${AUDIT}`,
      ),
      standardReceipts: shape(
        'StandardReceiptId',
        'GET',
        `
    AccountingDate@ Amount# AvailableAmount# BusinessUnit Currency CustomerSite DocumentNumber% LegalEntity
    ProcessStatus ReceiptDate@ ReceiptMethod ReceiptNumber StandardReceiptId%! State UnappliedAmount# ${AUDIT}`,
      ),
      transactionAdjustments: shape(
        'AdjustmentId',
        'GET',
        `
    AccountingDate@ AdjustmentAmount# AdjustmentId%! AdjustmentNumber AdjustmentReason AdjustmentType
    ApplicationDate@ BillToSiteNumber EnteredCurrency ProcessStatus ReferenceInstallmentId%
    ReferenceTransactionId% ReferenceTransactionNumber ReferenceTransactionStatus ${AUDIT}`,
      ),
      transactionPaymentSchedules: shape(
        'InstallmentId',
        'GET',
        `
    AccountingDate@ BillToSiteNumber EnteredCurrency InstallmentId%! InstallmentNumber% InstallmentStatus
    PaymentDaysLate% PaymentScheduleDueDate@ PurchaseOrder ReceiptMethod StructuredPaymentReference
    TotalBalanceAmount# TotalOriginalAmount# TransactionClass TransactionDate@ TransactionId%
    TransactionNumber TransactionSourceName TransactionType ${AUDIT}`,
      ),
      transactionsPaidByOtherCustomers: shape(
        'ApplicationId',
        'GET',
        `
    AccountingDate@ ApplicationAmount# ApplicationDate@ ApplicationId%! ApplicationStatus EnteredCurrency
    IsLatestApplication ProcessStatus ReceiptMethod ReceiptNumber ReferenceInstallmentId%
    ReferenceTransactionId% ReferenceTransactionNumber ReferenceTransactionStatus StandardReceiptId% ${AUDIT}`,
      ),
    },
  },
);

export const customerAccountSitesLOV = shape(
  'SiteUseId',
  'GET',
  `
  AccountDescription AccountId% AccountNumber BusinessUnitName CustomerAccountId% CustomerId% CustomerName
  CustomerNumber PartyId% PrimaryFlag SetId% SiteName SiteNumber SiteUseCode SiteUseId% TaxRegistrationNumber
  TaxpayerIdentificationNumber`,
  { queryAll: true, finders: { PrimaryKey: 'SiteUseId' } },
);

export const accounts = shape(
  'PartyNumber',
  'GET POST PATCH',
  `
  AddressLine1 AddressLine2 City Country CurrencyCode EmailAddress FormattedPhoneNumber OrganizationName
  PartyId%! PartyNumber PartyStatus PartyType PartyUniqueName PostalCode PrimaryContactEmail RawPhoneNumber
  SalesProfileNumber% SalesProfileStatus SalesProfileType SourceSystem SourceSystemReferenceValue State Type URL
  ${AUDIT}`,
  { queryAll: true, finders: { PrimaryKey: 'PartyNumber' } },
);
