// Which answer means what: HTTP statuses, GraphQL errors beside a 200, and lost answers, for a read and for a write.
import { expect, test } from '@jest/globals';
import { type Answer, connect, cost, errorOf, withVendor } from './vendor.ts';

const TAGGED = { data: { tagsAdd: { node: { id: 'gid://shopify/Order/1' }, userErrors: [] } } };
const gql = (code: string | undefined, message = 'no', path?: string[]) => ({
  errors: [{ message, ...(path ? { path } : {}), extensions: code === undefined ? {} : { code } }],
});
const denied = (root: string) => ({ ...gql('ACCESS_DENIED', 'Access denied for it.', [root]), data: { [root]: null } });

type Row = [string, Answer, Record<string, unknown>, Record<string, unknown>];
const both = (name: string, answer: Answer, expected: Record<string, unknown>): Row => [
  name,
  answer,
  expected,
  expected,
];
const lost = (name: string, answer: Answer, extra: Record<string, unknown> = {}): Row => [
  name,
  answer,
  { type: 'Unavailable', ...extra },
  { type: 'Uncertain', ...extra },
];

const ROWS: Row[] = [
  both(
    '401',
    { status: 401, json: { errors: '[API] Invalid API key or access token' } },
    { type: 'Auth', status: 401 },
  ),
  both(
    '402 frozen',
    { status: 402, json: { errors: 'Unavailable Shop' } },
    { type: 'Config', status: 403, code: 'SHOP_FROZEN' },
  ),
  both(
    '403 scope',
    { status: 403, json: { errors: '[API] This action requires merchant approval' } },
    { type: 'Config', status: 403 },
  ),
  both(
    '403 old token',
    { status: 403, json: { errors: '[API] Non-expiring access tokens are no longer accepted' } },
    { type: 'Auth', code: 'NON_EXPIRING_TOKEN' },
  ),
  both('404', { status: 404, json: { errors: 'Not Found' } }, { type: 'Config', status: 403, code: 'SHOP_NOT_FOUND' }),
  both('423', { status: 423, json: { errors: 'locked' } }, { type: 'Config', status: 403, code: 'SHOP_LOCKED' }),
  both('400', { status: 400, json: { errors: 'bad' } }, { type: 'Invalid', status: 400 }),
  both('406', { status: 406, json: {} }, { type: 'Invalid' }),
  both('415', { status: 415, json: {} }, { type: 'Invalid' }),
  both(
    'redirect',
    { status: 302, headers: { location: 'https://evil.example/' }, json: {} },
    { type: 'Config', status: 302 },
  ),
  both(
    '429 with a time',
    { status: 429, headers: { 'retry-after': '2.5' }, json: { errors: 'Exceeded' } },
    { type: 'RateLimited', retryAfterMs: 2_500 },
  ),
  both('429 without a time', { status: 429, json: {} }, { type: 'RateLimited', retryAfterMs: 2_000 }),
  both('430', { status: 430, json: {} }, { type: 'RateLimited', retryAfterMs: 60_000 }),
  lost('500', { status: 500, json: { errors: 'x' } }, { status: 500 }),
  lost('502 page', { status: 502, raw: '<html>bad gateway</html>' }, { status: 502 }),
  lost('503', { status: 503, json: {} }, { status: 503 }),
  lost('504', { status: 504, json: {} }, { status: 504 }),
  lost('cut connection', { hangUp: true }),
  lost('200 with a page', { raw: '<html>hello</html>' }),
  lost('200 with nothing in it', { json: {} }, { code: 'UNEXPECTED_ANSWER' }),
  lost('200 of another shape', { data: { job: 5, tagsAdd: 5 } }, { code: 'UNEXPECTED_ANSWER' }),
  lost('internal error', gql('INTERNAL_SERVER_ERROR'), { code: 'INTERNAL_SERVER_ERROR' }),
  lost('an error without a code', gql(undefined)),
  lost('an unknown code', gql('SOMETHING_NEW'), { code: 'SOMETHING_NEW' }),
  both('validation', gql('undefinedField'), { type: 'Invalid', code: 'undefinedField' }),
  both('variable', gql('INVALID_VARIABLE'), { type: 'Invalid' }),
  both('arguments', gql('INVALID_FIELD_ARGUMENTS', 'x', ['root']), { type: 'Invalid' }),
  both('bad request', gql('BAD_REQUEST'), { type: 'Invalid' }),
  both('cost', gql('MAX_COST_EXCEEDED'), { type: 'Invalid', code: 'MAX_COST_EXCEEDED' }),
  both('wrong id', gql('RESOURCE_NOT_FOUND'), { type: 'NotFound' }),
  both('inactive', gql('SHOP_INACTIVE'), { type: 'Config', status: 403 }),
  both('denied at one root', denied('tagsAdd'), { type: 'Config', status: undefined, code: 'ACCESS_DENIED' }),
  both('denied for all orders', denied('order'), { type: 'Config', status: 403, code: 'ACCESS_DENIED' }),
];

test.each(ROWS)('%s', async (_name, answer, ofRead, ofWrite) => {
  await withVendor({ JobById: answer, TagsAdd: answer }, async ({ url }) => {
    const shop = connect(url);
    expect(await errorOf(() => shop.job('1'))).toMatchObject(ofRead);
    expect(await errorOf(() => shop.addTags('1', ['a']))).toMatchObject(ofWrite);
  });
});

test('a timeout of a write is uncertain, of a read it is not', async () => {
  const never = () => new Promise<Answer>(() => {});
  await withVendor({ JobById: never, TagsAdd: never }, async ({ url }) => {
    const shop = connect(url, { settings: { timeoutMs: 1_000 } });
    const [read, write] = await Promise.all([errorOf(() => shop.job('1')), errorOf(() => shop.addTags('1', ['a']))]);
    expect([read.type, write.type]).toEqual(['Unavailable', 'Uncertain']);
  });
});

test('THROTTLED tells the time until the asked points are there', async () => {
  const answer = { ...gql('THROTTLED', 'Throttled'), cost: { ...cost(752, 252), actualQueryCost: null } };
  await withVendor({ JobById: answer, TagsAdd: answer }, async ({ url }) => {
    const shop = connect(url);
    expect(await errorOf(() => shop.job('1'))).toMatchObject({
      type: 'RateLimited',
      code: 'THROTTLED',
      retryAfterMs: 5_000,
    });
  });
});

test('a refusal in words is told with its place and the request id, and never with our token', async () => {
  const refused = {
    data: { tagsAdd: { node: null, userErrors: [{ field: ['id'], message: 'Order does not exist' }] } },
  };
  await withVendor({ TagsAdd: refused, JobById: { status: 500, json: {} } }, async ({ url }) => {
    const shop = connect(url);
    const refusal = await errorOf(() => shop.addTags('1', ['a']));
    expect(refusal).toMatchObject({ type: 'NotFound', message: 'Shopify TagsAdd: Order does not exist [id]' });
    const broken = await errorOf(() => shop.job('1'));
    expect(broken.message).toContain('req-1');
    expect(JSON.stringify([refusal, broken])).not.toContain('shpat_');
  });
});

test('a search that Shopify did not understand is an error, because its rows are not filtered', async () => {
  const answer = {
    data: { orders: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } },
    search: [
      { path: ['orders'], warnings: [{ field: 'updated', message: 'Invalid search field', code: 'invalid_field' }] },
    ],
  };
  await withVendor({ OrdersUpdatedSince: answer }, async ({ url }) => {
    const call = () => connect(url).ordersUpdatedSince({ from: '2026-11-20T00:00:00Z' });
    expect(await errorOf(call)).toMatchObject({ type: 'Invalid', code: 'SEARCH_WARNING' });
  });
});

test('the token goes in its header, to the path of the version, with the operation’s name; the watcher sees no token', async () => {
  const reports: unknown[] = [];
  await withVendor({ TagsAdd: TAGGED }, async ({ url, seen }) => {
    await connect(url, {
      settings: { apiVersion: '2026-07' },
      deps: { observe: (report) => reports.push(report) },
    }).addTags('1', ['a']);
    expect(seen[0]).toMatchObject({
      path: '/admin/api/2026-07/graphql.json',
      variables: { id: 'gid://shopify/Order/1', tags: ['a'] },
      headers: { 'x-shopify-access-token': 'shpat_fixed' },
    });
    expect(reports).toEqual([
      expect.objectContaining({ system: 'shopify', status: 200, path: '/admin/api/2026-07/graphql.json#TagsAdd' }),
    ]);
    expect(JSON.stringify(reports)).not.toContain('shpat_');
  });
});

test('an id that is none is refused before anything is sent', async () => {
  await withVendor({}, async ({ url, seen }) => {
    expect(await errorOf(() => connect(url).job('../x'))).toMatchObject({ type: 'Invalid', code: 'BAD_ID' });
    expect(seen).toEqual([]);
  });
});
