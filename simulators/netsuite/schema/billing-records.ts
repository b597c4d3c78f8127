// Property tables of what bills and what credits: invoices, cash sales, credit memos, refunds of cash sales, vendor bills.
// Trap: a vendor bill's `tranId` is the vendor's own number and is never made up by the account.
import { fields, type RecordSchema } from './field.ts';
import { COMMON, COMPUTED, CUSTOMER_NEEDED, MONEY, SALES, VENDOR_NEEDED } from './transaction-parts.ts';

interface Kind {
  name: string;
  prefix: string;
  code: string;
  label: string;
  status: string;
  transforms: string[];
}

const billing = ({ name, prefix, code, label, status, transforms }: Kind): RecordSchema => ({
  name,
  family: 'transaction',
  body: fields(
    `${COMMON} ${MONEY} ${SALES} status:e:${status} item:list:orderItem postingPeriod:r:accountingPeriod account:r:account
     apply:list:apply amountRemaining:n amountPaid:n applied:n unapplied:n undepFunds:e:undepFunds deferRevenue:b
     checkNumber:s payment:n vatRegNum:s`,
  ),
  readOnly: COMPUTED,
  mandatory: CUSTOMER_NEEDED,
  transaction: { prefix, code, label, posting: true },
  transforms,
});

const vendorPaper = ({ name, prefix, code, label, status, transforms }: Kind): RecordSchema => ({
  name,
  family: 'transaction',
  body: fields(
    `${COMMON} ${MONEY} entity:r:vendor account:r:account approvalStatus:e:approvalStatus status:e:${status} dueDate:d
     item:list:orderItem expense:list:expense postingPeriod:r:accountingPeriod terms:r:term userTotal:n userTaxTotal:n
     balance:n createdFrom:r:transaction received:b apply:list:apply amountRemaining:n amountPaid:n applied:n unapplied:n
     billAddress:s billingAddress:sub:address documentStatus:s paymentHold:b discountDate:d nextApprover:r:employee
     otherRefNum:s vatRegNum:s toBePrinted:b`,
  ),
  readOnly: COMPUTED,
  mandatory: VENDOR_NEEDED,
  transaction: { prefix, code, label, posting: true },
  transforms,
});

export const BILLING_RECORDS: readonly RecordSchema[] = [
  billing({
    name: 'invoice',
    prefix: 'INV',
    code: 'CustInvc',
    label: 'Invoice',
    status: 'invoiceStatus',
    transforms: ['creditMemo', 'customerPayment', 'returnAuthorization'],
  }),
  billing({
    name: 'cashSale',
    prefix: 'CS',
    code: 'CashSale',
    label: 'Cash Sale',
    status: 'cashSaleStatus',
    transforms: ['cashRefund', 'returnAuthorization'],
  }),
  billing({
    name: 'creditMemo',
    prefix: 'CM',
    code: 'CustCred',
    label: 'Credit Memo',
    status: 'creditStatus',
    transforms: ['customerRefund'],
  }),
  billing({
    name: 'cashRefund',
    prefix: 'CR',
    code: 'CashRfnd',
    label: 'Cash Refund',
    status: 'cashSaleStatus',
    transforms: [],
  }),
  vendorPaper({
    name: 'vendorBill',
    prefix: 'BILL',
    code: 'VendBill',
    label: 'Bill',
    status: 'billStatus',
    transforms: ['vendorCredit', 'vendorPayment'],
  }),
  vendorPaper({
    name: 'vendorCredit',
    prefix: 'VC',
    code: 'VendCred',
    label: 'Bill Credit',
    status: 'creditStatus',
    transforms: [],
  }),
];
