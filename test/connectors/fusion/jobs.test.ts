/** Imports and jobs: refused submissions, the two forms of a status, children, files, and batches with their errors. */
import { expect, test } from '@jest/globals';
import { zipOf } from '../../../connectors/fusion/zip.ts';
import { type Answer, errorOf, items, type Routes, withPod } from './pod.ts';

const POST = 'POST /erpintegrations';
const GET = 'GET /erpintegrations';
const IMPORT = {
  ...{
    fileName: 'Gl_1.zip',
    content: zipOf([]),
    documentAccount: 'fin$/journal$/import',
    options: 'ExtractFileType=ALL',
  },
  ...{ jobName: '/oracle/apps/x,JournalImportLauncher', parameters: '1,Spreadsheet,2,10045,N,N,N' },
};

test('an import goes as base64 with its job, and the request id is the job', async () => {
  await withPod({ [POST]: { status: 201, json: { OperationName: 'importBulkData', ReqstId: '123' } } }, async (pod) => {
    expect(await pod.fusion.submitImport(IMPORT)).toEqual({ job: '123' });
    expect(JSON.parse(pod.named(POST)[0]?.body ?? '')).toEqual({
      ...{ OperationName: 'importBulkData', ContentType: 'zip', FileName: 'Gl_1.zip', CallbackURL: '#NULL' },
      ...{ DocumentAccount: 'fin$/journal$/import', JobName: IMPORT.jobName, ParameterList: IMPORT.parameters },
      ...{ NotificationCode: '10', JobOptions: 'ExtractFileType=ALL' },
      DocumentContent: Buffer.from(IMPORT.content).toString('base64'),
    });
  });
});

test.each<[string, Answer, string, string]>([
  ['-1', { json: { ReqstId: '-1' } }, 'Invalid', 'REFUSED'],
  ['a number -1', { json: { ReqstId: -1 } }, 'Invalid', 'REFUSED'],
  ['none', { json: {} }, 'Uncertain', 'UNEXPECTED_ANSWER'],
  ['504', { status: 504 }, 'Uncertain', 'HTTP_504'],
])('request id %s', async (_what, answer, type, code) => {
  await withPod({ [POST]: answer }, async ({ fusion }) => {
    expect(await errorOf(fusion.submitImport(IMPORT))).toMatchObject({ type, code });
    const job = fusion.submitJob({ packageName: 'p', jobName: 'j', parameters: 'a,b' });
    expect(await errorOf(job)).toMatchObject({ type, code });
  });
});

/** The plain status, and the details as a text in the answer. */
function jobRoutes(status: string, details?: unknown): Routes {
  const text = details === undefined ? '' : typeof details === 'string' ? details : JSON.stringify(details);
  return {
    [GET]: ({ search }) =>
      items([{ RequestStatus: search.includes('finder=ESSJobStatusRF;requestId=77') ? status : text }]),
  };
}
const node = (name: string, status: string, more: object = {}) => ({ JOBNAME: name, STATUS: status, ...more });

test.each(['READY', 'WAIT', 'RUNNING', 'PAUSED', 'SOMETHING_NEW'])('%s is not over', async (status) => {
  await withPod(jobRoutes(status), async ({ fusion, named }) => {
    expect(await fusion.readJob('77')).toEqual({ job: '77', state: 'running', status });
    expect(named(GET)).toHaveLength(1);
  });
});

test.each([
  ['SUCCEEDED', [], 'succeeded'],
  ['SUCCEEDED', [node('Import', 'WARNING')], 'warning'],
  ['SUCCEEDED', [node('Import', 'ERROR')], 'warning'],
  ['WARNING', [node('Import', 'SUCCEEDED')], 'warning'],
  ['ERROR', [], 'failed'],
  ['EXPIRED', [], 'failed'],
])('%s with children %j', async (status, CHILD, state) => {
  await withPod(jobRoutes(status, { JOBS: node('Load', status, { CHILD }) }), async ({ fusion }) => {
    const children = CHILD.map(({ JOBNAME, STATUS }) => ({ name: JOBNAME, status: STATUS }));
    expect(await fusion.readJob('77')).toEqual({ job: '77', state, status, children });
  });
});

test('a job is not over while a child runs; one child is an object, and children have children', async () => {
  const child = node('Import', 'SUCCEEDED', { CHILD: node('Post', 'RUNNING') });
  await withPod(jobRoutes('SUCCEEDED', { JOBS: node('Load', 'SUCCEEDED', { CHILD: child }) }), async ({ fusion }) => {
    expect(await fusion.readJob('77')).toMatchObject({ state: 'running' });
  });
});

test('where the plain status says nothing the details tell, and where those are refused the status does', async () => {
  await withPod(jobRoutes('', { JOBS: node('Post', 'SUCCEEDED') }), async ({ fusion }) => {
    expect(await fusion.readJob('77')).toMatchObject({ state: 'succeeded', status: 'SUCCEEDED' });
  });
  await withPod(jobRoutes('', 'WARNING'), async ({ fusion }) => {
    expect(await fusion.readJob('77')).toMatchObject({ state: 'warning' });
  });
  await withPod(jobRoutes(''), async ({ fusion }) => {
    expect(await fusion.readJob('77')).toMatchObject({ state: 'running' });
  });
  const refusing: Routes = {
    [GET]: ({ search }) =>
      search.includes('ESSJobStatusRF') ? items([{ RequestStatus: 'ERROR' }]) : { status: 400, json: { title: 'no' } },
  };
  await withPod(refusing, async ({ fusion }) => {
    expect(await fusion.readJob('77')).toEqual({ job: '77', state: 'failed', status: 'ERROR', children: [] });
  });
});

const zipped = (name: string, text: string) => Buffer.from(zipOf([{ name, text }])).toString('base64');
const bare = (text: string) => Buffer.from(text).toString('base64');

test('files of a job and of its children come by the finder, once each', async () => {
  const details = {
    JOBS: node('Load', 'SUCCEEDED', { REQUESTID: '77', CHILD: node('Import', 'WARNING', { REQUESTID: 78 }) }),
  };
  const contents: Record<string, string> = { '77': zipped('77.log', 'loaded'), '78': bare('line 3: bad account') };
  await withPod(
    {
      [GET]: ({ search }) => {
        const [, finder, id = ''] = /finder=(\w+);requestId=(\d+)/.exec(search) ?? [];
        if (finder === 'ESSExecutionDetailsRF') return items([{ RequestStatus: JSON.stringify(details) }]);
        expect(search).toContain(`finder=ESSJobExecutionDetailsRF;requestId=${id},fileType=ALL`);
        return items([{ DocumentContent: contents[id] }]);
      },
    },
    async ({ fusion, named }) => {
      expect(await fusion.readJobFiles('77')).toEqual([
        { name: '77.log', text: 'loaded' },
        { name: '78.log', text: 'line 3: bad account' },
      ]);
      expect(named(POST)).toEqual([]);
    },
  );
});

test('where the finder gives nothing the operation does, and none are none', async () => {
  const answers = [
    { json: { DocumentContent: zipped('77.log', 'x') } },
    { json: { DocumentContent: null } },
    { status: 504 },
  ];
  await withPod({ [GET]: items([]), [POST]: answers }, async ({ fusion, named }) => {
    expect(await fusion.readJobFiles('77')).toEqual([{ name: '77.log', text: 'x' }]);
    expect(JSON.parse(named(POST)[0]?.body ?? '')).toMatchObject({ ReqstId: '77', FileType: 'ALL' });
    expect(await fusion.readJobFiles('77')).toEqual([]);
    expect(await errorOf(fusion.readJobFiles('77'))).toMatchObject({ type: 'Unavailable' });
  });
});

test('batches with every line and every error, whatever the lists inside give at a time', async () => {
  const line = (n: number) => ({
    JeLineNumber: n,
    Description: `key-${n}`,
    AccountCombination: '01-1',
    EnteredDr: 1.5,
  });
  const batches = [
    { JeBatchId: 9, BatchName: 'ML_1 load', StatusMeaning: 'Unposted' },
    { JeBatchId: 8, BatchName: 'MLx1 other', StatusMeaning: 'Posted' },
  ];
  const href = 'https://pod:443/fscmRestApi/resources/11.13.18.05/journalBatches/9/child/journalHeaders/00020000';
  const header = {
    JournalName: 'J1',
    journalLines: { items: [line(1)], hasMore: true, limit: 1, offset: 0, count: 1 },
    links: [{ rel: 'self', href }],
  };
  const child = 'GET /journalBatches/9/child';
  const error = { HeaderName: 'J1', JeLineNumber: 2, ErrorMessageName: 'EF04', ErrorMessage: 'Bad period.' };
  await withPod(
    {
      'GET /journalBatches': items(batches),
      [`${child}/journalHeaders`]: items([header]),
      [`${child}/journalHeaders/00020000/child/journalLines`]: items([line(1), line(2)]),
      [`${child}/journalErrors`]: items([error]),
    },
    async ({ fusion, named }) => {
      const entry = { journal: 'J1', account: '01-1', debit: '1.5' };
      expect(await fusion.findBatches('ML_1')).toEqual([
        {
          ...{ id: '9', name: 'ML_1 load', status: 'Unposted' },
          lines: [
            { ...entry, description: 'key-1', line: '1' },
            { ...entry, description: 'key-2', line: '2' },
          ],
          errors: [{ journal: 'J1', line: '2', name: 'EF04', message: 'Bad period.' }],
        },
      ]);
      expect(named('GET /journalBatches')[0]?.query.q).toBe("BatchName LIKE '%ML_1%'");
    },
  );
});
