/** A journal import on the simulated pod from the zip to the batch: a bad journal stays out, the others come in. */
import { expect, test } from '@jest/globals';
import type { Fusion } from '../../../connectors/fusion/contract.ts';
import type { JobState } from '../../../connectors/fusion/types.ts';
import { zipOf } from '../../../connectors/fusion/zip.ts';
import type { FusionSimulator } from '../../../simulators/fusion/server.ts';
import { errorOf } from './pod.ts';
import { bench } from './simulated.ts';

const GOOD = '01-000-5110-0000-000';
const STOCK = '01-000-1410-0000-000';
const JOB = '/oracle/apps/ess/financials/generalLedger/programs/common,JournalImportLauncher';
const AT = { reference1: 42, reference4: 45, reference10: 51, group: 66, period: 94 };

function csvRow(ledger: string, journal: string, key: string, account: string, debit: string, credit: string): string {
  const row = Array.from({ length: 149 }, () => '');
  const head = [
    'NEW',
    ledger,
    '2026/10/10',
    'Spreadsheet',
    'Inventory',
    'USD',
    '2026/10/12',
    'A',
    ...account.split('-'),
  ];
  row.splice(0, head.length, ...head);
  row.splice(38, 2, debit, credit);
  row[AT.reference1] = 'ML-4711';
  row[AT.reference4] = journal;
  row[AT.reference10] = key;
  row[AT.group] = '4711';
  row[AT.period] = 'Oct-26';
  return `${row.join(',')}\n`;
}

const journal = (ledger: string, name: string, account: string) =>
  csvRow(ledger, name, `${name}/1`, account, '12.30', '') + csvRow(ledger, name, `${name}/2`, STOCK, '', '12.30');

async function load(fusion: Fusion, journals: [string, string][], options = 'ExtractFileType=ALL'): Promise<string> {
  const [ledger] = await fusion.findLedgers();
  const id = ledger?.id ?? '';
  const csv = journals.map(([name, account]) => journal(id, name, account)).join('');
  const { job } = await fusion.submitImport({
    ...{ fileName: 'GlJournal_4711.zip', content: zipOf([{ name: 'GlInterface.csv', text: csv }]), options },
    ...{ documentAccount: 'fin$/journal$/import', jobName: JOB, parameters: `#NULL,Spreadsheet,${id},4711,N,N,N` },
  });
  return job;
}

/** Every state on the way, by the pod's clock. */
async function followed(fusion: Fusion, sim: FusionSimulator, job: string): Promise<JobState[]> {
  const states = [await fusion.readJob(job)];
  while (states.at(-1)?.state === 'running' && states.length < 30) {
    sim.clock.advance(500);
    await new Promise((done) => setTimeout(done, 20));
    states.push(await fusion.readJob(job));
  }
  return states;
}

test('one bad journal of three: a warning, its error by name and line, the logs, the lines of the others', async () => {
  await bench(async ({ fusion, sim }) => {
    const job = await load(fusion, [
      ['J1', GOOD],
      ['J2', '01-999-5110-0000-000'],
      ['J3', GOOD],
    ]);
    const states = await followed(fusion, sim, job);
    expect(states.slice(0, -1).every(({ state }) => state === 'running')).toBe(true);
    expect(states.at(-1)).toMatchObject({ state: 'warning', children: expect.arrayContaining([expect.anything()]) });
    const [batch, ...others] = await fusion.findBatches('ML-4711');
    expect(others).toEqual([]);
    expect(batch?.lines.map(({ description }) => description).sort()).toEqual(['J1/1', 'J1/2', 'J3/1', 'J3/2']);
    expect(batch?.lines.find(({ description }) => description === 'J1/1')).toMatchObject({
      account: GOOD,
      debit: '12.3',
      journal: expect.stringContaining('J1'),
    });
    const log = (await fusion.readJobFiles(job)).map(({ text }) => text).join('\n');
    expect(`${JSON.stringify(batch?.errors)} ${log}`).toMatch(/EF04/);
  });
});

test('a clean import, posted by the job for it; without job options there are no files', async () => {
  await bench(async ({ fusion, sim }) => {
    const job = await load(fusion, [['J1', GOOD]], '');
    expect((await followed(fusion, sim, job)).at(-1)).toMatchObject({ state: 'succeeded', status: 'SUCCEEDED' });
    expect(await fusion.readJobFiles(job)).toEqual([]);
    expect((await fusion.findBatches('ML-4711'))[0]).toMatchObject({ status: 'Unposted', errors: [] });
    const posting = await fusion.submitJob({
      packageName: '/oracle/apps/ess/financials/generalLedger/programs/common/',
      jobName: 'AutomaticPosting',
      parameters: '1',
    });
    expect((await followed(fusion, sim, posting.job)).at(-1)).toMatchObject({ state: 'succeeded' });
    expect((await fusion.findBatches('ML-4711'))[0]).toMatchObject({ status: 'Posted' });
    expect(await fusion.findBatches('ML_4711')).toEqual([]);
  });
});

test('a submission that Fusion does not take', async () => {
  await bench(
    async ({ fusion }) => {
      const refused = fusion.submitJob({ packageName: '/x/', jobName: 'Nothing', parameters: '' });
      expect(await errorOf(refused)).toMatchObject({ type: 'Invalid', code: 'REFUSED' });
    },
    { mayBreakRules: true },
  );
});
