// What people do in the pod, the verdict of a judge, settings and reset.
import { expect, test } from '@jest/globals';
import { bench, codes, invoiceBody, issueBody, MASTERS, q } from './helpers.ts';

test('the verdict names what stands twice, and what broke the contract', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  await b.call('POST', '/receivablesInvoices', { body: invoiceBody('1') });
  expect(await b.control('GET', '/verdict')).toEqual({ ok: true, problems: [] });
  await b.call('POST', '/receivablesInvoices', { body: invoiceBody('2', { CrossReference: 'shop:1' }) });
  await b.call('POST', '/inventoryStagedTransactions', { body: issueBody(1) });
  await b.call('POST', '/inventoryStagedTransactions', { body: issueBody(1) });
  await b.call('GET', '/receivablesInvoices?colour=red');
  const { problems } = await b.control('GET', '/verdict');
  expect(problems).toEqual([
    'invoices twice: POS Import|shop:1',
    'inventory twice: SHOP|10045|Miscellaneous Issue|Seattle|AS54888|Stores|1',
    expect.stringContaining('unknown query parameter colour'),
  ]);
});

test('people: an invoice by hand, one made incomplete, a merged customer, a deleted row, a new secret', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  await b.control('POST', '/invoices', { ...invoiceBody('SO-1'), user: 'joe' });
  expect(b.sim.dump().invoices[0]).toMatchObject({ TransactionNumber: 'SO-1', CreatedBy: 'joe', EnteredAmount: 42.8 });
  await b.control('POST', '/invoices/touch', { number: 'SO-1', what: 'incomplete' });
  const found = await b.call('GET', `/receivablesInvoices?${q("TransactionNumber='SO-1'")}`);
  expect(found.body.items[0].InvoiceStatus).toBe('Incomplete');
  await b.control('POST', '/customers/merge', { from: '1008', to: '1009' });
  const gone = await b.call('POST', '/receivablesInvoices', { body: invoiceBody('SO-2') });
  expect(codes(gone)).toEqual(['AR_BILL_TO_CUST_NOT_FOUND']);
  const staged = await b.call('POST', '/inventoryStagedTransactions', { body: issueBody(1, { TransactionMode: '3' }) });
  await b.control('POST', '/inventory/delete', { id: staged.body.TransactionInterfaceId });
  expect(b.sim.dump().counts.staged).toBe(0);
  await b.control('POST', '/auth/rotate', { clientId: 'sim-client', clientSecret: 'new' });
  const { body } = await b.signIn({
    grant_type: 'client_credentials',
    scope: 'x',
    client_id: 'sim-client',
    client_secret: 'new',
  });
  expect(body.error).toBe('invalid_scope');
});

test('unknown settings and names are refused; reset empties the pod and keeps the clock', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  for (const [path, body] of [
    ['/settings', { query: { nothing: 1 } }],
    ['/periods', { period: 'Foo-26', status: 'C' }],
    ['/faults', { kind: 'nothing' }],
    ['/customers/active', { accountNumber: '9', active: false }],
  ] as const)
    await expect(b.control('POST', path, body)).rejects.toThrow('error');
  await b.call('POST', '/receivablesInvoices', { body: invoiceBody('1') });
  await b.control('POST', '/clock', { advanceMs: 86_400_000 });
  await b.control('POST', '/reset');
  expect(b.sim.dump().counts).toMatchObject({ invoices: 0, customers: 0, pending: 0 });
  expect((await b.control('GET', '/clock')).now).toBe('2026-10-13T12:00:00.000Z');
  expect((await b.call('GET', '/receivablesInvoices')).status).toBe(401);
  const seeded = b.sim.seed({ generate: { customers: 3, items: 2 } });
  expect([seeded.customers.length, seeded.items.length]).toEqual([3, 2]);
});
