// Journal import by zip: good and bad journals, jobs over time, logs, posting; the ledger's lists.
import { expect, test } from '@jest/globals';
import { unzip, zipOf } from '../../../simulators/fusion/ledger/zip.ts';
import { type Bench, bench, type Json, q } from './helpers.ts';

const JOB = '/oracle/apps/ess/financials/generalLedger/programs/common,JournalImportLauncher';
const COGS = '01-000-5110-0000-000';
const STOCK = '01-000-1410-0000-000';

/** A line by column number; all 149 are there. */
function line(
  ledgerId: number,
  journal: string,
  text: string,
  account: string,
  amount: string,
  more: Record<number, string> = {},
): string {
  const debit = !amount.startsWith('-');
  const values: Record<number, string> = {
    ...{
      0: 'NEW',
      1: String(ledgerId),
      2: '2026/10/10',
      3: 'ShipStation',
      4: 'Inventory',
      5: 'USD',
      6: '2026/10/12',
      7: 'A',
    },
    ...Object.fromEntries(account.split('-').map((segment, at) => [8 + at, segment])),
    ...{ [debit ? 38 : 39]: amount.replace('-', ''), 42: 'SS 2026-10-10', 45: journal, 51: text, 66: '10045', ...more },
  };
  return Array.from({ length: 149 }, (_, at) => {
    const value = values[at] ?? '';
    return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  }).join(',');
}

const pair = (ledgerId: number, journal: string, amount: string, more: Record<number, string> = {}) => [
  line(ledgerId, journal, `${journal} goods, sold`, COGS, amount, more),
  line(ledgerId, journal, `${journal} "stock"`, STOCK, `-${amount}`),
];

const ledgerOf = (b: Bench) => b.sim.world.ledgers.all()[0]!;

const send = (b: Bench, csv: string, more: object = {}) => {
  const ledger = ledgerOf(b);
  const zip = zipOf([{ name: 'GlInterface.csv', content: Buffer.from(csv) }]);
  return b.call('POST', '/erpintegrations', {
    body: {
      ...{ OperationName: 'importBulkData', DocumentContent: zip.toString('base64'), ContentType: 'zip' },
      ...{ FileName: 'Gl_1.zip', DocumentAccount: 'fin$/journal$/import', JobName: JOB, CallbackURL: '#NULL' },
      ParameterList: `${ledger.dataAccessSetId},ShipStation,${ledger.id},10045,N,N,N`,
      ...{ NotificationCode: '10', JobOptions: 'ExtractFileType=ALL', ...more },
    },
  });
};
const status = async (b: Bench, finder: string, job: string) =>
  (await b.call('GET', `/erpintegrations?finder=${finder};requestId=${job}`)).body.items[0].RequestStatus;
const finish = (b: Bench) => b.sim.clock.advance(1500);
const batches = async (b: Bench) =>
  (
    await b.call(
      'GET',
      `/journalBatches?${q("BatchName LIKE '%SS 2026%'")}&expand=journalHeaders.journalLines,journalErrors`,
    )
  ).body.items;

test('a job goes WAIT, RUNNING, PAUSED, SUCCEEDED; the batch is unposted until it is posted', async () => {
  await using b = await bench();
  const made = await send(
    b,
    [...pair(ledgerOf(b).id, 'S-1', '10.25'), ...pair(ledgerOf(b).id, 'S-2', '3.00')].join('\n'),
  );
  expect(made.status).toBe(201);
  const job = made.body.ReqstId;
  expect(made.body).toMatchObject({ OperationName: 'importBulkData', DocumentId: null });
  const seen: string[] = [];
  for (let step = 0; step < 4; step += 1) {
    seen.push(await status(b, 'ESSJobStatusRF', job));
    b.sim.clock.advance(500);
  }
  expect(seen).toEqual(['WAIT', 'RUNNING', 'PAUSED', 'SUCCEEDED']);
  const details = JSON.parse(await status(b, 'ESSExecutionDetailsRF', job));
  expect(details.JOBS).toMatchObject({
    REQUESTID: job,
    STATUS: 'SUCCEEDED',
    CHILD: [{ JOBNAME: 'Import Journals', STATUS: 'SUCCEEDED' }],
  });
  const [batch] = await batches(b);
  expect(batch).toMatchObject({
    StatusMeaning: 'Unposted',
    DefaultPeriodName: 'Oct-26',
    RunningTotalDr: 13.25,
    RunningTotalCr: 13.25,
  });
  const lines = batch.journalHeaders.items.flatMap((one: Json) => one.journalLines.items);
  expect(lines.map((one: Json) => [one.Description, one.EnteredDr, one.EnteredCr, one.AccountCombination])).toEqual([
    ['S-1 goods, sold', 10.25, null, COGS],
    ['S-1 "stock"', null, 10.25, STOCK],
    ['S-2 goods, sold', 3, null, COGS],
    ['S-2 "stock"', null, 3, STOCK],
  ]);
  const post = {
    OperationName: 'submitESSJobRequest',
    JobPackageName: '/oracle/apps/ess/financials/generalLedger/programs/common',
    JobDefName: 'AutomaticPosting',
    ESSParameters: '1',
  };
  await b.call('POST', '/erpintegrations', { body: post });
  finish(b);
  expect((await batches(b))[0].StatusMeaning).toBe('Posted');
  expect((await b.call('DELETE', `/journalBatches/${batch.JeBatchId}`)).status).toBe(400);
  expect(b.sim.dump().violations).toEqual([]);
});

test('two bad lines of ten: their journals stay out, the others are in, errors and log name exactly those two', async () => {
  await using b = await bench();
  const { id } = ledgerOf(b);
  const bad = { 1: { 12: '999' }, 3: { 6: '12.10.2026' } } as Record<number, Record<number, string>>;
  const csv = [0, 1, 2, 3, 4].flatMap((at) => pair(id, `S-${at}`, '5.00', bad[at])).join('\r\n');
  const job = (await send(b, csv)).body.ReqstId;
  finish(b);
  expect(await status(b, 'ESSJobStatusRF', job)).toBe('WARNING');
  const [batch] = await batches(b);
  expect(batch.journalHeaders.items.map((one: Json) => one.ExternalReference)).toEqual(['S-0', 'S-2', 'S-4']);
  const errors = batch.journalErrors.items.map((one: Json) => [one.HeaderName, one.JeLineNumber, one.ErrorMessageName]);
  expect(errors).toEqual([
    ['S-1 Inventory USD', 1, 'EF04'],
    ['S-3 Inventory USD', 1, 'ED02'],
  ]);
  const logs = await b.call('POST', '/erpintegrations', {
    body: { OperationName: 'downloadESSJobExecutionDetails', ReqstId: job, FileType: 'All' },
  });
  const report = unzip(Buffer.from(logs.body.DocumentContent, 'base64'))
    .map((one) => one.content.toString('utf8'))
    .join('');
  expect(report.match(/^Line \d+ \w+/gm)).toEqual(['Line 3 EF04', 'Line 7 ED02']);
  const silent = (await send(b, csv, { JobOptions: '' })).body.ReqstId;
  finish(b);
  const none = await b.call('POST', '/erpintegrations', {
    body: { OperationName: 'downloadESSJobExecutionDetails', ReqstId: silent, FileType: 'All' },
  });
  expect(none.body.DocumentContent).toBeNull();
  expect(await batches(b)).toHaveLength(2);
  expect((await b.control('GET', '/verdict')).ok).toBe(false);
});

test('an unbalanced journal, a wrong width, no file, a refused submission', async () => {
  await using b = await bench();
  const { id } = ledgerOf(b);
  const run = async (csv: string) => {
    const job = (await send(b, csv)).body.ReqstId;
    finish(b);
    return status(b, 'ESSJobStatusRF', job);
  };
  expect(await run(line(id, 'S-1', 'alone', COGS, '5.00'))).toBe('ERROR');
  expect(await run('NEW,1,2')).toBe('ERROR');
  expect(await batches(b)).toEqual([]);
  for (const more of [
    { ParameterList: '1,2,3' },
    { DocumentContent: 'no zip' },
    { JobName: 'Other' },
    { ContentType: 'csv' },
  ]) {
    const refused = await send(b, '', more);
    expect([refused.status, refused.body.ReqstId]).toEqual([201, '-1']);
  }
  expect(await status(b, 'ESSJobStatusRF', '99')).toBe('');
  const post = await b.call('POST', '/journalBatches', { body: {}, version: null });
  expect([post.status, post.text]).toEqual([400, 'Invalid operation create for the specified resource.']);
  b.sim.admin.period({ period: 'Oct-26', application: 'GL', status: 'C' });
  expect(await run(pair(id, 'S-1', '5.00').join('\n'))).toBe('ERROR');
});

/** Made by Python's zipfile: GlInterface.csv deflated, stored.txt stored. */
const FOREIGN_ZIP =
  'UEsDBBQAAAAIAAAAIQBJz+/nFQAAAFUAAAAPAAAAR2xJbnRlcmZhY2UuY3N283MN1zHUMTIwMtM3NAAiLj8qCAAAUEsDBBQAAAAAAAAAIQDPYiAZBQAAAAUAAAAKAAAAc3RvcmVkLnR4dHBsYWluUEsBAhQDFAAAAAgAAAAhAEnP7+cVAAAAVQAAAA8AAAAAAAAAAAAAAIABAAAAAEdsSW50ZXJmYWNlLmNzdlBLAQIUAxQAAAAAAAAAIQDPYiAZBQAAAAUAAAAKAAAAAAAAAAAAAACAAUIAAABzdG9yZWQudHh0UEsFBgAAAAACAAIAdQAAAG8AAAAAAA==';

test('a zip of another tool is read too, one that is none is not', () => {
  const made = unzip(Buffer.from(FOREIGN_ZIP, 'base64')).map((one) => [one.name, one.content.toString()]);
  expect(made).toEqual([
    ['GlInterface.csv', 'NEW,1,2026/10/10\n'.repeat(5)],
    ['stored.txt', 'plain'],
  ]);
  expect(() => unzip(Buffer.from('PK no'))).toThrow();
});

test('the lists: ledgers, units, accounts, rates, sources; data access hides rows', async () => {
  await using b = await bench();
  const items = async (path: string) => (await b.call('GET', path)).body.items as Json[];
  const [ledger] = await items('/ledgersLOV');
  expect(ledger).toMatchObject({ Name: 'Vision Operations (USA)', CurrencyCode: 'USD' });
  const units = `/finBusinessUnitsLOV?${q("BusinessUnitName='Vision Operations'")}`;
  expect((await items(units))[0]).toMatchObject({ PrimaryLedgerId: String(ledger.LedgerId), ActiveFlag: true });
  expect(await items(`/accountCombinationsLOV?${q("Segment1='01';Segment3='5110';Segment2='000'")}`)).toHaveLength(1);
  const rate = 'fromCurrency=EUR,toCurrency=USD,userConversionType=Corporate,startDate=2026-10-10,endDate=2026-10-10';
  expect((await items(`/currencyRates?finder=CurrencyRatesFinder;${rate}`))[0]).toMatchObject({
    ConversionRate: 1.1,
    ConversionDate: '2026-10-10',
  });
  expect(await items(`/journalSourcesLOV?${q("UserJeSourceName='ShipStation'")}`)).toHaveLength(1);
  const period = await items(
    `/accountingPeriodStatusLOV?${q(`LedgerId=${ledger.LedgerId} and PeriodNameId='Oct-26'`)}`,
  );
  expect(period.map((row) => row.ApplicationId)).toEqual([401, 222, 101]);
  b.sim.setSettings({ auth: { hidden: ['finBusinessUnitsLOV'] } });
  expect(await items(units)).toEqual([]);
});
