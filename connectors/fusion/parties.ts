/**
 * Parties: the persons and organisations behind customer accounts (customer data hub, CRM's REST).
 * The trap: persons and organisations are two resources with the same shape, and a party without a usage can never get an
 * account; so a usage is assigned when it is made.
 */
import { type Caller, keySegment } from './call.ts';
import { compact } from './compact.ts';
import type { FusionPage, PartyDraft } from './contract.ts';
import { isOfType } from './errors.ts';
import { all, changed } from './lists.ts';
import type { ListQuery } from './query.ts';
import { create } from './receivables.ts';
import type { FusionBody, FusionView, Party } from './types.ts';
import { cleanedItem, instantOf, rowsOf, textOf } from './view.ts';

const HUBS = { organization: '/hubOrganizations', person: '/hubPersons' } as const;
type Kind = keyof typeof HUBS;
const KINDS: Kind[] = ['organization', 'person'];
const USAGE = 'CUSTOMER';
const MODULE = 'HZ_WS';

function party(kind: Kind, item: FusionView): Party | undefined {
  const partyId = textOf(item, 'PartyId');
  const partyNumber = textOf(item, 'PartyNumber');
  if (partyId === undefined || partyNumber === undefined) return undefined;
  const person = [textOf(item, 'FirstName'), textOf(item, 'LastName')].filter(Boolean).join(' ');
  return compact({
    partyId,
    partyNumber,
    kind,
    name: (kind === 'person' ? textOf(item, 'PersonName') : textOf(item, 'OrganizationName')) ?? person,
    email: textOf(item, 'EmailAddress'),
    active: (textOf(item, 'Status') ?? 'A') === 'A',
    changedAt: instantOf(item, 'LastUpdateDate'),
  });
}

export type PartyBy = { email: string } | { partyId: string } | { sourceSystem: string; reference: string };

/** Each hub is asked; an e-mail address as given and in small letters, because Fusion compares exactly. */
export async function findParties(caller: Caller, by: PartyBy): Promise<Party[]> {
  const found = new Map<string, Party>();
  for (const kind of KINDS) {
    for (const query of partyQueries(by)) {
      const ask = { path: HUBS[kind], area: 'crm' as const, query: { ...query, orderBy: 'PartyId:asc' } };
      for (const row of await all(caller, ask, (item) => party(kind, item))) found.set(row.partyId, row);
    }
  }
  const isAsked = ({ email, partyId }: Party): boolean => {
    if ('email' in by) return email === undefined || email.toLowerCase() === by.email.toLowerCase();
    return !('partyId' in by) || partyId === by.partyId;
  };
  return [...found.values()].filter(isAsked);
}

function partyQueries(by: PartyBy): ListQuery[] {
  if ('partyId' in by) return [{ where: [{ attribute: 'PartyId', value: by.partyId, number: true }] }];
  if ('email' in by) {
    const spellings = [...new Set([by.email, by.email.toLowerCase()])];
    return spellings.map((value) => ({ where: [{ attribute: 'EmailAddress', value }] }));
  }
  const values = { SourceSystem: by.sourceSystem, SourceSystemReferenceValue: by.reference };
  return [{ finder: { name: 'SourceSystemReferenceRF', values } }];
}

/** Organisations first, then persons; the cursor says where. */
export async function listParties(
  caller: Caller,
  filter: { changedSince: string },
  cursor?: string,
): Promise<FusionPage<Party>> {
  const [kind, rest] = placeOf(cursor);
  const ask = { path: HUBS[kind], area: 'crm' as const, query: {}, key: 'PartyId', ...filter };
  const { rows, next } = await changed(caller, ask, (item) => party(kind, item), rest);
  if (next !== undefined) return { rows, next: `${kind}:${next}` };
  return kind === 'organization' ? { rows, next: 'person:' } : { rows };
}

function placeOf(cursor: string | undefined): [Kind, string | undefined] {
  const [, kind, rest] = /^(organization|person):(.*)$/s.exec(cursor ?? '') ?? [];
  return [kind === 'person' ? 'person' : 'organization', rest || undefined];
}

export async function createParty(caller: Caller, draft: PartyDraft): Promise<Party & { partySiteId?: string }> {
  return create(caller, HUBS[draft.kind], partyBody(draft), (item) => madeParty(draft.kind, item), 'crm');
}

function madeParty(kind: Kind, item: FusionView): (Party & { partySiteId?: string }) | undefined {
  const view = cleanedItem(item);
  const made = party(kind, view);
  if (made === undefined) return undefined;
  const partySiteId = rowsOf(view, 'Address')
    .map(siteIdOf)
    .find((id) => id !== undefined);
  return compact({ ...made, partySiteId });
}

/** The id of an address is the id of the party's site. */
const siteIdOf = (address: FusionView): string | undefined => textOf(address, 'PartySiteId', 'AddressId');

function partyBody(draft: PartyDraft): FusionBody {
  const { address, source } = draft;
  const lines = address.lines.slice(0, 4).map((line, index) => [`Address${index + 1}`, line]);
  const [first = '', ...others] = draft.name.trim().split(/\s+/);
  const name =
    draft.kind === 'organization'
      ? { OrganizationName: draft.name, RawPhoneNumber: draft.phone }
      : {
          FirstName: draft.firstName ?? (others.length > 0 ? first : undefined),
          LastName: draft.lastName ?? (others.length > 0 ? others.join(' ') : first),
          RawWorkPhoneNumber: draft.phone,
        };
  return compact({
    ...name,
    EmailAddress: draft.email,
    CreatedByModule: MODULE,
    SourceSystem: source?.system,
    SourceSystemReferenceValue: source?.reference,
    UsageAssignment: [{ PartyUsageCode: USAGE }],
    Address: [
      compact({
        ...Object.fromEntries(lines),
        City: address.city,
        State: address.state,
        PostalCode: address.postalCode,
        Country: address.country,
        AddressType: 'BILL_TO',
        PrimaryFlag: true,
      }),
    ],
  }) as FusionBody;
}

/** A number belongs to an organisation or to a person; both are looked at. */
export async function findPartySites(
  caller: Caller,
  partyNumber: string,
): Promise<{ partySiteId: string; addressNumber?: string }[]> {
  for (const kind of KINDS) {
    const path = `${HUBS[kind]}/${keySegment(partyNumber)}/child/Address`;
    const sites = await all(caller, { path, area: 'crm', query: {} }, (item) => {
      const partySiteId = siteIdOf(item);
      if (partySiteId === undefined) return undefined;
      return compact({ partySiteId, addressNumber: textOf(item, 'AddressNumber') });
    }).catch(unknownParty);
    if (sites !== undefined) return sites;
  }
  return [];
}

function unknownParty(error: unknown): undefined {
  if (isOfType(error, 'NotFound') || (isOfType(error, 'Config') && error.status === 404)) return undefined;
  throw error;
}
