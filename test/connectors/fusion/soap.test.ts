/** Envelopes and faults of the SOAP services, and the small XML reader under them. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { childText, escapeXml, find, findAll, readXml, writeXml } from '../../../connectors/fusion/xml.ts';
import { type Answer, errorOf, withPod } from './pod.ts';

const ACCOUNTS = 'POST /crmService/CustomerAccountService';
const PROFILES = 'POST /fscmService/ReceivablesCustomerProfileService';
const SERVICE = 'http://xmlns.oracle.com/apps/cdm/foundation/parties/customerAccountService/';
const soap = (inner: string, status = 200): Answer => ({
  status,
  raw: `<?xml version="1.0"?><env:Envelope xmlns:env="x"><env:Header><a:Action xmlns:a="y"/></env:Header><env:Body>${inner}</env:Body></env:Envelope>`,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
});
const fault = (words: string, detail = '') =>
  soap(`<env:Fault><faultcode>env:Server</faultcode><faultstring>${words}</faultstring>${detail}</env:Fault>`, 500);
const value = (id: string, number: string) =>
  `<b:Value><b:CustomerAccountId>${id}</b:CustomerAccountId><b:PartyId>7</b:PartyId><b:AccountNumber>${number}</b:AccountNumber><b:AccountName>A &amp; B</b:AccountName><b:CustomerAccountSite><b:CustomerAccountId>99</b:CustomerAccountId></b:CustomerAccountSite></b:Value>`;
const found = (...values: string[]) => soap(`<a:xResponse><a:result>${values.join('')}</a:result></a:xResponse>`);
const DRAFT = { partyId: '7', name: 'A & B', kind: 'organization' as const, reference: 'ref-1' };

test('operation and parameter are in the types namespace, the fields in the service’s', async () => {
  await withPod({ [ACCOUNTS]: found(value('11', '500')) }, async ({ fusion, named }) => {
    const made = await fusion.createAccount({ ...DRAFT, partySiteId: '21', setId: '31', sourceSystem: 'SS' });
    expect(made).toEqual({ accountId: '11', number: '500', partyId: '7', name: 'A & B' });
    const [call] = named(ACCOUNTS);
    expect(call?.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      soapaction: `"${SERVICE}applicationModule/createCustomerAccount"`,
      authorization: expect.stringMatching(/^Bearer /),
    });
    expect(call?.body).toContain(`xmlns:typ="${SERVICE}applicationModule/types/"`);
    expect(call?.body).toContain(`xmlns:svc="${SERVICE}"`);
    expect(call?.body).toContain(
      '<typ:createCustomerAccount><typ:customerAccount><svc:PartyId>7</svc:PartyId><svc:AccountName>A &amp; B</svc:AccountName>',
    );
    expect(call?.body).toContain(
      '<svc:OrigSystem>SS</svc:OrigSystem><svc:OrigSystemReference>ref-1</svc:OrigSystemReference>',
    );
    expect(call?.body).toContain('<svc:PartySiteId>21</svc:PartySiteId><svc:SetId>31</svc:SetId>');
    expect(call?.body.match(/<svc:CreatedByModule>HZ_WS</g)).toHaveLength(3);
  });
});

test('the profile has its own namespaces, and both ids', async () => {
  await withPod({ [PROFILES]: found('') }, async ({ fusion, named }) => {
    await fusion.createProfile({ accountId: '11', partyId: '7', profileClass: 'DEFAULT' });
    const base = 'http://xmlns.oracle.com/apps/financials/receivables/customers/customerProfileService/';
    const body = named(PROFILES)[0]?.body;
    expect(body).toContain(`xmlns:typ="${base}types/" xmlns:svc="${base}"`);
    expect(body).toContain('<svc:CustomerAccountId>11</svc:CustomerAccountId><svc:PartyId>7</svc:PartyId>');
  });
});

test('one row or many are found alike, and none is none', async () => {
  const answers = [
    found(value('11', '500')),
    found(value('11', '500'), value('12', '501')),
    found(),
    soap('<a:xResponse/>'),
  ];
  await withPod({ [ACCOUNTS]: answers }, async ({ fusion, named }) => {
    expect(await fusion.findAccountBySource('500')).toMatchObject({ accountId: '11', number: '500' });
    expect(await fusion.findAccountBySource('ref-1', 'SS')).toMatchObject({ accountId: '11' });
    expect(await fusion.findAccountBySource('none')).toBeUndefined();
    expect(await fusion.findAccountBySource('none')).toBeUndefined();
    const [byNumber, bySource] = named(ACCOUNTS).map((call) => call.body);
    expect(byNumber).toContain(
      '<adf:attribute>AccountNumber</adf:attribute><adf:operator>=</adf:operator><adf:value>500</adf:value>',
    );
    expect(bySource).toContain(
      '<typ:bindOrigSystem>SS</typ:bindOrigSystem><typ:bindOrigSystemReference>ref-1</typ:bindOrigSystemReference>',
    );
  });
});

test.each([
  ['JBO-27024: Failed to validate a row with key.', 'Invalid', 'JBO-27024'],
  ['HZ-120421: There is no party usage assigned to the party.', 'Invalid', 'HZ-120421'],
  ['Unknown method', 'Invalid', 'SOAP_FAULT'],
  ['HZ-120124: The account number 5 already exists.', 'Conflict', 'ALREADY_EXISTS'],
  ['JBO-25013: Too many objects match the primary key', 'Conflict', 'ALREADY_EXISTS'],
  ['FailedAuthentication : The security token cannot be authenticated.', 'Auth', 'SOAP_FAULT'],
])('fault: %s', async (words, type, code) => {
  await withPod({ [ACCOUNTS]: fault(words) }, async ({ fusion, named }) => {
    expect(await errorOf(fusion.createAccount(DRAFT))).toMatchObject({
      type,
      code,
      message: expect.stringContaining(words),
    });
    expect(named(ACCOUNTS)).toHaveLength(1);
  });
});

test('the details of a fault are told too, once', async () => {
  const message =
    '<m:message>&lt;b&gt;The set is not valid.&lt;/b&gt;</m:message><m:severity>SEVERITY_ERROR</m:severity>';
  await withPod(
    { [ACCOUNTS]: fault('JBO-1: no', `<detail><m:e>${message}${message}</m:e></detail>`) },
    async ({ fusion }) => {
      const { message: words } = await errorOf(fusion.createAccount(DRAFT));
      expect(words).toContain('JBO-1: no; The set is not valid.');
      expect(words.match(/The set/g)).toHaveLength(1);
      expect(words).not.toContain('SEVERITY');
    },
  );
});

test.each<[string, Answer, string, string]>([
  ['a page of the gateway', { status: 504, raw: '<html>busy</html>' }, 'Uncertain', 'Unavailable'],
  ['a cut', { hangUp: true }, 'Uncertain', 'Unavailable'],
  ['maintenance', { status: 503, raw: '<html>later</html>' }, 'Unavailable', 'Unavailable'],
  ['no such service', { status: 404, raw: '<html>?</html>' }, 'Config', 'Config'],
  ['a missing privilege', { status: 403, raw: 'no' }, 'Config', 'Config'],
  ['an envelope cut short', { ...soap('<a:b>'), status: 200 }, 'Uncertain', 'Unavailable'],
  ['an account that is not told', found('<b:Value/>'), 'Uncertain', ''],
])('%s', async (_what, answer, forWrite, forRead) => {
  await withPod({ [ACCOUNTS]: answer }, async ({ fusion }) => {
    expect(await errorOf(fusion.createAccount(DRAFT))).toMatchObject({ type: forWrite });
    if (forRead !== '') expect(await errorOf(fusion.findAccountBySource('1'))).toMatchObject({ type: forRead });
  });
});

test('a refused token is minted again for a SOAP call, too', async () => {
  const answers = [{ status: 401, raw: '<html>no</html>' }, found(value('11', '500'))];
  await withPod({ [ACCOUNTS]: answers }, async ({ fusion, named }) => {
    expect(await fusion.findAccountBySource('500')).toMatchObject({ accountId: '11' });
    expect(named('POST /oauth2/v1/token')).toHaveLength(2);
  });
});

const wellFormed = (text: string) => [...text].every((c) => c >= ' ' && !/[\ud800-\udfff\u007f\ufffe\uffff]/u.test(c));

test('any text comes through, control characters do not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const root = readXml(writeXml([{ name: 'a:b', value: [{ name: 'c', value: text }] }]));
      const back = root?.nodes[0]?.text ?? '';
      expect(back).toBe([...text].filter((c) => wellFormed(c) || '\t\n\r'.includes(c)).join(''));
    }),
  );
  expect(escapeXml('a\u0000\u001fb\uD800')).toBe('ab');
});

test('trees are read by local names; what is no XML or declares a type is nothing', () => {
  const root = readXml(
    '<?xml version="1.0"?><!-- <x> --><s:a k="1>2" l=\'"\'><b/><t:b>1&#x41;&#66;&lt;&unknown;</t:b><c><![CDATA[<raw>]]></c><n nil="true"/></s:a>',
  );
  expect(root?.name).toBe('a');
  expect(root && findAll(root, 'b').map((node) => node.text)).toEqual(['', '1AB<&unknown;']);
  expect(root && find(root, 'c')?.text).toBe('<raw>');
  expect(root && childText(root, 'n')).toBeUndefined();
  for (const bad of ['<a><b></a></b>', '<a>', '</a>', '<!DOCTYPE a [<!ENTITY x "y">]><a/>', 'text', '']) {
    expect(readXml(bad)).toBeUndefined();
  }
  expect(readXml('<a>'.repeat(100) + '</a>'.repeat(100))).toBeUndefined();
});
