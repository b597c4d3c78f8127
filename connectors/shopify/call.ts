/**
 * One GraphQL operation: budget first, one exchange (a second one only after a refused token), errors classified, the
 * data read by a schema. Nothing waits or retries.
 * The trap: an answer may hold data and errors at once. Fields that the app may not see are tolerated and told as
 * `hidden`; any other error makes the whole answer void.
 */
import { z } from 'zod';
import { createHttpClient, type HttpResponse } from '../http/client.ts';
import type { CallObserver } from '../http/contract.ts';
import type { ConnectorError } from '../http/errors.ts';
import type { Authorizer } from './auth.ts';
import type { CostBucket } from './budget.ts';
import type { Document } from './documents/document.ts';
import { classifyGraphQl, classifyHttp, failure, type GraphQlError, unexpectedAnswer } from './errors.ts';
import type { ResolvedShopifySettings } from './settings.ts';

export type Variables = Record<string, unknown>;
export type Answer<T> = { data: T; hidden: string[]; headers: HttpResponse['headers'] };

export type Caller = {
  run<T>(document: Document, variables: Variables, schema: z.ZodType<T>): Promise<Answer<T>>;
};

export type CallerOptions = {
  settings: ResolvedShopifySettings;
  authorizer: Authorizer;
  bucket: CostBucket;
  now: () => Date;
  /** 1 (live) to 5 (backfill). */
  priority: () => number;
  observe?: CallObserver;
};

const throttle = z.object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() });
const warning = z.object({ field: z.string().nullish(), message: z.string() });
const envelope = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string().default('no words'),
        path: z.array(z.union([z.string(), z.number()])).nullish(),
        extensions: z.object({ code: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
  extensions: z
    .object({
      cost: z
        .object({
          requestedQueryCost: z.number().nullish(),
          actualQueryCost: z.number().nullish(),
          throttleStatus: throttle.optional().catch(undefined),
        })
        .nullish(),
      search: z.array(z.object({ warnings: z.array(warning).nullish() })).nullish(),
    })
    .nullish(),
});
type Envelope = z.output<typeof envelope>;

/** What Shopify asked for each document the last time, and what such calls took in the end, on average. */
type Costs = Map<string, { asked: number; spent?: number }>;
/** How much the latest call tells of what the next one takes. */
const WEIGHT = 0.2;

export function createCaller(options: CallerOptions): Caller {
  const costs: Costs = new Map();
  return {
    async run(document, variables, schema) {
      const response = await send(options, costs, document, variables);
      const answer = envelope.safeParse(response.body);
      const requestId = response.headers['x-request-id'];
      if (!answer.success) throw unexpectedAnswer(document, 'not a GraphQL answer', requestId);
      const hidden = judge(options, costs, document, answer.data, requestId);
      const read = schema.safeParse(answer.data.data);
      if (!read.success) throw unexpectedAnswer(document, places(read.error), requestId);
      return { data: read.data, hidden, headers: response.headers };
    },
  };
}

/** A 200 (or another 2xx) comes back; everything else throws. The budget hears of every call that it let through. */
async function send(options: CallerOptions, costs: Costs, document: Document, variables: Variables) {
  const { bucket, now } = options;
  const { asked: cost, spent } = costs.get(document.name) ?? { asked: document.cost };
  bucket.check(cost, options.priority(), now().getTime(), spent);
  let response: HttpResponse | undefined;
  try {
    response = await authorized(options, document, variables);
  } finally {
    const told = envelope.safeParse(response?.body).data?.extensions?.cost;
    if (typeof told?.requestedQueryCost === 'number')
      costs.set(document.name, learned(told.requestedQueryCost, told.actualQueryCost, spent));
    bucket.answered(cost, told?.throttleStatus, now().getTime());
  }
  const isSuccess = response.status >= 200 && response.status < 300 && typeof response.body === 'object';
  if (!isSuccess) throw classifyHttp(document, response);
  return response;
}

function learned(asked: number, actual: number | null | undefined, spent: number | undefined) {
  const average = typeof actual === 'number' ? (spent ?? actual) * (1 - WEIGHT) + actual * WEIGHT : spent;
  return average === undefined ? { asked } : { asked, spent: average };
}

/** After a refused token once more with another one; a 401 proves that nothing was done. */
async function authorized(options: CallerOptions, document: Document, variables: Variables): Promise<HttpResponse> {
  const token = await options.authorizer.token();
  const first = await exchange(options, document, variables, token);
  if (first.status !== 401 || !options.authorizer.refused(token)) return first;
  return exchange(options, document, variables, await options.authorizer.token());
}

function exchange(options: CallerOptions, document: Document, variables: Variables, token: string) {
  const { settings, observe } = options;
  const http = createHttpClient({
    system: 'shopify',
    baseUrl: settings.baseUrl,
    timeoutMs: settings.timeoutMs,
    ...(observe === undefined
      ? {}
      : { observe: (report) => observe({ ...report, path: `${report.path}#${document.name}` }) }),
  });
  return http.send({
    method: 'POST',
    path: `/admin/api/${settings.apiVersion}/graphql.json`,
    headers: { 'x-shopify-access-token': token },
    json: { query: document.text, variables, operationName: document.name },
    write: document.write,
  });
}

/** Throws for errors and for search terms that Shopify did not understand; else the fields that were held back. */
function judge(
  options: CallerOptions,
  costs: Costs,
  document: Document,
  answer: Envelope,
  requestId: string | undefined,
): string[] {
  const warnings = (answer.extensions?.search ?? []).flatMap((search) => search.warnings ?? []);
  if (warnings.length > 0) throw misunderstood(document, warnings[0]?.message ?? '', requestId);
  const errors = (answer.errors ?? []).map(toError);
  if (errors.length === 0) return [];
  const { data } = answer;
  if (data && errors.every((error) => isHeldBack(error, data))) return [...new Set(errors.map(({ path }) => path))];
  const isThrottled = errors.some(({ code }) => code === 'THROTTLED');
  const requested = answer.extensions?.cost?.requestedQueryCost ?? document.cost;
  const waitMs = isThrottled
    ? options.bucket.throttled(requested, options.priority(), costs.get(document.name)?.spent)
    : undefined;
  throw classifyGraphQl(document, errors, requestId, waitMs);
}

function toError(error: NonNullable<Envelope['errors']>[number]): GraphQlError {
  const path = (error.path ?? []).filter((part) => typeof part === 'string').join('.');
  return { message: error.message, code: error.extensions?.code ?? '', path };
}

/** Only a part below a root field that is there may be missing. */
function isHeldBack(error: GraphQlError, data: Record<string, unknown>): boolean {
  const [root = '', ...below] = error.path.split('.');
  return error.code === 'ACCESS_DENIED' && below.length > 0 && data[root] !== null && data[root] !== undefined;
}

/** Shopify then answers with unfiltered rows, so they must not be used. */
function misunderstood(document: Document, words: string, requestId: string | undefined): ConnectorError {
  return failure(document, {
    type: 'Invalid',
    code: 'SEARCH_WARNING',
    words: ['Shopify did not understand the search and did not filter', words],
    requestId,
  });
}

/** Names the members that do not fit, never their values. */
const places = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'data'}: ${issue.message}`)
    .join('; ');
