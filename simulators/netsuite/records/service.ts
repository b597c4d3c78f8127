// Reading, writing, deleting and transforming records over REST.
// Trap: a successful write answers 204 with a Location, never the record itself.
import { json, noContent, type SimRequest, type SimResponse } from '../http/message.ts';
import { invalidContent, NsError, notFound, unknownUrl, userError } from '../ns-error.ts';
import { adoptLineNumbers } from '../orders/fulfillment-edit.ts';
import { deleteRecord, requireFreeExternalId, storeRecord } from '../orders/lifecycle.ts';
import { prepareRecord } from '../orders/prepare.ts';
import { draftTransform } from '../orders/transforms.ts';
import type { RecordSchema } from '../schema/field.ts';
import { findSchema, spaceOf } from '../schema/registry.ts';
import { asText, findRecord, idOfExternal, newRecord, type Rec, type World } from '../world.ts';
import type { NameValidation, WriteContext } from './context.ts';
import { listRecords } from './list.ts';
import { applyPatch, draftOf } from './merge.ts';
import { type ParsedBody, parseBody } from './parse.ts';
import { RECORD_PATH, type RenderOptions, renderRecord } from './render.ts';
import { readPart } from './subresource.ts';

const EXTERNAL = 'eid:';
const TRANSFORM_ONLY_FORM = /type=create-form/i;

function renderOptions(world: World, request: SimRequest): RenderOptions {
  const only = request.query.get('fields');
  return {
    world,
    base: request.base,
    expand: request.query.get('expandSubResources')?.toLowerCase() === 'true',
    simpleEnums: request.query.get('simpleEnumFormat')?.toLowerCase() === 'true',
    only: only === null ? undefined : new Set(only.split(',').map((name) => name.trim().toLowerCase())),
  };
}

function writeContext(world: World, request: SimRequest): WriteContext {
  const asked = request.headers['x-netsuite-propertynamevalidation']?.toLowerCase() ?? 'warning';
  if (!['error', 'warning', 'ignore'].includes(asked)) {
    throw new NsError(400, {
      detail: `Invalid value '${asked}' in the header.`,
      'o:errorCode': 'INVALID_HEADER',
      'o:errorHeader': 'X-NetSuite-PropertyNameValidation',
    });
  }
  return { world, nameValidation: asked as NameValidation, warnings: [] };
}

function hiddenFields(world: World, schema: RecordSchema): string[] {
  const hidden: string[] = [];
  if (schema.name === 'itemFulfillment' && !world.switches.pickPackShip) hidden.push('shipStatus');
  if (!world.switches.oneWorld) hidden.push('subsidiary');
  if (!world.switches.suiteTax) hidden.push('taxDetails', 'taxDetailsOverride');
  return hidden;
}

/** The record behind `123` or `eid:ABC`; throws 404 when there is none. */
export function locate(world: World, type: string, key: string): Rec {
  const id = key.startsWith(EXTERNAL) ? idOfExternal(world, spaceOf(type), key.slice(EXTERNAL.length)) : key;
  const rec = id === undefined ? undefined : findRecord(world, type, id);
  if (rec === undefined) throw notFound();
  return rec;
}

function written(request: SimRequest, ctx: WriteContext, rec: Rec): SimResponse {
  const headers: Record<string, string> = { location: `${request.base}${RECORD_PATH}/${rec.type}/${rec.id}` };
  if (ctx.warnings.length > 0) {
    headers['x-netsuite-warnings'] = ctx.warnings
      .map((name) => `Unknown property name '${name}' was ignored.`)
      .join(' ');
  }
  return noContent(headers);
}

const replaceOf = (request: SimRequest) =>
  (request.query.get('replace') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

function applyToDraft(draft: Rec, patch: ParsedBody, replace: readonly string[]): Rec {
  applyPatch(draft, patch, replace);
  return draft;
}

function preview(world: World, request: SimRequest, draft: Rec): SimResponse {
  prepareRecord(world, draft, undefined);
  return json(200, renderRecord(renderOptions(world, request), draft), {}, 'create-form');
}

const isPreview = (request: SimRequest) => TRANSFORM_ONLY_FORM.test(request.headers.accept ?? '');

function create(world: World, request: SimRequest, schema: RecordSchema, externalId?: string): SimResponse {
  if (schema.transformOnly === true)
    throw userError('This record can only be created by a transformation of another record.');
  const ctx = writeContext(world, request);
  const patch = parseBody(ctx, schema, request.body, hiddenFields(world, schema));
  if (externalId !== undefined) patch.body.externalId = externalId;
  const draft = applyToDraft(newRecord(world, schema.name, undefined), patch, []);
  if (isPreview(request)) return preview(world, request, draft);
  storeRecord(world, draft, undefined);
  return written(request, ctx, draft);
}

function update(world: World, request: SimRequest, schema: RecordSchema, stored: Rec): SimResponse {
  const ctx = writeContext(world, request);
  const patch = parseBody(ctx, schema, request.body, hiddenFields(world, schema));
  if (stored.type === 'itemFulfillment') adoptLineNumbers(stored, patch.lists.item ?? []);
  const replace = replaceOf(request);
  const draft = applyToDraft(draftOf(stored), patch, replace);
  storeRecord(world, draft, stored);
  return written(request, ctx, draft);
}

function upsert(world: World, request: SimRequest, schema: RecordSchema, key: string): SimResponse {
  if (!key.startsWith(EXTERNAL)) throw invalidContent('PUT is supported only with an external ID.');
  const externalId = key.slice(EXTERNAL.length);
  const id = idOfExternal(world, spaceOf(schema.name), externalId);
  const stored = id === undefined ? undefined : findRecord(world, schema.name, id);
  return stored === undefined ? create(world, request, schema, externalId) : update(world, request, schema, stored);
}

function transform(world: World, request: SimRequest, source: Rec, targetName: string): SimResponse {
  const target = findSchema(targetName);
  if (target === undefined) throw unknownUrl();
  const ctx = writeContext(world, request);
  const patch = parseBody(ctx, target, request.body ?? {}, hiddenFields(world, target));
  if (!isPreview(request)) checkExternalId(world, target.name, patch);
  const draft = draftTransform(world, source, target.name, patch, replaceOf(request));
  if (isPreview(request)) return preview(world, request, draft);
  storeRecord(world, draft, undefined);
  if (target.name === 'itemFulfillment' && !world.switches.advancedShipping && source.type === 'salesOrder')
    billAlong(world, source);
  return written(request, ctx, draft);
}

/** A repeated external id is refused before anything else is looked at. */
function checkExternalId(world: World, type: string, patch: ParsedBody): void {
  const externalId = asText(patch.body.externalId);
  if (externalId === undefined) return;
  requireFreeExternalId(world, {
    type,
    id: '',
    body: { externalId },
    lists: {},
    version: 0,
    createdMs: 0,
    modifiedMs: 0,
    indexedAs: undefined,
  });
}

function billAlong(world: World, source: Rec): void {
  storeRecord(world, draftTransform(world, source, 'invoice', { body: {}, lists: {} }, []), undefined);
}

function onRecord(world: World, request: SimRequest, schema: RecordSchema, parts: readonly string[]): SimResponse {
  const [key = '', next, ...rest] = parts;
  if (next === '!transform') {
    if (request.method !== 'POST') throw methodNotAllowed();
    return transform(world, request, locate(world, schema.name, key), rest[0] ?? '');
  }
  if (next !== undefined && request.method === 'GET') {
    return json(200, readPart(renderOptions(world, request), locate(world, schema.name, key), [next, ...rest]));
  }
  if (next !== undefined) throw unknownUrl();
  if (request.method === 'GET')
    return json(200, renderRecord(renderOptions(world, request), locate(world, schema.name, key)));
  if (request.method === 'PATCH') return update(world, request, schema, locate(world, schema.name, key));
  if (request.method === 'PUT') return upsert(world, request, schema, key);
  if (request.method !== 'DELETE') throw methodNotAllowed();
  deleteRecord(world, locate(world, schema.name, key));
  return noContent({});
}

function methodNotAllowed(): NsError {
  return new NsError(405, {
    detail: 'Error while accessing a resource. Method not allowed.',
    'o:errorCode': 'METHOD_NOT_ALLOWED',
  });
}

/** Answers a request below the record path; throws NsError. `parts` are the decoded path pieces after it. */
export function handleRecord(world: World, request: SimRequest, parts: readonly string[]): SimResponse {
  const schema = findSchema(parts[0] ?? '');
  if (schema === undefined) {
    throw new NsError(404, {
      detail: `Error while accessing a resource. Record type '${parts[0] ?? ''}' does not exist.`,
      'o:errorCode': 'INVALID_URL',
    });
  }
  if (parts.length > 1) return onRecord(world, request, schema, parts.slice(1));
  if (request.method === 'GET') return json(200, listRecords(world, request, schema), {}, 'collection');
  if (request.method !== 'POST') throw methodNotAllowed();
  return create(world, request, schema);
}
