// Child collections below an item: /{resource}/{id}/child/{name}/{childId}/child/…
// Trap: a child's key may be computed; then it is its place counted from 1.
import { childRows, type Item, type Json } from '../domain/values.ts';
import { type ReadParams, readParams } from '../query/params.ts';
import { byAttributes, pageOf } from '../query/select.ts';
import type { Shape } from '../schema/shape.ts';
import { readPayload } from './payload.ts';
import { notAllowed, notFound } from './refusal.ts';
import { childKey, renderCollection, renderItem } from './render.ts';
import type { Resource } from './resource.ts';
import { callOf, plainContext, type RestAnswer, type RestRequest } from './rest-request.ts';

export interface Place {
  resource: Resource;
  shape: Shape;
  row: Item;
  href: string;
}

interface Found {
  shape: Shape;
  name: string;
  rows: Item[];
  href: string;
  /** Nested below another child. */
  deep: boolean;
}

function list(request: RestRequest, found: Found): RestAnswer {
  const { shape, name, href } = found;
  const params: ReadParams = readParams(request.query, shape, request.world.settings.query, request.note);
  const rows = params.finder ? byAttributes(found.rows, params.finder) : found.rows;
  const page = pageOf(rows, shape, params, true);
  const context = { ...plainContext(request), onlyData: params.onlyData };
  const items = page.rows.map((row) => {
    const key = childKey(shape, row, found.rows.indexOf(row));
    return renderItem(shape, row, { view: params.view, href: `${href}/${key}`, name }, context);
  });
  return { status: 200, body: renderCollection(items, page, params, href, name) };
}

function enclosure(row: Item, name: string): RestAnswer {
  const content = row[name];
  if (typeof content !== 'string') throw notFound();
  return { status: 200, body: undefined, raw: Buffer.from(content, 'base64'), contentType: 'application/octet-stream' };
}

const shown = (request: RestRequest, found: Found, row: Item, key: string): Json => {
  const view = readParams(request.query, found.shape, request.world.settings.query, request.note).view;
  return renderItem(found.shape, row, { view, href: `${found.href}/${key}`, name: found.name }, plainContext(request));
};

function onRow(request: RestRequest, place: Place, found: Found, key: string, rest: readonly string[]): RestAnswer {
  const row = found.rows.find((one, at) => childKey(found.shape, one, at) === key);
  if (!row) throw notFound();
  if (rest[0] === 'enclosure') return enclosure(row, rest[1] ?? '');
  if (rest[0] === 'child') return walk(request, place, found.shape, row, `${found.href}/${key}`, rest.slice(1), true);
  if (request.method === 'GET') return { status: 200, body: shown(request, found, row, key) };
  const { updateChild } = place.resource;
  if (request.method !== 'PATCH' || !found.shape.methods.includes('PATCH') || found.deep || !updateChild)
    throw notAllowed();
  const changes = readPayload(found.shape, request.body, false);
  const changed = updateChild(callOf(request), place.row, found.name, row, changes);
  return { status: 200, body: shown(request, found, changed, key) };
}

function walk(
  request: RestRequest,
  place: Place,
  shape: Shape,
  row: Item,
  href: string,
  segments: readonly string[],
  deep: boolean,
): RestAnswer {
  const [name = '', key, ...rest] = segments;
  const childShape = shape.children[name];
  if (!childShape) throw notFound();
  const found: Found = { shape: childShape, name, rows: childRows(row, name), href: `${href}/child/${name}`, deep };
  if (key !== undefined) return onRow(request, place, found, key, rest);
  if (request.method === 'GET') return list(request, found);
  const { addChild } = place.resource;
  if (request.method !== 'POST' || !childShape.methods.includes('POST') || deep || !addChild)
    throw notAllowed('Invalid operation create for the specified resource.');
  const made = addChild(callOf(request), place.row, name, readPayload(childShape, request.body, true));
  const madeKey = childKey(childShape, made, found.rows.length);
  return { status: 201, body: shown(request, found, made, madeKey), location: `${found.href}/${madeKey}` };
}

/** Answers a request below an item; `segments` starts with the child's name. */
export const answerChild = (request: RestRequest, place: Place, segments: readonly string[]): RestAnswer =>
  walk(request, place, place.shape, place.row, place.href, segments, false);
