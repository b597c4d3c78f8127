/**
 * NetSuite's short codes for transaction types in SuiteQL, and our names for them.
 * The trap: the codes follow no rule (`CustInvc`, but `CashSale`), and one that is misspelt finds nothing without a word.
 */
import type { RecordType } from './record-types.ts';
import { invalid } from './session.ts';

const CODES: Partial<Record<RecordType, string>> = {
  salesOrder: 'SalesOrd',
  itemFulfillment: 'ItemShip',
  invoice: 'CustInvc',
  cashSale: 'CashSale',
  customerDeposit: 'CustDep',
  depositApplication: 'DepAppl',
  customerPayment: 'CustPymt',
  creditMemo: 'CustCred',
  cashRefund: 'CashRfnd',
  customerRefund: 'CustRfnd',
  returnAuthorization: 'RtnAuth',
  itemReceipt: 'ItemRcpt',
  inventoryAdjustment: 'InvAdjst',
  inventoryTransfer: 'InvTrnfr',
  transferOrder: 'TrnfrOrd',
  purchaseOrder: 'PurchOrd',
  vendorReturnAuthorization: 'VendAuth',
  vendorBill: 'VendBill',
  vendorCredit: 'VendCred',
  vendorPayment: 'VendPymt',
  journalEntry: 'Journal',
};
const NAMES = new Map(Object.entries(CODES).map(([name, code]) => [code, name]));

/** Throws `Invalid` code BAD_TYPE for a record that is no transaction. */
export function transactionCode(type: RecordType): string {
  const code = CODES[type];
  if (code === undefined) throw invalid('BAD_TYPE', `A ${type} is not a transaction.`);
  return code;
}

/** Our name, or the code itself where there is none. */
export const transactionType = (code: string | undefined): string => NAMES.get(code ?? '') ?? code ?? '';
