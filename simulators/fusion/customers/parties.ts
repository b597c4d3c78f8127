// Parties: hubOrganizations, hubPersons, and the sales accounts of CRM that make organizations.
// Trap: a party made through a hub resource has no usage unless one is sent; an account on it is refused later (HZ-120421).
import { childRows, given, type Item, text } from '../domain/values.ts';
import { created, updated, type World } from '../domain/world.ts';
import { invalid } from '../http/refusal.ts';
import type { Call, Resource } from '../http/resource.ts';

type Kind = 'organization' | 'person';

const tableOf = (world: World, kind: Kind) => (kind === 'organization' ? world.organizationsOfParties : world.persons);
const keyOf = (row: Item) => text(row, 'PartyNumber');

/** The party of an id, of either kind. */
export const partyById = (world: World, id: string): Item | undefined =>
  world.organizationsOfParties.find((row) => text(row, 'PartyId') === id) ??
  world.persons.find((row) => text(row, 'PartyId') === id);

export const partyName = (row: Item): string => text(row, 'OrganizationName') || text(row, 'PersonName');

function addressRow(world: World, partyId: number, row: Item): Item {
  const id = world.nextId();
  const formatted = ['Address1', 'City', 'State', 'PostalCode', 'Country']
    .map((name) => text(row, name))
    .filter(Boolean);
  return {
    ...row,
    ...{ AddressId: id, PartyId: partyId, LocationId: world.nextId() },
    AddressNumber: text(row, 'AddressNumber') || String(world.next('address', 90_001)),
    ...{ FormattedAddress: formatted.join(', '), ...created(world) },
  };
}

const contactRow = (world: World, partyId: number, row: Item): Item => ({
  ...row,
  ...{ ContactPointId: world.nextId(), PartyId: partyId, Status: 'A', ...created(world) },
});

function addresses(world: World, id: number, body: Item): Item[] {
  const own = childRows(body, 'Address');
  const inline = given(body, 'Address1') || given(body, 'City');
  const names = ['Address1', 'Address2', 'Address3', 'Address4', 'City', 'State', 'PostalCode', 'County', 'Country'];
  const main: Item = Object.fromEntries(names.map((name) => [name, body[name] ?? null]));
  return [...(inline ? [{ ...main, PrimaryFlag: true }] : []), ...own].map((row) => addressRow(world, id, row));
}

function contacts(world: World, id: number, body: Item): Item[] {
  const own = childRows(body, 'ContactPoint');
  const email = text(body, 'EmailAddress');
  const main: Item[] = email === '' ? [] : [{ ContactPointType: 'EMAIL', EmailAddress: email, PrimaryFlag: true }];
  return [...main, ...own].map((row) => contactRow(world, id, row));
}

function usages(world: World, body: Item, always: string | null): Item[] {
  const codes = [
    text(body, 'PartyUsageCode'),
    ...childRows(body, 'UsageAssignment').map((row) => text(row, 'PartyUsageCode')),
    always ?? '',
  ];
  return [...new Set(codes.filter((code) => code !== ''))].map((PartyUsageCode) => ({
    ...{ PartyUsageAssignmentId: world.nextId(), PartyUsageCode, StatusFlag: true, ...created(world) },
  }));
}

/** The client's own key, from the party or its first reference; {} when there is none. */
function sourceOf(world: World, body: Item): Item {
  const [first] = childRows(body, 'SourceSystemReference');
  const given = text(body, 'SourceSystem') === '' ? first : body;
  const [SourceSystem, SourceSystemReferenceValue] = [
    text(given, 'SourceSystem'),
    text(given, 'SourceSystemReferenceValue'),
  ];
  if (SourceSystem === '') return {};
  if (!world.settings.customers.sourceSystems.includes(SourceSystem))
    throw invalid('HZ-120559', `The original system ${SourceSystem} isn't registered.`, '/SourceSystem');
  const parties = [...world.organizationsOfParties.all(), ...world.persons.all()];
  const taken = parties.some(
    (row) =>
      text(row, 'SourceSystem') === SourceSystem &&
      text(row, 'SourceSystemReferenceValue') === SourceSystemReferenceValue,
  );
  if (taken)
    throw invalid(
      'HZ-120122',
      `The original system reference ${SourceSystemReferenceValue} already exists.`,
      '/SourceSystemReferenceValue',
    );
  return { SourceSystem, SourceSystemReferenceValue };
}

/** Stores a party; throws a Refusal when its name is missing, its number or its source reference is taken, or its source system unknown. */
export function createParty(world: World, kind: Kind, body: Item, usage: string | null = null): Item {
  const [first, last] = [text(body, 'FirstName'), text(body, 'LastName')];
  const missing = kind === 'organization' ? 'OrganizationName' : 'LastName';
  if (!given(body, missing)) throw invalid('27014', `Attribute ${missing} in Party is required.`, `/${missing}`);
  const source = sourceOf(world, body);
  const number = text(body, 'PartyNumber') || String(world.next('party', 40_001));
  if (world.organizationsOfParties.has(number) || world.persons.has(number))
    throw invalid('HZ-120105', 'The party number already exists.', '/PartyNumber');
  const id = world.nextId();
  const email =
    text(body, 'EmailAddress') ||
    childRows(body, 'ContactPoint')
      .map((row) => text(row, 'EmailAddress'))
      .find(Boolean);
  return tableOf(world, kind).put(number, {
    ...body,
    ...source,
    ...{ PartyId: id, PartyNumber: number, Status: 'A', EmailAddress: email ?? null },
    ...(kind === 'person' && { PersonName: `${first} ${last}`.trim() }),
    ...{ Address: addresses(world, id, body), ContactPoint: contacts(world, id, body) },
    ...{ UsageAssignment: usages(world, body, usage), ...created(world) },
  });
}

function addChild(kind: Kind) {
  return ({ world }: Call, row: Item, child: string, body: Item): Item => {
    const id = Number(row.PartyId);
    const made =
      child === 'Address'
        ? addressRow(world, id, body)
        : child === 'ContactPoint'
          ? contactRow(world, id, body)
          : { ...body, PartyUsageAssignmentId: world.nextId(), ...created(world) };
    const rows = [...childRows(row, child), made];
    const email = child === 'ContactPoint' &&
      !given(row, 'EmailAddress') && { EmailAddress: body.EmailAddress ?? null };
    tableOf(world, kind).patch(keyOf(row), { [child]: rows, ...email, ...updated(world) });
    return made;
  };
}

function hub(kind: Kind, name: string): Resource {
  return {
    ...{ base: 'crm', name },
    rows: (world) => tableOf(world, kind).all(),
    one: (world, key) => tableOf(world, kind).get(key),
    create: ({ world }, body) => createParty(world, kind, body),
    update: ({ world }, row, changes) => tableOf(world, kind).patch(keyOf(row), { ...changes, ...updated(world) }),
    remove: ({ world }, row) => void tableOf(world, kind).patch(keyOf(row), { Status: 'I', ...updated(world) }),
    find: ({ world }, finder) => {
      if (finder.name !== 'PartyUsageCodeRF') return undefined;
      const code = finder.variables.PartyUsageCode ?? '';
      return tableOf(world, kind)
        .all()
        .filter((row) => childRows(row, 'UsageAssignment').some((one) => text(one, 'PartyUsageCode') === code));
    },
    addChild: addChild(kind),
    act: ({ world }, _action, _row, body) => {
      const email = text(body, 'EmailAddress');
      return tableOf(world, kind)
        .all()
        .filter((row) => email !== '' && text(row, 'EmailAddress') === email)
        .map((row) => ({ PartyId: row.PartyId ?? null }));
    },
  };
}

const salesRow = (row: Item): Item => ({
  ...{
    PartyId: row.PartyId ?? null,
    PartyNumber: row.PartyNumber ?? null,
    PartyStatus: 'A',
    PartyType: 'ORGANIZATION',
  },
  ...{ OrganizationName: row.OrganizationName ?? null, PartyUniqueName: row.OrganizationName ?? null },
  ...{ EmailAddress: row.EmailAddress ?? null, AddressLine1: row.Address1 ?? null, City: row.City ?? null },
  ...{ State: row.State ?? null, PostalCode: row.PostalCode ?? null, Country: row.Country ?? null },
  ...{ SalesProfileStatus: 'A', SalesProfileType: 'ZCA_CUSTOMER', Type: 'ZCA_CUSTOMER' },
  ...{ SourceSystem: row.SourceSystem ?? null, SourceSystemReferenceValue: row.SourceSystemReferenceValue ?? null },
  ...{ CreatedBy: row.CreatedBy ?? null, CreationDate: row.CreationDate ?? null },
  ...{ LastUpdatedBy: row.LastUpdatedBy ?? null, LastUpdateDate: row.LastUpdateDate ?? null },
});

const accounts: Resource = {
  ...{ base: 'crm', name: 'accounts' },
  rows: (world) =>
    world.organizationsOfParties
      .all()
      .filter((row) => childRows(row, 'UsageAssignment').some((one) => text(one, 'PartyUsageCode') === 'SALES_ACCOUNT'))
      .map(salesRow),
  create({ world }, body) {
    const { AddressLine1 = null, AddressLine2 = null, ...rest } = body;
    const lines = {
      ...(AddressLine1 !== null && { Address1: AddressLine1 }),
      ...(AddressLine2 !== null && { Address2: AddressLine2 }),
    };
    return salesRow(createParty(world, 'organization', { ...rest, ...lines }, 'SALES_ACCOUNT'));
  },
  update: ({ world }, row, changes) =>
    salesRow(world.organizationsOfParties.patch(keyOf(row), { ...changes, ...updated(world) })),
};

export const partyResources: Resource[] = [
  hub('organization', 'hubOrganizations'),
  hub('person', 'hubPersons'),
  accounts,
];
