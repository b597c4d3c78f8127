/**
 * Create, read, update, delete and transform for every record type.
 * The trap: NetSuite answers a write with an empty body, the new id stands only in the Location header; where that is not
 * the record's own address (an asynchronous job, nothing at all) the write counts as lost and is looked up by its name.
 */
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError } from '../http/errors.ts';
import { exactBody } from './exact-json.ts';
import { readView } from './record-read.ts';
import { type RecordBody, type RecordName, type RecordType, type RecordView, recordWords } from './record-types.ts';
import { checkExternalId, externalIdPath, RECORDS, recordPath, type Session } from './session.ts';

export type ReadOptions = {
  /** Sublists and subrecords to read to their end; `[]` reads the header only; default all that NetSuite expands. */
  sublists?: string[];
  /** Body fields to ask for; default all. */
  fields?: string[];
};

/** See the contract. Throws `Invalid` for a body that NetSuite could not take exactly. */
export async function createRecord(session: Session, type: RecordType, body: RecordBody): Promise<{ id: string }> {
  return { id: await post(session, `${RECORDS}/${type}`, type, body) };
}

export async function transformRecord(
  session: Session,
  from: { recordType: RecordType; id: string },
  to: RecordType,
  body: RecordBody,
  options: { replace?: string[] } = {},
): Promise<{ id: string }> {
  const path = recordPath(from.recordType, from.id, `/!transform/${to}`);
  return { id: await post(session, path, to, body, options.replace) };
}

/** undefined when NetSuite says that it does not exist. */
export async function readRecord(
  session: Session,
  type: RecordType,
  name: RecordName,
  options: ReadOptions = {},
): Promise<RecordView | undefined> {
  const path = 'id' in name ? recordPath(type, name.id) : externalIdPath(type, name.externalId);
  const { sublists, fields } = options;
  const query = {
    ...(sublists?.length === 0 ? {} : { expandSubResources: 'true' }),
    ...(fields === undefined ? {} : { fields: fields.join(',') }),
  };
  const response = await session.send({ method: 'GET', path, query }).catch(goneIsUndefined);
  return response === undefined ? undefined : readView(session, path, response, sublists);
}

export async function updateRecord(
  session: Session,
  type: RecordType,
  id: string,
  body: RecordBody,
  options: { replace?: string[] } = {},
): Promise<void> {
  const response = await session.send({
    method: 'PATCH',
    path: recordPath(type, id),
    ...replaceQuery(options.replace),
    json: checkedBody(body),
    write: true,
  });
  if (response.status === 202) throw undecided(response, type);
}

/** A record already gone is fine. */
export async function deleteRecord(session: Session, type: RecordType, id: string): Promise<void> {
  const request = { method: 'DELETE' as const, path: recordPath(type, id), write: true };
  const response = await session.send(request).catch(goneIsUndefined);
  if (response?.status === 202) throw undecided(response, type);
}

async function post(
  session: Session,
  path: string,
  type: RecordType,
  body: RecordBody,
  replace?: string[],
): Promise<string> {
  const json = checkedBody(body);
  const response = await session.send({ method: 'POST', path, ...replaceQuery(replace), json, write: true });
  const id = idIn(response.headers.location, type);
  if (id === undefined) throw undecided(response, type);
  return id;
}

/** The last part of `…/record/v1/<type>/<id>`; any other address is not the record's. */
function idIn(location: string | undefined, type: RecordType): string | undefined {
  const found = /\/([A-Za-z]+)\/(\d+)\/?(?:\?.*)?$/.exec(location ?? '');
  return found?.[1]?.toLowerCase() === type.toLowerCase() ? found[2] : undefined;
}

function checkedBody(body: RecordBody): Record<string, unknown> {
  if (typeof body.externalId === 'string') checkExternalId(body.externalId);
  return exactBody(body);
}

function replaceQuery(replace: string[] | undefined): { query?: { replace: string } } {
  return replace === undefined || replace.length === 0 ? {} : { query: { replace: replace.join(',') } };
}

function undecided(response: HttpResponse, type: RecordType): ConnectorError {
  const isJob = response.status === 202;
  return new ConnectorError({
    type: 'Uncertain',
    system: 'netsuite',
    status: response.status,
    code: isJob ? 'STILL_RUNNING' : 'NO_LOCATION',
    message: isJob
      ? `NetSuite has taken the ${recordWords(type)} as a job that is not finished yet.`
      : `NetSuite took the ${recordWords(type)} but did not tell its id.`,
  });
}

function goneIsUndefined(error: unknown): undefined {
  if (error instanceof ConnectorError && error.type === 'NotFound') return undefined;
  throw error;
}
