// The REST framework over the resources: collections, items, actions, descriptions.
// Trap: no match is 200 with no items, an unknown address is 404; a create that is not offered is 400, not 405.
import { type Item, text } from '../domain/values.ts';
import { readParams } from '../query/params.ts';
import { byAttributes, pageOf } from '../query/select.ts';
import { type Base, SHAPES } from '../schema/index.ts';
import type { Shape } from '../schema/shape.ts';
import { answerChild } from './children.ts';
import { describe } from './describe.ts';
import { readPayload } from './payload.ts';
import { notAllowed, notFound, Refusal } from './refusal.ts';
import { changeIndicator, renderCollection, renderItem, viewOfPayload } from './render.ts';
import type { Resource } from './resource.ts';
import { bodyOf, callOf, plainContext, type RestAnswer, type RestRequest } from './rest-request.ts';

interface Target {
  resource: Resource;
  shape: Shape;
  href: string;
}

export interface Rest {
  answer(request: RestRequest): RestAnswer;
  /** Name of what a request does, e.g. receivablesInvoices.create. */
  operation(base: Base, method: string, segments: readonly string[]): string | null;
}

const unquoted = (tag: string) => tag.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');

function keyOf({ resource, shape }: Target, row: Item): string {
  return resource.keyOf ? resource.keyOf(row) : text(row, shape.key);
}

function shownRow({ resource }: Target, request: RestRequest, row: Item): Item {
  return resource.derive ? { ...row, ...resource.derive(request.world, row) } : row;
}

function list(target: Target, request: RestRequest): RestAnswer {
  const { resource, shape, href } = target;
  const { world, version } = request;
  const params = readParams(request.query, shape, world.settings.query, request.note);
  resource.guard?.(params);
  const hidden = world.settings.auth.hidden.includes(resource.name);
  const all = () => (hidden ? [] : resource.rows(world));
  const special = params.finder && resource.find?.(callOf(request), params.finder);
  const rows = special ?? (params.finder ? byAttributes(all(), params.finder) : all());
  const semicolons = version < 2 || world.settings.query.semicolon === 'accept';
  const page = pageOf(rows, shape, params, semicolons);
  const context = { ...plainContext(request), onlyData: params.onlyData };
  const items = page.rows.map((row) => {
    const place = { view: params.view, href: `${href}/${keyOf(target, row)}`, name: resource.name };
    return renderItem(shape, shownRow(target, request, row), place, context);
  });
  return { status: 200, body: renderCollection(items, page, params, href, resource.name) };
}

/** Rows just created that a read by address does not find yet, by href. */
function tooFresh(request: RestRequest, href: string): boolean {
  const left = request.world.counters[`fresh ${href}`] ?? 0;
  if (left > 0) request.world.counters[`fresh ${href}`] = left - 1;
  return left > 0;
}

function rowOf(target: Target, request: RestRequest, key: string): Item {
  const { resource } = target;
  if (request.method === 'GET' && tooFresh(request, `${target.href}/${key}`)) throw notFound();
  if (request.world.settings.auth.hidden.includes(resource.name)) throw notFound();
  const row = resource.one
    ? resource.one(request.world, key)
    : resource.rows(request.world).find((one) => keyOf(target, one) === key);
  if (!row) throw notFound();
  return row;
}

function create(target: Target, request: RestRequest): RestAnswer {
  const { resource, shape, href } = target;
  if (!resource.create || !shape.methods.includes('POST'))
    throw new Refusal(400, [{ code: '27520', detail: 'Invalid operation create for the specified resource.' }], true);
  const body = readPayload(shape, request.body, true, resource.mayName);
  const row = resource.create(callOf(request), body);
  const key = keyOf(target, row);
  const place = { view: viewOfPayload(shape, bodyOf(request)), href: `${href}/${key}`, name: resource.name };
  const { notFoundAfterCreate } = request.world.settings.query;
  if (notFoundAfterCreate > 0) request.world.counters[`fresh ${place.href}`] = notFoundAfterCreate;
  return {
    status: resource.createStatus?.(request.world) ?? 201,
    body: renderItem(shape, shownRow(target, request, row), place, { ...plainContext(request), childLimit: 0 }),
    location: place.href,
    etag: changeIndicator(shownRow(target, request, row)),
  };
}

function readItem(target: Target, request: RestRequest, row: Item, key: string): RestAnswer {
  const { shape, resource, href } = target;
  const params = readParams(request.query, shape, request.world.settings.query, request.note);
  const shown = shownRow(target, request, row);
  const etag = changeIndicator(shown);
  if (request.ifNoneMatch !== null && unquoted(request.ifNoneMatch) === etag)
    return { status: 304, body: undefined, etag };
  const place = { view: params.view, href: `${href}/${key}`, name: resource.name };
  return { status: 200, body: renderItem(shape, shown, place, plainContext(request)), etag };
}

function checkMatch(target: Target, request: RestRequest, row: Item): void {
  if (request.ifMatch === null || request.ifMatch === '*') return;
  if (unquoted(request.ifMatch) === changeIndicator(shownRow(target, request, row))) return;
  throw new Refusal(412, [{ code: '412', detail: 'The resource was changed since it was read.' }]);
}

function onItem(target: Target, request: RestRequest, key: string, rest: readonly string[]): RestAnswer {
  const { resource, shape, href } = target;
  const row = rowOf(target, request, key);
  if (rest[0] === 'child') return answerChild(request, { resource, shape, row, href: `${href}/${key}` }, rest.slice(1));
  if (rest[0] === 'action') return act(target, request, rest[1] ?? '', row);
  if (rest.length > 0) throw notFound();
  if (request.method === 'GET') return readItem(target, request, row, key);
  if (!shape.methods.includes(request.method)) throw notAllowed();
  checkMatch(target, request, row);
  if (request.method === 'DELETE' && resource.remove) {
    resource.remove(callOf(request), row);
    return { status: 204, body: undefined };
  }
  if (request.method !== 'PATCH' || !resource.update) throw notAllowed();
  const changed = resource.update(callOf(request), row, readPayload(shape, request.body, false));
  return readItem(target, { ...request, ifNoneMatch: null }, changed, key);
}

function act(target: Target, request: RestRequest, action: string, row: Item | null): RestAnswer {
  const { resource, shape } = target;
  if (shape.actions.get(action) !== (row === null) || !resource.act) throw notFound();
  if (request.method !== 'POST') throw notAllowed();
  const result = resource.act(callOf(request), action, row, bodyOf(request));
  return { status: 200, body: { result }, contentType: 'application/vnd.oracle.adf.actionresult+json' };
}

const VERBS: Readonly<Record<string, string>> = { GET: 'get', POST: 'create', PATCH: 'update', DELETE: 'delete' };

function operationName(name: string, method: string, [first, second, third]: readonly string[]): string {
  if (first === undefined) return `${name}.${method === 'GET' ? 'list' : (VERBS[method] ?? method)}`;
  if (first === 'describe') return `${name}.describe`;
  if (first === 'action') return `${name}.${second}`;
  if (second === 'action') return `${name}.${third}`;
  if (second === 'child') return `${name}.${third}.${VERBS[method] ?? method}`;
  return `${name}.${VERBS[method] ?? method}`;
}

/** The framework over a set of resources. */
export function createRest(resources: readonly Resource[]): Rest {
  const byName = new Map(resources.map((one) => [`${one.base} ${one.name}`, one]));
  return {
    operation: (base, method, [name, ...rest]) =>
      name !== undefined && byName.has(`${base} ${name}`) ? operationName(name, method, rest) : null,
    answer(request) {
      const [name = '', ...rest] = request.segments;
      const resource = byName.get(`${request.base} ${name}`);
      const shape = SHAPES[request.base][name];
      if (!resource || !shape) throw notFound();
      const target: Target = { resource, shape, href: `${request.root}/${name}` };
      const [key] = rest;
      if (key === 'describe') return { status: 200, body: describe(name, shape, target.href) };
      if (key === 'action') return act(target, request, rest[1] ?? '', null);
      if (key !== undefined) return onItem(target, request, key, rest.slice(1));
      if (request.method === 'GET') return list(target, request);
      if (request.method === 'POST') return create(target, request);
      throw notAllowed();
    },
  };
}
