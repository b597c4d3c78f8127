// Receivables: receipts, adjustments, receipt methods and payment terms.
// Trap: the marks behind the names are explained in shape.ts; an attribute that is not named here is refused.
import { ATTACHMENTS } from './common.ts';
import { AUDIT, shape } from './shape.ts';

export const standardReceipts = shape(
  'StandardReceiptId',
  'GET POST PATCH DELETE',
  `
  AccountedAmount#! AccountingDate@ Amount# BusinessUnit* CardHolderFirstName CardHolderLastName Comments<2000
  ConversionDate@ ConversionRate# ConversionRateType CreditCardAuthorizationRequestIdentifier%
  CreditCardExpirationDate@ CreditCardIssuerCode CreditCardTokenNumber Currency CustomerAccountNumber*
  CustomerBank CustomerBankAccountNumber CustomerBankBranch CustomerName* CustomerSite* DocumentNumber%!
  MaturityDate@ PostmarkDate@ ReceiptAtRisk ReceiptBatchDate@ ReceiptBatchName ReceiptDate@* ReceiptMethod
  ReceiptNumber*<30 ReceivablesSpecialist RemittanceBankAccountNumber RemittanceBankAllowOverride
  RemittanceBankBranch RemittanceBankDepositDate@ RemittanceBankName ReversalCategory ReversalComments
  ReversalDate@ ReversalReason StandardReceiptId%!* State! Status! StructuredPaymentReference
  TaxpayerIdentificationNumber UnappliedAmount#! VoiceAuthorizationCode ${AUDIT}`,
  {
    finders: {
      PrimaryKey: 'StandardReceiptId',
      StandardReceiptsFinder: 'BusinessUnit CustomerAccountNumber CustomerName CustomerSite ReceiptDate ReceiptNumber',
    },
    children: {
      attachments: ATTACHMENTS,
      remittanceReferences: shape(
        'RemittanceReferenceId',
        'GET POST',
        `
    CustomerReason CustomerReference ReceiptMatchBy ReferenceAmount# ReferenceNumber RemittanceReferenceId%!
    ${AUDIT}`,
      ),
      standardReceiptDFF: shape(
        'CashReceiptId',
        'GET POST',
        `
    CashReceiptId%! __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
      standardReceiptGdf: shape(
        'CashReceiptId',
        'GET POST',
        `
    CashReceiptId%! __FLEX_Context __FLEX_Context_DisplayValue ctaTransaction ctaTransaction_Display
    customerAccount# customerAccount_Display customerName# customerName_Display reversedReceiptNumber#
    reversedReceiptNumber_Display`,
      ),
    },
  },
);

export const receivablesAdjustments = shape(
  'AdjustmentId',
  'GET',
  `
  AccountCombination AccountedAmount# AccountingDate@ AdjustmentAmount# AdjustmentDate@ AdjustmentId%!*
  AdjustmentNumber* AdjustmentReason AdjustmentType ApprovedBy BillToSiteUseId%* BusinessUnit Comments Currency
  CustomerTransactionId%* InstallmentBalance# InstallmentNumber% ReceivablesActivity Status TransactionClass*
  TransactionNumber* ${AUDIT}`,
  {
    finders: { PrimaryKey: 'AdjustmentId' },
    children: {
      receivablesAdjustmentDFF: shape(
        'AdjustmentId2',
        'GET',
        `
    AdjustmentId% __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
    },
  },
);

export const receiptMethods = shape(
  'ReceiptMethodId',
  'GET',
  `
  Name* ReceiptClass ReceiptMethodId%!* ${AUDIT}`,
  {
    finders: { PrimaryKey: 'ReceiptMethodId' },
    children: {
      receiptMethodDFF: shape(
        'ReceiptMethodId2',
        'GET',
        `
    ReceiptMethodId% __FLEX_Context __FLEX_Context_DisplayValue`,
        { flex: true },
      ),
    },
  },
);

export const payablesPaymentTerms = shape(
  'termsId',
  'GET',
  `
  createdBy* creationDate~* cutoffDay%* description* enabledFlag?* fromDate@* lastUpdateDate~* lastUpdateLogin*
  lastUpdatedBy* name* rank%* setId%* termsId%!* toDate@*`,
  { finders: { PrimaryKey: 'termsId', findByDate: 'fromDate toDate' } },
);
