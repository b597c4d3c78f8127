/** The connector against the simulated pod over HTTP: what it sends is taken, and what comes back is read. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createFusion } from '../../../connectors/fusion/index.ts';
import type { FusionBody, FusionCredentials } from '../../../connectors/fusion/types.ts';
import { DEFAULT_CLIENT, DEFAULT_USER } from '../../../simulators/fusion/server.ts';
import { errorOf, memory } from './pod.ts';
import { bench, invoice, NOON } from './simulated.ts';

const staged = (line: string, more: FusionBody = {}): FusionBody => ({
  ...{ OrganizationName: 'Seattle', ItemNumber: 'LAMP', TransactionTypeName: 'Miscellaneous Issue' },
  ...{ TransactionUnitOfMeasure: 'Each', TransactionDate: '2026-10-12T10:00:00.000+00:00', SubinventoryCode: 'Stores' },
  ...{ SourceCode: 'SHIPSTATION', TransactionMode: '1', ProcessStatus: '1', UseCurrentCostFlag: true },
  ...{ AccountCombination: '01-000-5110-0000-000', ExternalSystemTransactionReference: `SS:77/${line}` },
  ...{ SourceHeaderId: { decimal: '77' }, SourceLineId: { decimal: line }, TransactionQuantity: { decimal: '-2' } },
  ...more,
});
const KEY = { sourceCode: 'SHIPSTATION', sourceHeaderId: '77', sourceLineId: '1' };

test.each([1, 2, 3, 4, 9])('an invoice from end to end with framework version %i', async (frameworkVersion) => {
  await bench(
    async ({ fusion }) => {
      const name = { source: 'ShipStation', crossReference: 'SS:1001' };
      expect(await fusion.findInvoices(name)).toEqual([]);
      const made = await fusion.createInvoice(invoice('1001'));
      expect(made).toMatchObject({ number: '1001', amount: '43.2', status: 'Complete', customerNumber: '1008' });
      const [found] = await fusion.findInvoices(name);
      expect(found).toEqual(made);
      expect(await fusion.findInvoices({ source: 'ShipStation', number: '1001' })).toEqual([made]);
      expect(await fusion.findInvoices({ source: 'Manual', number: '1001' })).toEqual([]);
      const view = await fusion.readInvoice(made.id);
      expect(view).toMatchObject({
        receivablesInvoiceLines: [{ LineAmount: '39.1' }, { LineAmount: '4.1' }],
        receivablesInvoiceDistributions: expect.arrayContaining([
          expect.objectContaining({ AccountClass: 'Receivable', Amount: '43.2' }),
        ]),
      });
      const day = { businessUnit: 'Vision Operations', source: 'ShipStation', day: '2026-10-10' };
      expect((await fusion.invoicesOfDay(day)).rows).toEqual([made]);
      expect((await fusion.invoicesOfDay({ ...day, day: '2026-10-11' })).rows).toEqual([]);
      expect((await fusion.listInvoices({ changedSince: '2026-10-12T11:59:00Z' })).rows).toEqual([made]);
      expect((await fusion.listInvoices({ changedSince: '2026-10-12T12:01:00Z' })).rows).toEqual([]);
    },
    { settings: { frameworkVersion } },
  );
});

test('lists longer than the pod gives at a time are read to their end', async () => {
  const simulator = { settings: { query: { maxLimit: 3 } } };
  await bench(
    async ({ fusion, sim }) => {
      for (let n = 1; n <= 8; n++) {
        sim.clock.advance(n === 5 ? 0 : 1_000);
        await fusion.createInvoice(invoice(`20${n}`, { CrossReference: 'SS:same' }));
      }
      const found = await fusion.findInvoices({ source: 'ShipStation', crossReference: 'SS:same' });
      expect(found.map((row) => row.number)).toEqual(['201', '202', '203', '204', '205', '206', '207', '208']);
      const seen = new Set<string>();
      let cursor: string | undefined;
      do {
        const { rows, next } = await fusion.listInvoices({ changedSince: NOON }, cursor);
        for (const row of rows) seen.add(row.number);
        cursor = next;
      } while (cursor !== undefined);
      expect(seen.size).toBe(8);
    },
    { simulator },
  );
});

test('a number twice is a conflict, a bad invoice names all its problems, a closed period says so', async () => {
  await bench(async ({ fusion, sim }) => {
    await fusion.createInvoice(invoice('1001'));
    expect(await errorOf(fusion.createInvoice(invoice('1001')))).toMatchObject({
      type: 'Conflict',
      code: 'DUPLICATE_NUMBER',
    });
    const bad = invoice('1002', { TransactionType: 'Nonsense', BillToCustomerNumber: '9', PaymentTerms: 'never' });
    const error = await errorOf(fusion.createInvoice(bad));
    expect(error).toMatchObject({ type: 'Invalid', status: 400 });
    expect(error.message.match(/\(AR_\w+\)/g)?.length).toBeGreaterThanOrEqual(3);
    sim.admin.period({ period: 'Oct-26', application: 'AR', status: 'C' });
    expect(await errorOf(fusion.createInvoice(invoice('1003')))).toMatchObject({
      type: 'Invalid',
      code: 'PERIOD_CLOSED',
    });
  });
});

test('an incomplete invoice is completed or taken back; a complete one stays', async () => {
  await bench(async ({ fusion }) => {
    const [one, two] = [
      await fusion.createInvoice(invoice('1', { InvoiceStatus: 'Incomplete' })),
      await fusion.createInvoice(invoice('2', { InvoiceStatus: 'Incomplete' })),
    ];
    await fusion.readInvoice(one.id);
    await fusion.updateInvoice(one.id, { InvoiceStatus: 'Complete' });
    expect(await fusion.readInvoice(one.id)).toMatchObject({ InvoiceStatus: 'Complete' });
    expect(await errorOf(fusion.deleteInvoice(one.id))).toMatchObject({ type: 'Invalid' });
    await fusion.deleteInvoice(two.id);
    await fusion.deleteInvoice(two.id);
    expect(await fusion.readInvoice(two.id)).toBeUndefined();
  });
});

test('a change that somebody else made in between is seen', async () => {
  await bench(async ({ fusion, sim }) => {
    const made = await fusion.createInvoice(invoice('1', { InvoiceStatus: 'Incomplete' }));
    await fusion.readInvoice(made.id);
    sim.clock.advance(1_000);
    const other = createFusion(
      { baseUrl: sim.url },
      { kind: 'basic', username: DEFAULT_USER.name, password: DEFAULT_USER.password },
      { tokens: memory() },
    );
    await other.updateInvoice(made.id, { PaymentTerms: 'IMMEDIATE' });
    const change = () => fusion.updateInvoice(made.id, { InvoiceStatus: 'Complete' });
    expect(await errorOf(change())).toMatchObject({ type: 'Conflict', code: 'CHANGED' });
    await change();
  });
});

test('credit memos and receipts are made, found and refused twice', async () => {
  await bench(async ({ fusion }) => {
    const memo: FusionBody = {
      ...{ BusinessUnit: 'Vision Operations', TransactionSource: 'Manual', TransactionType: 'Credit Memo' },
      ...{ TransactionDate: '2026-10-11', AccountingDate: '2026-10-11', BillToCustomerNumber: '1008' },
      ...{ CreditMemoCurrency: 'USD', CreditReason: 'RETURN', CrossReference: 'SS:1001/void' },
      receivablesCreditMemoLines: [
        {
          ...{ LineNumber: { decimal: '1' }, ItemNumber: 'LAMP', LineDescription: 'Lamp' },
          ...{ LineQuantityCredit: { decimal: '1' }, UnitSellingPrice: { decimal: '-19.55' } },
        },
      ],
    };
    const name = { source: 'Manual', crossReference: 'SS:1001/void' };
    expect(await fusion.findCreditMemos(name)).toEqual([]);
    const made = await fusion.createCreditMemo(memo);
    expect(made).toMatchObject({ amount: '-19.55', crossReference: 'SS:1001/void', status: 'Complete' });
    expect(await fusion.findCreditMemos(name)).toEqual([made]);
    expect(await fusion.findCreditMemos({ source: 'Manual', number: made.number })).toEqual([made]);
    expect(await fusion.readCreditMemo(made.id)).toMatchObject({ receivablesCreditMemoLines: [{ LineNumber: '1' }] });

    const receipt: FusionBody = {
      ...{ ReceiptNumber: 'SS-1001', ReceiptMethod: 'Card Settlements', BusinessUnit: 'Vision Operations' },
      ...{ Amount: { decimal: '43.20' }, Currency: 'USD', ReceiptDate: '2026-10-10', AccountingDate: '2026-10-10' },
      CustomerAccountNumber: '1008',
    };
    const paid = await fusion.createReceipt(receipt);
    expect(paid).toMatchObject({ number: 'SS-1001', amount: '43.2', customerNumber: '1008' });
    expect(await errorOf(fusion.createReceipt(receipt))).toMatchObject({ type: 'Conflict', code: 'DUPLICATE_NUMBER' });
    const [found] = await fusion.findReceipts({ number: 'SS-1001', businessUnit: 'Vision Operations' });
    expect(found).toMatchObject({ id: paid.id, amount: '43.2' });
    expect(await fusion.findReceipts({ number: 'SS-9' })).toEqual([]);
  });
});

test('inventory online: processed, refused within a success, mended, and found as completed', async () => {
  await bench(async ({ fusion, sim }) => {
    expect((await fusion.createStaged(staged('1'))).outcome).toBe('processed');
    expect(await fusion.findStaged(KEY)).toEqual([]);
    const [done] = await fusion.findCompleted(KEY);
    expect(done).toMatchObject({ organization: 'Seattle', item: 'LAMP', quantity: '-2', externalReference: 'SS:77/1' });
    expect(await fusion.findCompleted({ externalReference: 'SS:77/1' })).toEqual([done]);
    const filter = { sourceCode: 'SHIPSTATION', from: '2026-10-12', to: '2026-10-12', organization: 'Seattle' };
    expect((await fusion.listCompleted(filter)).rows).toEqual([done]);
    expect((await fusion.listCompleted({ ...filter, from: '2026-10-13', to: '2026-10-13' })).rows).toEqual([]);

    const short = await fusion.createStaged(staged('2', { TransactionQuantity: { decimal: '-9' } }));
    expect(short).toMatchObject({ outcome: 'rejected', row: { state: 'rejected', explanation: expect.any(String) } });
    const key = { ...KEY, sourceLineId: '2' };
    expect(await fusion.findStaged(key)).toMatchObject([{ state: 'rejected', quantity: '-9', sourceLineId: '2' }]);
    const { interfaceId } = short.row;
    sim.admin.stock({ organization: 'SEA', item: 'LAMP', subinventory: 'Stores', onHand: 50 });
    const mended = await fusion.updateStaged(interfaceId, { TransactionQuantity: { decimal: '-3' } });
    expect(mended.outcome).toBe('processed');
    expect(await fusion.readStaged(interfaceId)).toBeUndefined();
    expect(await fusion.findCompleted(key)).toMatchObject([{ quantity: '-3' }]);
  });
});

test('inventory in the background waits, and can be taken back; 408 is uncertain and the row stays', async () => {
  await bench(async ({ fusion, sim }) => {
    const { outcome, row } = await fusion.createStaged(staged('1', { TransactionMode: '3' }));
    expect([outcome, row.state]).toEqual(['queued', 'queued']);
    expect(await fusion.readStaged(row.interfaceId)).toMatchObject({ state: 'queued', sourceHeaderId: '77' });
    await fusion.deleteStaged(row.interfaceId);
    await fusion.deleteStaged(row.interfaceId);
    expect(await fusion.findStaged({ sourceCode: 'SHIPSTATION', sourceHeaderId: '77' })).toEqual([]);
    sim.admin.slowOnline(1, 60_000);
    expect(await errorOf(fusion.createStaged(staged('1')))).toMatchObject({ type: 'Uncertain', code: 'STILL_RUNNING' });
    expect(await fusion.findStaged(KEY)).toMatchObject([{ state: 'queued' }]);
  });
});

test('masters and periods', async () => {
  await bench(async ({ fusion, sim }) => {
    expect(await fusion.findOrganizations()).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'SEA', name: 'Seattle' })]),
    );
    expect(await fusion.findItem('SEA', 'LAMP')).toMatchObject({ item: 'LAMP' });
    expect(await fusion.findItem('SEA', 'NONE')).toBeUndefined();
    const [unit] = await fusion.findBusinessUnits('Vision Operations');
    const [ledger] = await fusion.findLedgers();
    expect(ledger).toMatchObject({ currency: 'USD', id: unit?.ledgerId });
    expect(await fusion.findBusinessUnits('Nobody')).toEqual([]);
    sim.admin.period({ period: 'Sep-26', application: 'AR', status: 'C' });
    const periods = await fusion.readPeriods({ ledgerId: ledger?.id ?? '', applicationId: '222' });
    expect(periods.find(({ name }) => name === 'Sep-26')).toEqual({
      ...{ name: 'Sep-26', applicationId: '222', status: 'C', startDate: '2026-09-01', endDate: '2026-09-30' },
    });
    expect(periods.find(({ name }) => name === 'Oct-26')?.status).toBe('O');
  });
});

test('a customer from nothing: party with address, account with site, profile; each found afterwards', async () => {
  await bench(async ({ fusion, sim }) => {
    const setId = String(sim.world.units.all()[0]?.setId);
    const address = { lines: ['1 Main St'], city: 'Seattle', state: 'WA', postalCode: '98101', country: 'US' };
    for (const kind of ['person', 'organization'] as const) {
      const email = `${kind}@example.test`;
      const draft = { kind, name: 'Jane van Doe', email, phone: '555', address };
      const source = { system: 'SHIPSTATION', reference: `cust-${kind}` };
      const party = await fusion.createParty({ ...draft, source });
      expect(party).toMatchObject({ kind, name: 'Jane van Doe', email, active: true, partySiteId: expect.any(String) });
      const bySource = await fusion.findParties({ sourceSystem: source.system, reference: source.reference });
      for (const found of [
        bySource,
        await fusion.findParties({ email }),
        await fusion.findParties({ partyId: party.partyId }),
      ])
        expect(found.map(({ partyId }) => partyId)).toEqual([party.partyId]);
      expect(await fusion.findPartySites(party.partyNumber)).toMatchObject([{ partySiteId: party.partySiteId }]);
      expect(await fusion.findAccounts({ partyId: party.partyId })).toEqual([]);
      const { partyId, partySiteId = '' } = party;
      const number = `ML-${kind}`;
      const made = await fusion.createAccount({
        ...{ partyId, kind, partySiteId, number, setId },
        name: 'Jane & Söhne <1>\u0001',
        reference: 'r',
      });
      expect(made).toMatchObject({ number, partyId, name: 'Jane & Söhne <1>' });
      await fusion.createProfile({ accountId: made.accountId, partyId, profileClass: 'DEFAULT' });
      expect(await fusion.findAccountBySource(number)).toMatchObject({ accountId: made.accountId, number });
      for (const by of [{ number }, { partyId }, { accountId: made.accountId }])
        expect(await fusion.findAccounts(by)).toMatchObject([{ accountId: made.accountId, number, partyId }]);
      expect(await fusion.findSites(number)).toMatchObject([{ accountNumber: number, purpose: 'BILL_TO' }]);
      const again = fusion.createAccount({ partyId, kind, number, name: 'x', reference: 'r' });
      expect(await errorOf(again)).toMatchObject({ type: 'Conflict', code: 'ALREADY_EXISTS' });
    }
    expect(await fusion.findAccountBySource('none')).toBeUndefined();
    const since = { changedSince: '2026-10-12T00:00:00Z' };
    expect((await fusion.listAccounts(since)).rows.map(({ number }) => number)).toEqual(
      expect.arrayContaining(['1008', 'ML-person', 'ML-organization']),
    );
    const first = await fusion.listParties(since);
    const second = await fusion.listParties(since, first.next);
    expect([...first.rows, ...second.rows].filter(({ name }) => name === 'Jane van Doe')).toHaveLength(2);
    expect(second.next).toBeUndefined();
  });
});

test('every kind of sign-in is taken', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { clientId, clientSecret } = DEFAULT_CLIENT;
  const user = DEFAULT_USER.name;
  const kinds: FusionCredentials[] = [
    { kind: 'assertion', clientId, privateKeyPem, keyId: 'k' },
    { kind: 'user', clientId, clientSecret, user, privateKeyPem, keyId: 'k' },
    { kind: 'basic', username: user, password: DEFAULT_USER.password },
  ];
  for (const credentials of kinds)
    await bench(
      async ({ fusion, sim }) => {
        sim.identity.addKey(clientId, pem, 'k');
        expect(await fusion.findBusinessUnits()).toHaveLength(1);
      },
      { credentials, simulator: { startAt: new Date().toISOString() } },
    );
});
