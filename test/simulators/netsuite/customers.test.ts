import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, codeOf, detailOf, idOf, type Json, startClient } from './client.ts';

let client: Client;

beforeEach(async () => {
  client = await startClient({ switches: { customFields: ['custentity_shop_id'] } });
});
afterEach(() => client.sim.close());

const person = {
  externalId: 'CUST_1',
  isPerson: true,
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  phone: '512-555-0100',
  subsidiary: { id: '1' },
  category: { id: '1' },
  terms: { id: '2' },
  custentity_shop_id: 'gid-88',
  addressBook: {
    items: [
      {
        defaultShipping: true,
        defaultBilling: true,
        label: 'Home',
        addressBookAddress: {
          addressee: 'Ada',
          addr1: '1 Main St',
          city: 'Austin',
          state: 'TX',
          zip: '78701',
          country: { id: 'US' },
        },
      },
    ],
  },
};
const create = (body: object) => client.call('POST', '/customer', body);
const company = (companyName: string, more: object = {}) => ({ companyName, subsidiary: { id: '1' }, ...more });

test('a person is created with an address book and read back by external id', async () => {
  const made = await create(person);
  expect([made.status, made.body]).toEqual([204, '']);
  const { body } = await client.call('GET', '/customer/eid:CUST_1?expandSubResources=true');
  expect(body).toMatchObject({
    id: idOf(made),
    entityId: 'Ada Lovelace',
    isPerson: true,
    terms: { id: '2', refName: 'Net 30' },
    category: { id: '1', refName: 'Retail' },
    currency: { id: '1' },
    custentity_shop_id: 'gid-88',
    defaultAddress: 'Ada\n1 Main St\nAustin TX 78701\nUnited States',
  });
  const [entry] = body.addressBook.items;
  expect(entry).toMatchObject({ defaultShipping: true, addressBookAddress: { city: 'Austin', country: { id: 'US' } } });
  const address = await client.call('GET', `/customer/${idOf(made)}/addressBook/${entry.id}/addressBookAddress`);
  expect(address.body).toMatchObject({ addr1: '1 Main St', zip: '78701' });
});

test('a second default address takes the place of the first; a known entry is changed by its id', async () => {
  const id = idOf(await create(person));
  const add = {
    label: 'Work',
    defaultShipping: true,
    addressBookAddress: { addr1: '2 Side St', country: { id: 'US' } },
  };
  await client.call('PATCH', `/customer/${id}`, { addressBook: { items: [add] } });
  const read = async (): Promise<Json[]> =>
    (await client.call('GET', `/customer/${id}/addressBook?expandSubResources=true`)).body.items;
  const [home, work] = await read();
  expect([home.defaultShipping, home.defaultBilling, work.defaultShipping]).toEqual([false, true, true]);
  await client.call('PATCH', `/customer/${id}`, {
    addressBook: { items: [{ id: home.id, addressBookAddress: { addr1: '9 New St' } }] },
  });
  const after = await read();
  expect(after).toHaveLength(2);
  expect(after[0].addressBookAddress).toMatchObject({ addr1: '9 New St', city: 'Austin' });
});

test('names collide in the words of an existing entity, although the external id is new', async () => {
  await create(person);
  const again = await create({ ...person, externalId: 'CUST_2' });
  expect([again.status, codeOf(again)]).toEqual([400, 'USER_ERROR']);
  expect(detailOf(again)).toBe('Error while accessing a resource. This entity already exists.');
  expect((await client.call('GET', '/customer/eid:CUST_2')).status).toBe(404);
  await client.control('POST', '/switches', { autoNumberEntities: true });
  const numbered = await create({ ...person, externalId: 'CUST_2' });
  expect((await client.call('GET', `/customer/${idOf(numbered)}`)).body.entityId).toBe('CUST1001');
});

test('the same e-mail address is allowed, unless the account refuses it', async () => {
  await create(company('A', { email: 'x@example.com' }));
  expect((await create(company('B', { email: 'X@example.com' }))).status).toBe(204);
  expect(client.sim.verdict().doubles).toEqual([
    { type: 'customer', by: 'email', value: 'x@example.com', ids: [expect.any(String), expect.any(String)] },
  ]);
  await client.control('POST', '/switches', { refuseDuplicateEmail: true });
  expect((await create(company('C', { email: 'x@example.com' }))).status).toBe(400);
});

test('what is missing or malformed is refused and nothing is stored', async () => {
  expect(detailOf(await create({ companyName: 'No subsidiary' }))).toContain(
    'Please enter value(s) for: Primary Subsidiary',
  );
  expect(detailOf(await create({ isPerson: true, firstName: 'X', subsidiary: { id: '1' } }))).toContain('Last Name');
  expect(detailOf(await create(company('A', { url: 'example.com' })))).toContain('Url must start with http://');
  expect(detailOf(await create(company('A', { email: 'no at' })))).toContain('for the following field: email');
  expect(detailOf(await create(company('A', { phone: '123' })))).toContain('seven digits');
  expect(detailOf(await create(company('A'.repeat(84))))).toContain('maximum number ( 83 )');
  const country = { items: [{ addressBookAddress: { country: { id: 'Texas' } } }] };
  expect(codeOf(await create(company('A', { addressBook: country })))).toBe('INVALID_CONTENT');
  expect(codeOf(await create(company('A', { salesRep: { id: '999' } })))).toBe('INVALID_CONTENT');
  expect(client.sim.records('customer')).toEqual([]);
});

test('parents form a tree; children are found by query', async () => {
  const parent = idOf(await create(company('Parent')));
  const child = idOf(await create(company('Child', { parent: { id: parent } })));
  const circle = await client.call('PATCH', `/customer/${parent}`, { parent: { id: child } });
  expect(detailOf(circle)).toContain('for the following field: parent');
  const found = await client.query('SELECT id, BUILTIN.DF(parent) AS p FROM customer WHERE parent = ?', [parent]);
  expect(found.body.items).toEqual([{ links: [], id: child, p: 'Parent' }]);
});

test('the customer table shows the fields for matching and polling', async () => {
  const id = idOf(await create(person));
  const row = await client.query(
    "SELECT entityid, altname, email, isperson, terms, category, isinactive, custentity_shop_id, TO_CHAR(lastmodifieddate, 'YYYY') AS y FROM customer WHERE custentity_shop_id = ?",
    ['gid-88'],
  );
  expect(row.body.items[0]).toMatchObject({
    entityid: 'Ada Lovelace',
    altname: 'Ada Lovelace',
    email: 'ada@example.com',
    isperson: 'T',
    terms: '2',
    category: '1',
    isinactive: 'F',
    custentity_shop_id: 'gid-88',
    y: expect.stringMatching(/^\d{4}$/),
  });
  const address = await client.query(
    'SELECT a.city, b.defaultshipping FROM customerAddressbook b JOIN customerAddressbookEntityAddress a ON a.nkey = b.addressbookaddress WHERE b.entity = ?',
    [id],
  );
  expect(address.body.items).toEqual([{ links: [], city: 'Austin', defaultshipping: 'T' }]);
});
