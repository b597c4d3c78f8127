// Customer accounts and sites, parties by e-mail, and the SOAP services that make accounts and profiles.
import { expect, test } from '@jest/globals';
import { type Bench, bench, codes, invoiceBody, type Json, MASTERS, q } from './helpers.ts';

const ACCOUNT = 'http://xmlns.oracle.com/apps/cdm/foundation/parties/customerAccountService/';
const PROFILE = 'http://xmlns.oracle.com/apps/financials/receivables/customers/customerProfileService/';

const moduleOf = (service: string) => (service === ACCOUNT ? 'applicationModule/' : '');

const soap = (b: Bench, path: string, service: string, operation: string, inner: string) =>
  b.raw(
    'POST',
    path,
    {
      authorization: `Bearer ${b.token}`,
      'content-type': 'text/xml; charset=utf-8',
      soapaction: `"${service}${moduleOf(service)}${operation}"`,
    },
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:typ="${service}${moduleOf(service)}types/" xmlns:svc="${service}" xmlns:adf="http://xmlns.oracle.com/adf/svc/types/"><soapenv:Body><typ:${operation}>${inner}</typ:${operation}></soapenv:Body></soapenv:Envelope>`,
  );
const account = (b: Bench, operation: string, inner: string) =>
  soap(b, '/crmService/CustomerAccountService', ACCOUNT, operation, inner);
const create = (b: Bench, fields: string) =>
  account(b, 'createCustomerAccount', `<typ:customerAccount>${fields}</typ:customerAccount>`);
const tag = (text: string, name: string) => new RegExp(`<ns1:${name}>([^<]*)<`).exec(text)?.[1];

test('accounts and sites as Receivables shows them, with what is open; the site finder wants a criterion', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  await b.call('POST', '/receivablesInvoices', { body: invoiceBody('1') });
  const read = async (path: string) => (await b.call('GET', path)).body.items as Json[];
  const [acme] = await read(`/receivablesCustomerAccountActivities?${q("AccountNumber='1008'")}&onlyData=true`);
  expect(acme).toMatchObject({ CustomerName: 'Acme Ltd', TotalOpenReceivablesForAccount: 42.8 });
  expect(await read(`/receivablesCustomerAccountActivities?${q("AccountNumber='1011'")}`)).toEqual([]);
  const finder = (variables: string) =>
    `/receivablesCustomerAccountSiteActivities?finder=CustomerAccountSiteActivitiesFinder;${variables}`;
  const sites = await read(finder('AccountNumber=1008'));
  expect(sites.map((row) => [row.BillToSiteNumber, row.TotalOpenReceivablesForSite])).toEqual([
    ['1012', 42.8],
    ['1013', 0],
  ]);
  expect((await b.call('GET', finder('TransactionStatus=Complete'))).status).toBe(400);
  expect(await read(`/customerAccountSitesLOV?${q("AccountNumber='1009'")}`)).toHaveLength(2);
  const [party] = (await b.call('GET', `/hubOrganizations?${q("EmailAddress='buy@acme.test'")}`, { base: 'crm' })).body
    .items;
  expect(party.PartyId).toBe(acme.CustomerId);
  b.sim.admin.customer('1008', false);
  expect(codes(await b.call('POST', '/receivablesInvoices', { body: invoiceBody('2') }))).toEqual([
    'AR_BILL_TO_CUST_NOT_FOUND',
  ]);
});

test('party, account, site and profile by REST and SOAP; then it can be billed', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const person = await b.call('POST', '/hubPersons', {
    base: 'crm',
    body: {
      ...{ FirstName: 'Ann', LastName: 'Lee', EmailAddress: 'ann@lee.test', PartyUsageCode: 'CUSTOMER' },
      Address: [{ Address1: '1 Main St', City: 'Reno', State: 'NV', PostalCode: '89501', Country: 'US' }],
    },
  });
  expect(person.status).toBe(201);
  const { PartyId, PartyNumber, Address } = person.body;
  const [unit] = b.sim.world.units.all();
  const site = `<svc:CustomerAccountSite><svc:PartySiteId>${Address.items[0].AddressId}</svc:PartySiteId><svc:SetId>${unit!.setId}</svc:SetId><svc:CustomerAccountSiteUse><svc:SiteUseCode>BILL_TO</svc:SiteUseCode></svc:CustomerAccountSiteUse></svc:CustomerAccountSite>`;
  const fields = `<svc:PartyId>${PartyId}</svc:PartyId><svc:AccountName>Ann &amp; Lee</svc:AccountName><svc:CustomerType>R</svc:CustomerType><svc:Status>A</svc:Status>`;
  const bare = await create(b, fields);
  expect([bare.status, bare.text]).toEqual([500, expect.stringContaining('JBO-27024')]);
  const made = await create(b, `${fields}<svc:CreatedByModule>HZ_WS</svc:CreatedByModule>${site}`);
  expect(made.status).toBe(200);
  const [id, number] = [tag(made.text, 'CustomerAccountId'), tag(made.text, 'AccountNumber')];
  expect(tag(made.text, 'AccountName')).toBe('Ann &amp; Lee');
  const profile = (inner: string) =>
    soap(
      b,
      '/fscmService/ReceivablesCustomerProfileService',
      PROFILE,
      'createCustomerProfile',
      `<typ:customerProfile>${inner}</typ:customerProfile>`,
    );
  const half = `<svc:CustomerAccountId>${id}</svc:CustomerAccountId><svc:ProfileClassName>DEFAULT</svc:ProfileClassName>`;
  expect((await profile(half)).text).toContain('JBO-27014');
  expect((await profile(`${half}<svc:PartyId>${PartyId}</svc:PartyId>`)).status).toBe(200);
  const find = (value: string) =>
    account(
      b,
      'findCustomerAccount',
      `<typ:findCriteria><adf:fetchStart>0</adf:fetchStart><adf:fetchSize>5</adf:fetchSize><adf:filter><adf:group><adf:item><adf:attribute>AccountNumber</adf:attribute><adf:operator>=</adf:operator><adf:value>${value}</adf:value></adf:item></adf:group></adf:filter></typ:findCriteria>`,
    );
  expect(tag((await find(number ?? '')).text, 'CustomerAccountId')).toBe(id);
  expect(tag((await find('0')).text, 'CustomerAccountId')).toBeUndefined();
  const invoice = await b.call('POST', '/receivablesInvoices', {
    body: invoiceBody('1', { BillToCustomerNumber: number }),
  });
  expect([invoice.status, invoice.body.BillToCustomerName]).toEqual([201, 'Ann & Lee']);
  expect((await b.call('GET', `/hubPersons/${PartyNumber}`, { base: 'crm' })).body.PersonName).toBe('Ann Lee');
  expect(b.sim.dump().violations).toEqual([]);
});

test('a party without usage gets no account; a sales account has one; wrong namespaces are unknown methods', async () => {
  await using b = await bench();
  const hub = await b.call('POST', '/hubOrganizations', { base: 'crm', body: { OrganizationName: 'Bare' } });
  const on = (id: number) =>
    create(b, `<svc:PartyId>${id}</svc:PartyId><svc:CreatedByModule>HZ_WS</svc:CreatedByModule>`);
  expect((await on(hub.body.PartyId)).text).toContain('HZ-120421');
  const sales = await b.call('POST', '/accounts', {
    base: 'crm',
    body: { OrganizationName: 'Shop', EmailAddress: 'a@shop.test' },
  });
  expect([sales.status, (await on(sales.body.PartyId)).status]).toEqual([201, 200]);
  const system = { OrganizationName: 'X', SourceSystem: 'NOBODY', SourceSystemReferenceValue: '1' };
  expect(codes(await b.call('POST', '/hubOrganizations', { base: 'crm', body: system }))).toEqual(['HZ-120559']);
  const own = { OrganizationName: 'X', SourceSystem: 'SHIPSTATION', SourceSystemReferenceValue: 'ss-1' };
  expect((await b.call('POST', '/hubOrganizations', { base: 'crm', body: own })).status).toBe(201);
  expect(codes(await b.call('POST', '/hubOrganizations', { base: 'crm', body: own }))).toEqual(['HZ-120122']);
  const byOwn =
    '/hubOrganizations?finder=SourceSystemReferenceRF;SourceSystem=SHIPSTATION,SourceSystemReferenceValue=ss-1';
  expect((await b.call('GET', byOwn, { base: 'crm' })).body.count).toBe(1);
  const wrong = await create(b, `<typ:PartyId>${sales.body.PartyId}</typ:PartyId>`);
  expect([wrong.status, wrong.text]).toEqual([500, expect.stringContaining('Unknown method')]);
  expect((await create(b, '<svc:PartyId>1')).status).toBe(500);
  expect(b.sim.dump().violations).toHaveLength(2);
});
