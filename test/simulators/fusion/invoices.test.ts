// receivablesInvoices: validation with all problems at once, numbering, taxes, accounting, finding, changing.
import { expect, test } from '@jest/globals';
import { bench, codes, invoiceBody, type Json, MASTERS, q } from './helpers.ts';

test('an invoice comes back whole: totals, tax, due date, balanced accounting, one installment', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const made = await b.call('POST', '/receivablesInvoices', { body: invoiceBody('SO-1') });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    ...{ TransactionNumber: 'SO-1', EnteredAmount: 42.8, InvoiceBalanceAmount: 42.8, InvoiceStatus: 'Complete' },
    ...{ BillToSite: '1012', BillToCustomerName: 'Acme Ltd', DueDate: '2026-11-09', LegalEntityIdentifier: '101' },
  });
  expect(String(made.body.CustomerTransactionId)).toHaveLength(15);
  expect(made.headers.get('location')).toBe(made.body.links[0].href);
  expect(made.body.links[0].href).toMatch(/^https:\/\/127\.0\.0\.1:443\/fscmRestApi\/resources\/11\.13\.18\.05\//);
  const id = made.body.CustomerTransactionId;
  const whole = (await b.call('GET', `/receivablesInvoices/${id}?expand=all`)).body;
  expect(whole.receivablesInvoiceLines.items.map((line: Json) => line.LineAmount)).toEqual([39, -4]);
  const [line] = whole.receivablesInvoiceLines.items;
  expect(line.receivablesInvoiceLineTaxLines.items[0]).toMatchObject({
    TaxAmount: 7.8,
    TaxRateCode: 'VAT20',
    TaxRate: 20,
  });
  const accounting = whole.receivablesInvoiceDistributions.items.map((one: Json) => [
    one.AccountClass,
    one.Amount,
    one.AccountCombination,
  ]);
  expect(accounting).toEqual([
    ['Receivable', 42.8, '01-000-1210-0000-000'],
    ['Revenue', 39, '01-000-4110-0000-000'],
    ['Tax', 7.8, '01-000-2210-0000-000'],
    ['Revenue', -4, '01-000-4900-0000-000'],
  ]);
  expect(whole.receivablesInvoiceInstallments.items).toHaveLength(1);
  expect(whole.receivablesInvoiceInstallments.items[0]).toMatchObject({
    OriginalAmount: 42.8,
    InstallmentStatus: 'Open',
  });
  expect((await b.control('GET', '/verdict')).problems).toEqual([]);
});

test('all problems come at once, and nothing is stored', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const bad = await b.call('POST', '/receivablesInvoices', {
    body: invoiceBody('SO-2', {
      ...{
        TransactionSource: 'Nowhere',
        BillToCustomerNumber: '1011',
        PaymentTerms: '31 Net',
        AccountingDate: '2031-01-01',
      },
      receivablesInvoiceLines: [
        { ItemNumber: 'NO-SUCH', Quantity: 1, UnitSellingPrice: 1 },
        { Quantity: 1, UnitSellingPrice: 1, TaxClassificationCode: 'X' },
        { ItemNumber: 'V1-ONLY', Warehouse: 'SEA', Quantity: 1, UnitSellingPrice: 1 },
        { Warehouse: 'ZZZ', MemoLine: 'Nothing', Quantity: 1, UnitSellingPrice: 1 },
      ],
    }),
  });
  expect(bad.status).toBe(400);
  expect(bad.body).toMatchObject({ title: 'Bad Request', status: '400' });
  expect(codes(bad).sort()).toEqual(
    [
      ...['AR_BATCH_SOURCE_NOT_FOUND', 'AR_BILL_TO_CUST_NOT_FOUND', 'AR_PAYMENT_TERM_NOT_FOUND', 'AR_GL_DATE_INVALID'],
      ...['AR_ITEM_NOT_FOUND', 'AR_LINE_ATTR_OPT_REQ', 'AR_TAX_CODE_NOT_FOUND', 'AR_ITEM_INVENTORYORG_WS'],
      ...['AR_WH_NOT_FOUND', 'AR_MEMO_LINE_NOT_FOUND', 'AR_NO_ITEM_NO_WH'],
    ].sort(),
  );
  expect(b.sim.world.invoices.size).toBe(0);
  expect(b.sim.dump().violations).toEqual([]);
  const two = await b.call('POST', '/receivablesInvoices', {
    body: invoiceBody('SO-2', { BillToCustomerNumber: '1010' }),
  });
  expect(codes(two)).toEqual(['AR_BILL_TO_SITE_DUPLICATE']);
  const negative = [{ ItemNumber: 'AS54888', Quantity: 1, UnitSellingPrice: -1 }];
  const credit = await b.call('POST', '/receivablesInvoices', {
    body: invoiceBody('SO-2', { receivablesInvoiceLines: negative }),
  });
  expect(codes(credit)).toEqual(['AR_CREATION_SIGN']);
});

test('numbers: unique per source, drawn by automatic sources, at most 20 characters', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const post = (number: string, more: object = {}) =>
    b.call('POST', '/receivablesInvoices', { body: invoiceBody(number, more) });
  expect((await post('SO-1')).status).toBe(201);
  expect(codes(await post('SO-1'))).toEqual(['AR_TRX_NUMBER_DUPLICATE']);
  expect((await post('SO-1', { TransactionSource: 'ShipStation' })).status).toBe(201);
  expect((await post('X', { TransactionSource: 'Manual' })).body.TransactionNumber).toBe('1001');
  expect((await post('X', { TransactionSource: 'Manual' })).body.TransactionNumber).toBe('1002');
  b.sim.setSettings({ receivables: { numberOnAutomatic: 'refuse' } });
  expect(codes(await post('X', { TransactionSource: 'Manual' }))).toEqual(['AR_TRX_NUMBER_AUTO']);
  expect(codes(await post('S'.repeat(21)))).toEqual(['27040']);
  const { TransactionNumber: _number, ...without } = invoiceBody('');
  expect(codes(await b.call('POST', '/receivablesInvoices', { body: without }))).toEqual(['27014']);
});

test('currency: daily rate, user rate, or AR_FUNC_CURRENCY_REQ', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const post = (number: string, more: object) =>
    b.call('POST', '/receivablesInvoices', { body: invoiceBody(number, { InvoiceCurrencyCode: 'EUR', ...more }) });
  expect(codes(await post('1', {}))).toEqual(['AR_FUNC_CURRENCY_REQ']);
  expect(codes(await post('1', { ConversionRateType: 'Spot' }))).toEqual(['AR_FUNC_CURRENCY_REQ']);
  const daily = await post('1', { ConversionRateType: 'Corporate' });
  expect(daily.body).toMatchObject({ ConversionRate: 1.1, ConversionDate: '2026-10-10', EnteredAmount: 42.8 });
  const [receivable] = b.sim.dump().invoices[0]!.distributions;
  expect(receivable).toMatchObject({ Amount: 42.8, AccountedAmount: 47.08 });
  expect(
    (await post('2', { ConversionRateType: 'User', ConversionRate: 1.25, ConversionDate: '2026-10-10' })).status,
  ).toBe(201);
  expect(codes(await post('3', { InvoiceCurrencyCode: 'USD', ConversionRateType: 'Corporate' }))).toEqual([
    'AR_FUNC_CURRENCY_REQ',
  ]);
});

test('distributions that are sent must balance and exist; absent classes are made', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const post = (number: string, receivablesInvoiceDistributions: object[]) =>
    b.call('POST', '/receivablesInvoices', { body: invoiceBody(number, { receivablesInvoiceDistributions }) });
  const revenue = (line: number, amount: number, account = '01-000-4210-0000-000') => ({
    ...{ AccountClass: 'Revenue', AccountCombination: account, Amount: amount, InvoiceLineNumber: line },
  });
  expect(codes(await post('1', [revenue(1, 38)]))).toEqual(['AR_DIST_UNBALANCED']);
  expect(codes(await post('1', [revenue(1, 39, '99-999-9999-0000-000')]))).toEqual(['AR_DIST_ACCOUNT']);
  expect((await post('1', [revenue(1, 30), revenue(1, 9, '01-000-4110-0000-000')])).status).toBe(201);
  const rows = b.sim.dump().invoices[0]!.distributions.map((row) => [row.AccountClass, row.Amount]);
  expect(rows).toEqual([
    ['Revenue', 30],
    ['Revenue', 9],
    ['Receivable', 42.8],
    ['Tax', 7.8],
    ['Revenue', -4],
  ]);
  expect((await b.control('GET', '/verdict')).ok).toBe(true);
});

test('the probe: invoiceSearch by source and cross reference; CrossReference is no query attribute', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  await b.call('POST', '/receivablesInvoices', { body: invoiceBody('SO-1') });
  const find = (reference: string) =>
    b.call(
      'GET',
      `/receivablesInvoices?finder=invoiceSearch;TransactionSource=POS%20Import,CrossReference=${encodeURIComponent(reference)}&fields=TransactionNumber,EnteredAmount&onlyData=true`,
    );
  expect((await find('shop:SO-1')).body.items).toEqual([{ TransactionNumber: 'SO-1', EnteredAmount: 42.8 }]);
  expect((await find('shop:SO-9')).body).toMatchObject({ items: [], count: 0, hasMore: false, limit: 25, offset: 0 });
  const wrong = await b.call('GET', `/receivablesInvoices?${q("CrossReference='shop:SO-1'")}`);
  expect(wrong.status).toBe(400);
  expect((await b.call('GET', '/receivablesInvoices?finder=invoiceSearch;Nothing=1')).status).toBe(400);
  expect(b.sim.dump().violations).toHaveLength(2);
});

test('only three attributes change, and only while incomplete; so does deletion', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const make = async (number: string, InvoiceStatus: string) =>
    (await b.call('POST', '/receivablesInvoices', { body: invoiceBody(number, { InvoiceStatus }) })).body
      .CustomerTransactionId;
  const [done, draft] = [await make('1', 'Complete'), await make('2', 'Incomplete')];
  const patch = (id: number, body: object) => b.call('PATCH', `/receivablesInvoices/${id}`, { body });
  expect(codes(await patch(draft, { Comments: 'x' }))).toEqual(['27008']);
  expect((await patch(draft, { PaymentTerms: 'IMMEDIATE' })).body).toMatchObject({
    PaymentTerms: 'IMMEDIATE',
    DueDate: '2026-10-10',
  });
  expect(codes(await patch(done, { PaymentTerms: 'IMMEDIATE' }))).toEqual(['AR_INVOICE_COMPLETE']);
  b.sim.admin.period({ period: 'Oct-26', application: 'AR', status: 'C' });
  expect(codes(await patch(draft, { InvoiceStatus: 'Complete' }))).toEqual(['AR_GL_DATE_INVALID']);
  b.sim.admin.period({ period: 'Oct-26', application: 'AR', status: 'O' });
  expect((await b.call('DELETE', `/receivablesInvoices/${done}`)).status).toBe(400);
  expect((await b.call('DELETE', `/receivablesInvoices/${draft}`)).status).toBe(204);
  expect((await b.call('GET', `/receivablesInvoices/${draft}`)).status).toBe(404);
});

test('a closed period refuses, also when it is closed in the middle of a run; the day is that of the legal entity', async () => {
  await using b = await bench({ startAt: '2026-11-01T02:30:00Z' });
  b.sim.seed(MASTERS);
  const { TransactionDate: _t, AccountingDate: _a, ...dateless } = invoiceBody('1');
  const made = await b.call('POST', '/receivablesInvoices', { body: dateless });
  expect(made.body).toMatchObject({ TransactionDate: '2026-10-31', AccountingDate: '2026-10-31' });
  expect(b.sim.dump().invoices[0]!.period).toBe('Oct-26');
  await b.control('POST', '/periods', { period: 'Oct-26', application: 'AR', status: 'C' });
  const late = await b.call('POST', '/receivablesInvoices', { body: { ...dateless, TransactionNumber: '2' } });
  expect(codes(late)).toEqual(['AR_GL_DATE_INVALID']);
  const status = (application: number) =>
    b.call('GET', `/accountingPeriodStatusLOV?${q(`ApplicationId=${application};PeriodNameId=Oct-26`)}&onlyData=true`);
  expect((await status(222)).body.items[0].ClosingStatus).toBe('C');
  expect((await status(101)).body.items[0].ClosingStatus).toBe('O');
  const next = { ...dateless, TransactionNumber: '2', AccountingDate: '2026-11-01' };
  expect((await b.call('POST', '/receivablesInvoices', { body: next })).status).toBe(201);
});
