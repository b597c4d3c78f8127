// Property tables of money received and paid: deposits, payments, applications of deposits, refunds.
// Trap: `apply` lines are found by `doc`, the document that they settle, and only open documents of the same party are there.
import { fields, type RecordSchema } from './field.ts';
import { COMMON, COMPUTED } from './transaction-parts.ts';

const PAID = `account:r:account undepFunds:e:undepFunds currency:r:currency exchangeRate:n postingPeriod:r:accountingPeriod
  checkNumber:s paymentOption:r:paymentMethod paymentMethod:r:paymentMethod payment:n total:n applied:n unapplied:n
  createdFrom:r:transaction`;
const CUSTOMER = { field: 'customer', label: 'Customer' };
const PAYMENT = { field: 'payment', label: 'Payment Amount' };

const customerDeposit: RecordSchema = {
  name: 'customerDeposit',
  family: 'transaction',
  body: fields(
    `${COMMON} ${PAID} customer:r:customer salesOrder:r:salesOrder status:e:depositStatus depositSufficient:b cleared:b
     clearedDate:d handlingMode:s paymentOperation:s inputReferenceCode:s toBeEmailed:b`,
  ),
  readOnly: COMPUTED,
  mandatory: [CUSTOMER, PAYMENT],
  transaction: { prefix: 'CD', code: 'CustDep', label: 'Customer Deposit', posting: true },
  transforms: ['depositApplication'],
};

const depositApplication: RecordSchema = {
  name: 'depositApplication',
  family: 'transaction',
  body: fields(
    `${COMMON} customer:r:customer deposit:r:transaction currency:r:currency exchangeRate:n total:n applied:n unapplied:n
     postingPeriod:r:accountingPeriod createdFrom:r:transaction apply:list:apply status:s`,
  ),
  readOnly: [...COMPUTED, 'deposit', 'customer'],
  transaction: { prefix: 'DA', code: 'DepAppl', label: 'Deposit Application', posting: true },
  transformOnly: true,
};

const customerPayment: RecordSchema = {
  name: 'customerPayment',
  family: 'transaction',
  body: fields(
    `${COMMON} ${PAID} customer:r:customer apply:list:apply status:e:paymentStatus autoApply:b arAcct:r:account
     balance:n pending:n`,
  ),
  readOnly: COMPUTED,
  mandatory: [CUSTOMER],
  transaction: { prefix: 'PYMT', code: 'CustPymt', label: 'Payment', posting: true },
};

const customerRefund: RecordSchema = {
  name: 'customerRefund',
  family: 'transaction',
  body: fields(
    `${COMMON} ${PAID} customer:r:customer apply:list:apply deposit:list:apply status:s arAcct:r:account toBePrinted:b
     balance:n`,
  ),
  readOnly: COMPUTED,
  mandatory: [CUSTOMER, { field: 'account', label: 'Account' }],
  transaction: { prefix: 'RFND', code: 'CustRfnd', label: 'Customer Refund', posting: true },
};

const vendorPayment: RecordSchema = {
  name: 'vendorPayment',
  family: 'transaction',
  body: fields(`${COMMON} ${PAID} entity:r:vendor apply:list:apply status:s apAcct:r:account toBePrinted:b balance:n`),
  readOnly: COMPUTED,
  mandatory: [
    { field: 'entity', label: 'Payee' },
    { field: 'account', label: 'Account' },
  ],
  transaction: { prefix: 'VP', code: 'VendPymt', label: 'Bill Payment', posting: true },
};

export const PAYMENT_RECORDS: readonly RecordSchema[] = [
  customerDeposit,
  depositApplication,
  customerPayment,
  customerRefund,
  vendorPayment,
];
