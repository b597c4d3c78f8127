// Receipts with AutoMatch, and on-account credit memos.
import { expect, test } from '@jest/globals';
import { bench, codes, invoiceBody, MASTERS, q } from './helpers.ts';

const receiptBody = (number: string, more: object = {}) => ({
  ...{ ReceiptNumber: number, ReceiptMethod: 'Card Settlements', BusinessUnit: 'Vision Operations', Amount: 42.8 },
  ...{ Currency: 'USD', ReceiptDate: '2026-10-10', CustomerAccountNumber: '1008' },
  remittanceReferences: [{ ReceiptMatchBy: 'Transaction number', ReferenceNumber: '1', ReferenceAmount: 42.8 }],
  ...more,
});

test('a receipt is applied later; the same one again is refused', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const invoice = (await b.call('POST', '/receivablesInvoices', { body: invoiceBody('1') })).body;
  const made = await b.call('POST', '/standardReceipts', { body: receiptBody('PAY-1') });
  expect([made.status, made.body.UnappliedAmount, made.body.Status]).toEqual([201, 42.8, null]);
  expect(codes(await b.call('POST', '/standardReceipts', { body: receiptBody('PAY-1') }))).toEqual(['AR_RCP_DUP_NUM']);
  b.sim.clock.advance(2000);
  const found = (await b.call('GET', `/standardReceipts?${q("ReceiptNumber='PAY-1'")}`)).body.items[0];
  expect(found).toMatchObject({ UnappliedAmount: 0, Status: 'Applied' });
  const paid = (
    await b.call('GET', `/receivablesInvoices/${invoice.CustomerTransactionId}?expand=receivablesInvoiceInstallments`)
  ).body;
  expect(paid).toMatchObject({ InvoiceBalanceAmount: 0, EnteredAmount: 42.8 });
  expect(paid.receivablesInvoiceInstallments.items[0]).toMatchObject({ AmountPaid: 42.8, InstallmentStatus: 'Closed' });
  const bad = await b.call('POST', '/standardReceipts', {
    body: { ReceiptNumber: 'P2', BusinessUnit: 'x', ReceiptMethod: 'x', Currency: 'XXX' },
  });
  expect(codes(bad).sort()).toEqual(
    [
      'AR_RAPI_BU_INVALID',
      'AR_INVAL_RECEIPT_MTH_ID',
      'AR_RAPI_CURR_CODE_INVALID',
      'FND_CMN_REQ_ATTRIB_API_SERV',
      'FND_CMN_REQ_ATTRIB_API_SERV',
    ].sort(),
  );
});

test('a credit memo: positive quantity, negative price, a reason by code; it can be found by cross reference', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const memo = (line: object, more: object = {}) => ({
    ...{ BusinessUnit: 'Vision Operations', TransactionSource: 'Manual', TransactionType: 'Credit Memo' },
    ...{
      TransactionDate: '2026-10-11',
      BillToCustomerNumber: '1008',
      CreditMemoCurrency: 'USD',
      CreditReason: 'RETURN',
    },
    CrossReference: 'refund:991',
    receivablesCreditMemoLines: [
      { LineNumber: 1, ItemNumber: 'AS54888', LineQuantityCredit: 1, UnitSellingPrice: -19.5, ...line },
    ],
    ...more,
  });
  const post = (body: object) => b.call('POST', '/receivablesCreditMemos', { body });
  expect(codes(await post(memo({ LineQuantityCredit: -1, UnitSellingPrice: 19.5 })))).toEqual([
    'AR_CM_QUANTITY',
    'AR_CM_UNIT_PRICE',
  ]);
  expect(codes(await post(memo({}, { CreditReason: 'Return', TransactionType: 'Invoice' })))).toEqual([
    'AR_TRX_TYPE_NOT_FOUND',
    'AR_CREDIT_REASON',
  ]);
  const made = await post(memo({ TaxClassificationCode: 'VAT20' }));
  expect(made.body).toMatchObject({ EnteredAmount: -23.4, CreditMemoStatus: 'Complete', TransactionNumber: '1001' });
  expect(b.sim.dump().creditMemos[0]!.distributions).toHaveLength(3);
  const byQuery = await b.call(
    'GET',
    `/receivablesCreditMemos?${q("CrossReference='refund:991' and TransactionSource='Manual'")}`,
  );
  const byFinder = await b.call(
    'GET',
    '/receivablesCreditMemos?finder=creditMemosFinder;BindCrossReference=refund%3A991',
  );
  expect([byQuery.body.count, byFinder.body.count]).toEqual([1, 1]);
});
