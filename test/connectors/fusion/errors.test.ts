/** Every way in which Fusion refuses, and what it means for a read and for a write. */
import { expect, test } from '@jest/globals';
import { type Answer, errorOf, items, withPod } from './pod.ts';

const LIST = 'GET /receivablesInvoices';
const CREATE = 'POST /receivablesInvoices';
const STAGE = 'POST /inventoryStagedTransactions';
const plainText = (status: number, raw: string): Answer => ({ status, raw, headers: { 'content-type': 'text/plain' } });
const page = (status: number): Answer => ({ status, raw: '<!DOCTYPE html><html><b>down</b></html>' });
const problems = (...details: object[]): Answer => ({
  status: 400,
  json: { title: 'Bad Request', status: '400', 'o:errorDetails': details },
});
const problem = (detail: string, code?: string, path?: string) => ({
  detail,
  ...(code === undefined ? {} : { 'o:errorCode': code }),
  ...(path === undefined ? {} : { 'o:errorPath': path }),
});

const read = (answer: Answer) => failure(LIST, answer, 'read');
const write = (answer: Answer) => failure(CREATE, answer, 'write');

async function failure(route: string, answer: Answer, kind: 'read' | 'write') {
  let caught: unknown;
  await withPod(
    { [route]: answer },
    async ({ fusion, named }) => {
      const work =
        kind === 'read'
          ? fusion.findInvoices({ source: 'S', number: '1' })
          : fusion.createInvoice({ Comments: 'personal words' });
      caught = await errorOf(work);
      expect(named(route)).toHaveLength(1);
    },
    { credentials: { kind: 'basic', username: 'u', password: 'p' }, settings: { timeoutMs: 300 } },
  );
  return caught;
}

test.each([
  [408, page(408), 'Unavailable', 'Uncertain'],
  [500, { status: 500, json: { title: 'x', status: '500' } }, 'Unavailable', 'Uncertain'],
  [502, page(502), 'Unavailable', 'Uncertain'],
  [504, page(504), 'Unavailable', 'Uncertain'],
  [503, page(503), 'Unavailable', 'Unavailable'],
  [429, { status: 429 }, 'RateLimited', 'RateLimited'],
  [401, page(401), 'Auth', 'Auth'],
  [403, plainText(403, 'You lack it.'), 'Config', 'Config'],
  [404, page(404), 'Config', 'Config'],
  [405, plainText(405, 'no'), 'Config', 'Config'],
  [415, plainText(415, 'no'), 'Config', 'Config'],
  [412, { status: 412 }, 'Conflict', 'Conflict'],
  ['sign-in page', page(200), 'Auth', 'Auth'],
  ['cut', { hangUp: true }, 'Unavailable', 'Uncertain'],
  ['time-out', { stall: true }, 'Unavailable', 'Uncertain'],
])('%s', async (_what, answer, forRead, forWrite) => {
  expect(await read(answer as Answer)).toMatchObject({ type: forRead, system: 'fusion' });
  expect(await write(answer as Answer)).toMatchObject({ type: forWrite });
});

test('an address that nobody listens at has done nothing', async () => {
  await withPod(
    {},
    async ({ fusion }) => {
      expect(await errorOf(fusion.createInvoice({}))).toMatchObject({ type: 'Unavailable', code: 'ECONNREFUSED' });
    },
    { credentials: { kind: 'basic', username: 'u', password: 'p' }, settings: { baseUrl: 'http://127.0.0.1:9' } },
  );
});

test('408 of an online inventory row says that Fusion may still be at it', async () => {
  await withPod({ [STAGE]: page(408) }, async ({ fusion }) => {
    expect(await errorOf(fusion.createStaged({}))).toMatchObject({ type: 'Uncertain', code: 'STILL_RUNNING' });
  });
});

test.each([
  ['7', 7_000],
  ['0', 0],
])('Retry-After %s', async (header, retryAfterMs) => {
  for (const status of [429, 503])
    expect(await write({ status, headers: { 'retry-after': header } })).toMatchObject({ retryAfterMs });
});

test('every problem is told, without mark-up and with its code', async () => {
  const error = await write(
    problems(
      problem(
        '<b>The item you entered for line 1</b>\n doesn&apos;t exist.',
        'AR_ITEM_NOT_FOUND',
        '/lines/0/ItemNumber',
      ),
      problem('The business unit you entered does not exist.', 'AR_BU_NOT_FOUND'),
      problem('', 'AR_LINE_ATTR_OPT_REQ'),
      problem('Mail of jane.doe@example.com is unknown.'),
    ),
  );
  expect(error).toMatchObject({ type: 'Invalid', code: 'AR_ITEM_NOT_FOUND', status: 400 });
  const { message } = error as Error;
  expect(message).toContain(
    "The item you entered for line 1 doesn't exist. (AR_ITEM_NOT_FOUND) [at /lines/0/ItemNumber]",
  );
  expect(message).toContain('The business unit you entered does not exist. (AR_BU_NOT_FOUND)');
  expect(message).toContain('AR_LINE_ATTR_OPT_REQ');
  expect(message).not.toContain('jane');
  expect(message).not.toContain('personal words');
});

test.each<[string, Answer, string]>([
  ['one bare problem', { status: 400, json: { title: 'Broken', status: '400', 'o:errorCode': 'GL-782245' } }, 'Broken'],
  ['plain text', plainText(400, "The value of the attribute BusinessUnit isn't valid."), 'BusinessUnit'],
  ['nothing', { status: 400 }, 'refused'],
])('a refusal as %s', async (_what, answer, words) => {
  expect(await write(answer)).toMatchObject({ type: 'Invalid', message: expect.stringContaining(words) });
});

test.each<[string, object]>([
  ['a number taken', problem('The transaction number already exists for this transaction source.')],
  [
    'a receipt that exists',
    problem('A receipt with this number, date, amount and customer already exists.', 'AR_RCP_DUP_NUM'),
  ],
])('%s is a conflict of names', async (_what, detail) => {
  const other = problem('The item does not exist.', 'AR_ITEM_NOT_FOUND');
  expect(await write(problems(detail))).toMatchObject({ type: 'Conflict', code: 'DUPLICATE_NUMBER' });
  expect(await write(problems(other, detail))).toMatchObject({ type: 'Conflict', code: 'DUPLICATE_NUMBER' });
});

test('several bill-to sites are no conflict of names', async () => {
  const detail = problem('More than one bill-to site was found.', 'AR_BILL_TO_SITE_DUPLICATE');
  expect(await write(problems(detail))).toMatchObject({ type: 'Invalid', code: 'AR_BILL_TO_SITE_DUPLICATE' });
});

test.each(['The accounting date is in a period that is closed.', 'The date isn’t in an open period.'])(
  'closed: %s',
  async (words) => {
    expect(await write(problems(problem(words)))).toMatchObject({ type: 'Invalid', code: 'PERIOD_CLOSED' });
  },
);

test('a question that Fusion does not understand does not park the connection', async () => {
  const answer = problems(problem("The attribute SourceHeaderId can't be used in a query.", '27545'));
  expect(await read(answer)).toMatchObject({ type: 'Invalid', code: 'BAD_QUERY' });
});

test('a framework version that the pod does not take names its setting', async () => {
  const answer = plainText(400, 'The REST-Framework-Version 9 is not supported.');
  expect(await read(answer)).toMatchObject({ type: 'Config', message: expect.stringContaining('frameworkVersion') });
});

test('a success that tells nothing of what was made is uncertain', async () => {
  expect(await write({ status: 201, json: {} })).toMatchObject({ type: 'Uncertain', code: 'UNEXPECTED_ANSWER' });
  expect(await write({ status: 201 })).toMatchObject({ type: 'Uncertain' });
  expect(await read({ json: { hello: 1 } })).toMatchObject({ type: 'Unavailable', code: 'UNEXPECTED_ANSWER' });
});

test('what Oracle’s support asks for is in the message', async () => {
  const answer: Answer = { ...page(500), headers: { 'x-oracle-dms-ecid': '005x1-abc.DEF' } };
  expect(await read(answer)).toMatchObject({ message: expect.stringContaining('ECID 005x1-abc.DEF') });
});

test('no message holds the question', async () => {
  await withPod({ 'GET /hubOrganizations': { status: 500 }, 'GET /hubPersons': items([]) }, async ({ fusion }) => {
    const error = await errorOf(fusion.findParties({ email: 'jane@example.com' }));
    expect(error.message).not.toContain('jane');
  });
});
