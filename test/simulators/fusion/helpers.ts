// A small client for the simulator's tests: signs in, sends what it is told.
// Trap: it has no retries and follows no links.
import {
  DEFAULT_CLIENT,
  DEFAULT_SCOPE,
  type FusionSimulator,
  type Seed,
  type SimulatorOptions,
  startFusionSimulator,
} from '../../../simulators/fusion/server.ts';

/** Any JSON; tests read what they expect from it. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Json;
}

export interface CallOptions {
  body?: unknown;
  /** Default 4; null = no header. */
  version?: number | string | null;
  headers?: Record<string, string>;
  base?: 'fscm' | 'crm';
  release?: string;
  authorization?: string;
}

export interface Bench {
  sim: FusionSimulator;
  token: string;
  /** `path` starts behind the version. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  raw(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Json>;
  signIn(form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const basic = (name: string, password: string) =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
export const CLIENT_BASIC = basic(DEFAULT_CLIENT.clientId, DEFAULT_CLIENT.clientSecret);

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = text !== '' && (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : null };
}

/** A simulator on a frozen clock (12 Oct 2026, noon UTC) with a signed-in client. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const sim = await startFusionSimulator({ startAt: '2026-10-12T12:00:00Z', frozen: true, ...options });
  const raw: Bench['raw'] = async (method, path, headers = {}, body) =>
    answerOf(
      await fetch(`${sim.url}${path}`, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) }),
    );
  const signIn: Bench['signIn'] = async (form, headers = {}) =>
    answerOf(await fetch(`${sim.url}/oauth2/v1/token`, { method: 'POST', headers, body: new URLSearchParams(form) }));
  const grant = { grant_type: 'client_credentials', scope: DEFAULT_SCOPE };
  const token = String((await signIn(grant, { authorization: CLIENT_BASIC })).body.access_token);
  return {
    ...{ sim, token, raw, signIn },
    call(
      method,
      path,
      { body, version = 4, headers = {}, base = 'fscm', release = '11.13.18.05', authorization } = {},
    ) {
      const sent = {
        authorization: authorization ?? `Bearer ${token}`,
        ...(version !== null && { 'rest-framework-version': String(version) }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      };
      const address = `/${base}RestApi/resources/${release}${path}`;
      return raw(method, address, sent, body === undefined ? undefined : JSON.stringify(body));
    },
    async control(method, path, body) {
      const json = { 'content-type': 'application/json' };
      const sent = body === undefined ? undefined : JSON.stringify(body);
      const answer = await raw(method, `/__sim${path}`, sent === undefined ? {} : json, sent);
      if (answer.status >= 400) throw new Error(answer.text);
      return answer.body;
    },
    [Symbol.asyncDispose]: () => sim.close(),
  };
}

/** A lamp with stock, a service, a lot item; an account with two sites, a web customer, an inactive one. */
export const MASTERS: Seed = {
  items: [
    { number: 'AS54888', description: 'Desk lamp', onHand: { 'SEA/Stores': 40 } },
    { number: 'LOT-1', lots: true, onHand: { 'SEA/Stores/A1': 10 } },
    { number: 'V1-ONLY', organizations: ['V1'] },
  ],
  customers: [
    {
      name: 'Acme Ltd',
      accountNumber: '1008',
      email: 'buy@acme.test',
      terms: '30 Net',
      sites: [{ number: '1012', primary: true }, { number: '1013' }],
    },
    { name: 'Web Customer', accountNumber: '1009' },
    { name: 'Two Sites', accountNumber: '1010', sites: [{ number: 'A' }, { number: 'B' }] },
    { name: 'Gone', accountNumber: '1011', inactive: true },
  ],
};

/** An invoice body for the masters: 2 × 19.50 with 20 % tax, less 4.00. */
export const invoiceBody = (number: string, more: object = {}) => ({
  ...{ BusinessUnit: 'Vision Operations', TransactionSource: 'POS Import', TransactionType: 'POS Invoice' },
  ...{ TransactionNumber: number, TransactionDate: '2026-10-10', AccountingDate: '2026-10-10' },
  ...{
    BillToCustomerNumber: '1008',
    PaymentTerms: '30 Net',
    InvoiceCurrencyCode: 'USD',
    CrossReference: `shop:${number}`,
  },
  receivablesInvoiceLines: [
    { LineNumber: 1, ItemNumber: 'AS54888', Quantity: 2, UnitSellingPrice: 19.5, TaxClassificationCode: 'VAT20' },
    { LineNumber: 2, MemoLine: 'Order Discount', Description: 'Promo', Quantity: 1, UnitSellingPrice: -4 },
  ],
  ...more,
});

/** A staged issue of the lamp. */
export const issueBody = (line: number, more: object = {}) => ({
  ...{
    OrganizationName: 'Seattle',
    ItemNumber: 'AS54888',
    TransactionTypeName: 'Miscellaneous Issue',
    TransactionQuantity: -2,
  },
  ...{ TransactionUnitOfMeasure: 'Each', TransactionDate: '2026-10-10T10:00:00.000+00:00', SubinventoryCode: 'Stores' },
  ...{ SourceCode: 'SHOP', SourceHeaderId: 10_045, SourceLineId: line, TransactionMode: '1', ProcessStatus: '1' },
  ...{ UseCurrentCostFlag: true, AccountCombination: '01-000-5110-0000-000', ...more },
});

/** Error codes of a structured refusal. */
export const codes = (answer: Answer): string[] => answer.body['o:errorDetails'].map((one: Json) => one['o:errorCode']);

export const q = (text: string) => `q=${encodeURIComponent(text)}`;
