/** How questions and bodies go over the wire, and how pages, children and states are read. */
import { expect, test } from '@jest/globals';
import { errorOf, items, type Pod, withPod } from './pod.ts';

const INVOICES = 'GET /receivablesInvoices';
const CREATE = 'POST /receivablesInvoices';
const id = (n: number) => 300100170996000 + n;
const row = (n: number, more: object = {}) => ({ CustomerTransactionId: id(n), TransactionNumber: `N${n}`, ...more });

test('framework version, media types and the pinned REST version go with every call', async () => {
  await withPod({ [INVOICES]: items([]), [CREATE]: { status: 201, json: row(1) } }, async ({ fusion, named }) => {
    await fusion.findInvoices({ source: 'S', number: '1' });
    await fusion.createInvoice({ BusinessUnit: 'Vision' });
    const [list] = named(INVOICES);
    expect(list?.path).toBe('/fscmRestApi/resources/11.13.18.05/receivablesInvoices');
    expect(list?.headers).toMatchObject({
      accept: 'application/json, application/vnd.oracle.adf.error+json',
      'rest-framework-version': '4',
    });
    expect(named(CREATE)[0]?.headers['content-type']).toBe('application/vnd.oracle.adf.resourceitem+json');
  });
});

test('a finder’s values are encoded one by one, its marks are not', async () => {
  await withPod({ [INVOICES]: items([]) }, async ({ fusion, seen, named }) => {
    await fusion.findInvoices({ source: 'POS Import', crossReference: 'shop:10045/ü&=' });
    expect(named(INVOICES)[0]?.search).toContain(
      'finder=invoiceSearch;TransactionSource=POS%20Import,CrossReference=shop%3A10045%2F%C3%BC%26%3D&',
    );
    const before = seen.length;
    const error = await errorOf(fusion.findInvoices({ source: 'a, b', crossReference: 'x' }));
    expect(error).toMatchObject({ type: 'Invalid', code: 'BAD_LOOKUP' });
    expect(seen).toHaveLength(before);
  });
});

test.each([
  [1, "SourceCode='O''Neil';SourceHeaderId=10045;SourceLineId=2"],
  [2, "SourceCode='O''Neil' and SourceHeaderId=10045 and SourceLineId=2"],
  [4, "SourceCode='O''Neil' and SourceHeaderId=10045 and SourceLineId=2"],
])('conditions of framework version %i are joined its way and encoded whole', async (frameworkVersion, q) => {
  await withPod(
    { 'GET /inventoryStagedTransactions': items([]) },
    async ({ fusion, seen }) => {
      await fusion.findStaged({ sourceCode: "O'Neil", sourceHeaderId: '10045', sourceLineId: '2' });
      const call = seen.at(-1);
      expect(call?.query.q).toBe(q);
      expect(/[?&]q=([^&]*)/.exec(call?.search ?? '')?.[1]).toMatch(/^[\w.~%-]+$/);
    },
    { settings: { frameworkVersion } },
  );
});

test('money is written digit for digit and ids beyond 2^53 are read as they stand', async () => {
  const raw = '{"CustomerTransactionId":90071992547409931234,"TransactionNumber":"7","EnteredAmount":1234567890123.45}';
  const made = { status: 201, raw, headers: { 'content-type': 'application/json' } };
  await withPod({ [CREATE]: made }, async ({ fusion, named }) => {
    const invoice = await fusion.createInvoice({
      receivablesInvoiceLines: [{ UnitSellingPrice: { decimal: '19.50' }, Quantity: { decimal: '0003' } }],
    });
    expect(named(CREATE)[0]?.body).toBe('{"receivablesInvoiceLines":[{"UnitSellingPrice":19.50,"Quantity":3}]}');
    expect(invoice).toEqual({ id: '90071992547409931234', number: '7', amount: '1234567890123.45' });
  });
});

test('a number that is none is refused before anything is sent', async () => {
  await withPod({}, async ({ fusion, seen }) => {
    expect(await errorOf(fusion.createInvoice({ A: { decimal: '1,5' } }))).toMatchObject({ code: 'BAD_NUMBER' });
    expect(await errorOf(fusion.readInvoice('1/../2'))).toMatchObject({ code: 'BAD_ID' });
    expect(seen).toEqual([]);
  });
});

test('pages advance by what the server gave', async () => {
  const answers = (limit: number) => (call: { query: Record<string, string> }) => {
    const offset = Number(call.query.offset ?? 0);
    const all = Array.from({ length: 7 }, (_, n) => row(n, { TransactionSource: 'S' }));
    return items(all.slice(offset, offset + limit), offset + limit < 7, limit);
  };
  await withPod({ [INVOICES]: answers(3) }, async ({ fusion, named }) => {
    expect(await fusion.findInvoices({ source: 'S', crossReference: 'x' })).toHaveLength(7);
    expect(named(INVOICES).map(({ query }) => [query.limit, query.offset, query.orderBy])).toEqual([
      ['500', undefined, 'CustomerTransactionId:asc'],
      ['500', '3', 'CustomerTransactionId:asc'],
      ['500', '6', 'CustomerTransactionId:asc'],
    ]);
  });
});

test('a page that promises more and gives nothing is not taken for the end', async () => {
  await withPod({ [INVOICES]: items([], true) }, async ({ fusion }) => {
    const error = await errorOf(fusion.findInvoices({ source: 'S', number: '1' }));
    expect(error).toMatchObject({ type: 'Unavailable', code: 'UNEXPECTED_ANSWER' });
  });
});

test('what a finder takes for a pattern is compared again', async () => {
  const rows = [
    row(1, { CrossReference: 'a_1' }),
    row(2, { CrossReference: 'ab1' }),
    row(3, { CrossReference: 'a_1' }),
  ];
  const given = rows.map((one, n) => ({ ...one, TransactionSource: n === 2 ? 'Other' : 'S' }));
  await withPod({ [INVOICES]: items(given) }, async ({ fusion }) => {
    const found = await fusion.findInvoices({ source: 'S', crossReference: 'a_1' });
    expect(found.map((one) => one.id)).toEqual([String(id(1))]);
  });
});

async function changedIds({ fusion }: Pod): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const { rows, next } = await fusion.listInvoices({ changedSince: '2026-07-01T00:00:00Z' }, cursor);
    ids.push(...rows.map((one) => one.id));
    cursor = next;
  } while (cursor !== undefined);
  return ids;
}

test('changed records are paged by time: one that changes meanwhile hides no other', async () => {
  const at = new Map(Array.from({ length: 9 }, (_, n) => [n, Date.parse('2026-07-02T00:00:00Z') + Math.floor(n / 4)]));
  let calls = 0;
  await withPod(
    {
      [INVOICES]: ({ query }) => {
        calls += 1;
        // Each page changes one that was given already: it goes to the end.
        if (calls > 1 && calls < 5) at.set(calls, Date.parse('2026-07-03T00:00:00Z') + calls);
        const since = Date.parse(/'([^']+)'/.exec(query.q ?? '')?.[1] ?? '');
        const all = [...at].filter(([, ms]) => ms >= since).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
        const offset = Number(query.offset ?? 0);
        const rows = all.slice(offset, offset + 3);
        const time = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00');
        return items(
          rows.map(([n, ms]) => row(n, { LastUpdateDate: time(ms) })),
          offset + 3 < all.length,
        );
      },
    },
    async (pod) => {
      const ids = await changedIds(pod);
      expect([...new Set(ids)].sort()).toEqual(Array.from({ length: 9 }, (_, n) => String(id(n))));
      expect(pod.seen.at(-1)?.query.orderBy).toBe('LastUpdateDate:asc,CustomerTransactionId:asc');
      expect(pod.named(INVOICES)[0]?.query.q).toBe("LastUpdateDate>='2026-07-01T00:00:00.000+00:00'");
    },
  );
});

test.each(['arrays', 'objects'])('children as %s read the same, to their end, without links', async (form) => {
  const href = (n: number) =>
    `https://pod.example:443/fscmRestApi/resources/11.13.18.05/receivablesInvoices/${id(1)}/child/receivablesInvoiceLines/${n}`;
  const line = (n: number, taxes: unknown) => ({
    LineNumber: n,
    receivablesInvoiceLineTaxLines: taxes,
    links: [{ rel: 'self', href: href(n) }],
  });
  const list = (rows: unknown[], hasMore = false) =>
    form === 'arrays' ? rows : { items: rows, count: rows.length, hasMore, limit: 2, offset: 0, links: [] };
  const lines = [line(1, list([{ TaxAmount: 1.5 }])), line(2, list([{ TaxAmount: 2 }], true))];
  const all = [...lines, line(3, list([]))];
  const invoice = row(1, {
    receivablesInvoiceLines: form === 'arrays' ? all : list(lines, true),
    receivablesInvoiceDistributions: list([]),
    Tags: ['a', 'b'],
    links: [],
  });
  const path = `GET /receivablesInvoices/${id(1)}`;
  await withPod(
    {
      [path]: { json: invoice },
      [`${path}/child/receivablesInvoiceLines`]: items(all),
      [`${path}/child/receivablesInvoiceLines/2/child/receivablesInvoiceLineTaxLines`]: items([
        { TaxAmount: 2 },
        { TaxAmount: 3 },
      ]),
    },
    async ({ fusion, named }) => {
      const second = form === 'arrays' ? [{ TaxAmount: '2' }] : [{ TaxAmount: '2' }, { TaxAmount: '3' }];
      expect(await fusion.readInvoice(String(id(1)))).toEqual({
        CustomerTransactionId: String(id(1)),
        TransactionNumber: 'N1',
        receivablesInvoiceLines: [
          { LineNumber: '1', receivablesInvoiceLineTaxLines: [{ TaxAmount: '1.5' }] },
          { LineNumber: '2', receivablesInvoiceLineTaxLines: second },
          { LineNumber: '3', receivablesInvoiceLineTaxLines: [] },
        ],
        receivablesInvoiceDistributions: [],
        Tags: ['a', 'b'],
      });
      expect(named(path)[0]?.query.expand).toContain('receivablesInvoiceLines.receivablesInvoiceLineTaxLines');
      expect(named(path)[0]?.query.fields).toBeUndefined();
    },
  );
});

test('an unknown id reads as nothing, and deleting what is gone is fine', async () => {
  const gone = { status: 404, json: { title: 'Not Found', status: '404' } };
  const path = `/receivablesInvoices/${id(1)}`;
  await withPod({ [`GET ${path}`]: gone, [`DELETE ${path}`]: gone, [`PATCH ${path}`]: gone }, async ({ fusion }) => {
    expect(await fusion.readInvoice(String(id(1)))).toBeUndefined();
    await expect(fusion.deleteInvoice(String(id(1)))).resolves.toBeUndefined();
    const change = fusion.updateInvoice(String(id(1)), { InvoiceStatus: 'Complete' });
    expect(await errorOf(change)).toMatchObject({ type: 'NotFound' });
  });
});

test('a change names the state that was read last, once', async () => {
  const path = `/receivablesInvoices/${id(1)}`;
  const read = { json: row(1), headers: { etag: '"ACED01"' } };
  const changed = [{ status: 412 }, { status: 204 }];
  await withPod({ [`GET ${path}`]: read, [`PATCH ${path}`]: changed }, async ({ fusion, named }) => {
    await fusion.readInvoice(String(id(1)));
    const first = fusion.updateInvoice(String(id(1)), { InvoiceStatus: 'Complete' });
    expect(await errorOf(first)).toMatchObject({ type: 'Conflict', code: 'CHANGED' });
    await fusion.updateInvoice(String(id(1)), { InvoiceStatus: 'Complete' });
    expect(named(`PATCH ${path}`).map((call) => call.headers['if-match'])).toEqual(['"ACED01"', undefined]);
  });
});

test('links to other hosts are never followed', async () => {
  const next = [{ rel: 'next', href: 'http://127.0.0.1:9/steal' }];
  const answer = { json: { items: [row(1, { links: next })], hasMore: false, links: next } };
  await withPod({ [INVOICES]: answer }, async ({ fusion, named }) => {
    await fusion.findInvoices({ source: 'S', number: 'N1' });
    expect(named(INVOICES)).toHaveLength(1);
  });
});

test('the watcher hears the path without what was asked', async () => {
  const told: string[] = [];
  await withPod(
    { 'GET /hubPersons': items([]), 'GET /hubOrganizations': items([]) },
    async ({ fusion, seen }) => {
      await fusion.findParties({ email: 'Jane@Example.com' });
      expect(told.join(' ')).not.toMatch(/jane/i);
      expect(seen.filter((call) => call.name === 'GET /hubPersons').map((call) => call.query.q)).toEqual([
        "EmailAddress='Jane@Example.com'",
        "EmailAddress='jane@example.com'",
      ]);
      expect(seen.at(-1)?.path).toContain('/crmRestApi/resources/11.13.18.05/');
    },
    { deps: { observe: (report) => told.push(report.path) } },
  );
});

test('a staged row: processed, queued, or refused within a success', async () => {
  const staged = (more: object) => ({ status: 201, json: { TransactionInterfaceId: 7, SourceCode: 'S', ...more } });
  const rejected = { ProcessStatus: '3', ErrorCode: 'INV_X', ErrorExplanation: 'Not enough.', TransactionMode: '1' };
  const answers = [
    staged({ TransactionMode: '1' }),
    staged({ TransactionMode: '3' }),
    staged(rejected),
    { status: 201 },
  ];
  await withPod({ 'POST /inventoryStagedTransactions': answers }, async ({ fusion }) => {
    const create = () => fusion.createStaged({ TransactionMode: '1' });
    expect(await create()).toMatchObject({ outcome: 'processed', row: { interfaceId: '7', state: 'queued' } });
    expect(await create()).toMatchObject({ outcome: 'queued' });
    expect(await create()).toMatchObject({
      outcome: 'rejected',
      row: { state: 'rejected', errorCode: 'INV_X', explanation: 'Not enough.', view: { SourceCode: 'S' } },
    });
    expect(await errorOf(create())).toMatchObject({ type: 'Uncertain', code: 'UNEXPECTED_ANSWER' });
  });
});

test('sites come from the light list, or where that cannot be asked from their activities', async () => {
  const lov = 'GET /customerAccountSitesLOV';
  const light = [
    { SiteUseId: 1, AccountNumber: '1008', SiteNumber: 'A', SiteUseCode: 'BILL_TO', PrimaryFlag: 'Y' },
    { SiteUseId: 2, AccountNumber: '1008', SiteNumber: 'A', SiteUseCode: 'SHIP_TO' },
  ];
  const refusal = { status: 400, json: { title: 'not queryable' } };
  const activities = items([{ BillToSiteUseId: 1, AccountNumber: '1008', BillToSiteNumber: 'A' }]);
  const routes = { [lov]: [items(light), refusal], 'GET /receivablesCustomerAccountSiteActivities': activities };
  await withPod(routes, async ({ fusion }) => {
    const site = { siteUseId: '1', accountNumber: '1008', site: 'A' };
    expect(await fusion.findSites('1008')).toEqual([{ ...site, purpose: 'BILL_TO', primary: true }]);
    expect(await fusion.findSites('1008')).toEqual([site]);
  });
});
