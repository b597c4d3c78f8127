// The metadata catalogue: what record types exist here and which properties they have.
// Trap: it follows the account's switches, so that a client can find out about Pick, Pack and Ship or OneWorld.
import { notFound } from '../ns-error.ts';
import { ENUMS } from '../schema/enums.ts';
import type { FieldKind, Fields } from '../schema/field.ts';
import { findSchema, kindTarget, SCHEMAS, sublistFields, subrecordFields } from '../schema/registry.ts';
import type { World } from '../world.ts';
import { json, type SimRequest, type SimResponse } from './message.ts';

const SCALARS: Readonly<Record<string, object>> = {
  s: { type: 'string' },
  n: { type: 'number', format: 'double' },
  i: { type: 'integer', format: 'int64' },
  b: { type: 'boolean' },
  d: { type: 'string', format: 'date' },
  t: { type: 'string', format: 'date-time' },
};

function propertySchema(kind: FieldKind): object {
  const scalar = SCALARS[kind];
  if (scalar !== undefined) return { ...scalar, nullable: true };
  const target = kindTarget(kind);
  if (kind.startsWith('e:')) {
    const values = Object.keys(ENUMS[target] ?? {});
    const id = values.length > 0 && target !== 'country' ? { type: 'string', enum: values } : { type: 'string' };
    return { type: 'object', properties: { id, refName: { type: 'string' } } };
  }
  if (kind.startsWith('r:'))
    return {
      type: 'object',
      'x-ns-reference': target,
      properties: { id: { type: 'string' }, refName: { type: 'string' }, externalId: { type: 'string' } },
    };
  if (kind.startsWith('sub:')) return objectSchema(subrecordFields(target));
  return listSchema(target);
}

function listSchema(target: string, custom: Record<string, object> = {}): object {
  const line = objectSchema(sublistFields(target), custom);
  return { type: 'object', properties: { items: { type: 'array', items: line }, totalResults: { type: 'integer' } } };
}

function objectSchema(table: Fields, custom: Record<string, object> = {}): object {
  const properties = Object.entries(table).map(([name, kind]) => [name, propertySchema(kind)]);
  return { type: 'object', properties: { ...Object.fromEntries(properties), ...custom } };
}

function hiddenIn(world: World, type: string): string[] {
  const hidden: string[] = [];
  if (type === 'itemFulfillment' && !world.switches.pickPackShip) hidden.push('shipStatus');
  if (!world.switches.oneWorld) hidden.push('subsidiary');
  if (!world.switches.suiteTax) hidden.push('taxDetails', 'taxDetailsOverride');
  return hidden;
}

function recordSchema(world: World, type: string): object {
  const schema = findSchema(type);
  if (schema === undefined) throw notFound();
  const hidden = hiddenIn(world, schema.name);
  const properties: Record<string, object> = {};
  for (const [name, kind] of Object.entries(schema.body)) {
    if (hidden.includes(name)) continue;
    const lines = kind.startsWith('list:') && schema.family === 'transaction';
    properties[name] = lines ? listSchema(kindTarget(kind), customProperties(world, 'custcol')) : propertySchema(kind);
  }
  const prefix = { transaction: 'custbody', entity: 'custentity', item: 'custitem', other: 'custrecord' }[
    schema.family
  ];
  return { type: 'object', properties: { ...properties, ...customProperties(world, prefix) } };
}

/** The account's custom fields with that prefix. */
function customProperties(world: World, prefix: string): Record<string, object> {
  const names = world.switches.customFields.filter((name) => name.toLowerCase().startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name, { type: 'string', nullable: true, 'x-ns-custom-field': true }]));
}

function openApi(world: World, types: readonly string[]): object {
  const paths = Object.fromEntries(
    types.flatMap((type) => [
      [`/${type}`, { get: {}, post: {} }],
      [`/${type}/{id}`, { get: {}, patch: {}, put: {}, delete: {} }],
    ]),
  );
  return {
    openapi: '3.0.1',
    info: { title: 'NetSuite REST API', version: '1.0' },
    paths,
    components: { schemas: Object.fromEntries(types.map((type) => [type, recordSchema(world, type)])) },
  };
}

/** Answers below `/metadata-catalog`; `record` is the path piece after it, if any. */
export function handleMetadata(world: World, request: SimRequest, record: string | undefined): SimResponse {
  const accept = request.headers.accept ?? '';
  const path = `${request.base}/services/rest/record/v1/metadata-catalog`;
  if (record !== undefined) {
    const name = findSchema(record)?.name ?? record;
    if (accept.includes('swagger'))
      return json(200, openApi(world, [name]), { 'content-type': 'application/swagger+json' });
    const body = { $schema: 'http://json-schema.org/draft-06/schema#', title: name, ...recordSchema(world, name) };
    return json(200, body, { 'content-type': 'application/schema+json' });
  }
  const chosen = request.query
    .get('select')
    ?.split(',')
    .map((name) => findSchema(name.trim())?.name ?? name.trim());
  const names = chosen ?? SCHEMAS.map((schema) => schema.name);
  if (accept.includes('swagger'))
    return json(200, openApi(world, names), { 'content-type': 'application/swagger+json' });
  const items = names.map((name) => ({
    name,
    links: [{ rel: 'canonical', href: `${path}/${name}`, mediaType: 'application/schema+json' }],
  }));
  return json(200, { items, links: [{ rel: 'self', href: path }] }, {}, 'collection');
}
