/**
 * Turns the answer for a record into a RecordView: numbers as decimal text, links left out, sublists complete.
 * The trap: a part that is a mere link (`{links:[…]}`) holds nothing; it is read from its own address where it was asked
 * for by name, and is left out otherwise.
 */
import { z } from 'zod';
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError } from '../http/errors.ts';
import { parseExact } from './exact-json.ts';
import type { RecordView, ViewValue } from './record-types.ts';
import type { Session } from './session.ts';
import { lastOfSelf, readSublist, sublistSchema } from './sublist.ts';
import { parseAnswer } from './values.ts';

type Fields = { [key: string]: ViewValue };

const fieldsSchema = z.record(z.string(), z.custom<ViewValue>());

/** `wanted`: names of sublists and subrecords; undefined takes all that the answer holds, `[]` none. */
export async function readView(
  session: Session,
  path: string,
  response: HttpResponse,
  wanted?: string[],
): Promise<RecordView> {
  const record = parseAnswer(fieldsSchema, { ...response, body: parseExact(response.text) }, 'a record');
  const names = wanted?.map((name) => name.toLowerCase());
  const view: RecordView = {};
  for (const [key, value] of Object.entries(record)) {
    if (key === 'links') continue;
    const isWanted = names === undefined || names.includes(key.toLowerCase());
    if (!isWanted && isPart(value)) continue;
    const here = `${path}/${key}`;
    const whole = names !== undefined && isStub(value) ? await readStub(session, here, value) : value;
    if (!isStub(whole)) view[key] = await cleaned(session, here, whole);
  }
  return withTotal(view);
}

/** Bills and bill credits have two names for their total, and not every account answers with both. */
const withTotal = (view: RecordView): RecordView =>
  view.total === undefined && view.userTotal !== undefined ? { ...view, total: view.userTotal } : view;

/** A sublist's own address gives its first page, a subrecord's the subrecord; what is not there stays the bare link. */
async function readStub(session: Session, path: string, stub: ViewValue): Promise<ViewValue> {
  try {
    const response = await session.send({ method: 'GET', path, query: { expandSubResources: 'true' } });
    return parseAnswer(fieldsSchema, { ...response, body: parseExact(response.text) }, 'a part of a record');
  } catch (error) {
    if (error instanceof ConnectorError && error.type === 'NotFound') return stub;
    throw error;
  }
}

async function cleaned(session: Session, path: string, value: ViewValue): Promise<ViewValue> {
  if (Array.isArray(value)) return value.map((item) => (isFields(item) ? withoutLinks(item) : item));
  if (!isFields(value)) return value;
  if (!Array.isArray(value.items)) return cleanedFields(session, path, value);
  const lines = await readSublist(session, path, sublistSchema.parse(value));
  const items: ViewValue[] = [];
  for (const [index, line] of lines.entries()) {
    const number = lastOfSelf(line) ?? (typeof line.line === 'string' ? line.line : String(index + 1));
    items.push(await cleanedFields(session, `${path}/${number}`, line as Fields));
  }
  return { items };
}

async function cleanedFields(session: Session, path: string, fields: Fields): Promise<ViewValue> {
  const kept: Fields = {};
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'links' || isStub(value)) continue;
    kept[key] = await cleaned(session, `${path}/${key}`, value);
  }
  return kept;
}

function withoutLinks(fields: Fields): ViewValue {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== 'links'));
}

/** A sublist, a subrecord or the link to one; references and enumerations are values of the record itself. */
function isPart(value: ViewValue): boolean {
  return isFields(value) && (isStub(value) || !('id' in value || 'refName' in value || 'externalId' in value));
}

/** `{links: [self]}` and nothing else. */
function isStub(value: ViewValue): boolean {
  return isFields(value) && Object.keys(value).length === 1 && Array.isArray(value.links);
}

function isFields(value: ViewValue): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
