// Items and collections as the server writes them: links, change indicators, children by framework version.
// Trap: links carry :443 in the host whatever port is served; children are arrays below version 3, collections from there on.
import { createHash } from 'node:crypto';
import { childRows, type Item, type Json, text } from '../domain/values.ts';
import type { ReadParams, View } from '../query/params.ts';
import type { Page } from '../query/select.ts';
import type { Shape } from '../schema/shape.ts';

export interface RenderContext {
  version: number;
  onlyData: boolean;
  links: readonly string[] | null;
  /** Most rows of an expanded child; 0 = all. */
  childLimit: number;
}

const marks = new WeakMap<Item, string>();

/** The opaque change indicator of a row; equal rows have equal ones. */
export function changeIndicator(row: Item): string {
  const known = marks.get(row);
  if (known !== undefined) return known;
  const hash = createHash('sha1').update(JSON.stringify(row)).digest('hex').toUpperCase();
  const mark = `ACED0005737200136A6176612E7574696C2E41727261794C697374${hash}`;
  marks.set(row, mark);
  return mark;
}

/** The address key of a child row: its key attribute, or its place counted from 1. */
export const childKey = (shape: Shape, row: Item, at: number): string => text(row, shape.key) || String(at + 1);

function itemLinks(shape: Shape, row: Item, href: string, name: string, context: RenderContext): Json[] {
  const link = (rel: string, more: Item) => ({ rel, ...more });
  const item = { href, name, kind: 'item' };
  const all = [
    link('self', { ...item, properties: { changeIndicator: changeIndicator(row) } }),
    link('canonical', item),
    ...Object.keys(shape.children).map((child) =>
      link('child', { href: `${href}/child/${child}`, name: child, kind: 'collection' }),
    ),
  ];
  return all.filter(({ rel }) => context.links === null || context.links.includes(rel));
}

function attributesOf(shape: Shape, row: Item, view: View): Item {
  const out: Item = {};
  for (const name of view.attributes ?? shape.attributes.keys()) out[name] = row[name] ?? null;
  if (!shape.flex || view.attributes !== null) return out;
  for (const [name, value] of Object.entries(row))
    if (!shape.attributes.has(name) && !shape.children[name]) out[name] = value;
  return out;
}

function childCollection(all: Item[], href: string, name: string, most: number): Item {
  const limit = most === 0 ? Math.max(25, all.length) : most;
  const items = all.slice(0, limit);
  const links = [{ rel: 'self', href, name, kind: 'collection' }];
  return { items, count: items.length, hasMore: all.length > items.length, limit, offset: 0, links };
}

function childrenOf(shape: Shape, row: Item, view: View, href: string, context: RenderContext): Item {
  const out: Item = {};
  for (const [name, childView] of Object.entries(view.children)) {
    const childShape = shape.children[name];
    if (!childShape) continue;
    const place = `${href}/child/${name}`;
    const items = childRows(row, name).map((child, at) =>
      renderItem(
        childShape,
        child,
        { view: childView, href: `${place}/${childKey(childShape, child, at)}`, name },
        context,
      ),
    );
    out[name] = context.version < 3 ? items : childCollection(items, place, name, context.childLimit);
  }
  return out;
}

export interface ItemPlace {
  view: View;
  href: string;
  name: string;
}

/** One item with what the view wants of it. */
export function renderItem(shape: Shape, row: Item, place: ItemPlace, context: RenderContext): Item {
  const { view, href, name } = place;
  return {
    ...attributesOf(shape, row, view),
    ...childrenOf(shape, row, view, href, context),
    ...(!context.onlyData && { links: itemLinks(shape, row, href, name, context) }),
  };
}

/** The envelope around a page of rendered items. */
export function renderCollection(items: Item[], page: Page, params: ReadParams, href: string, name: string): Item {
  return {
    items,
    ...(params.totalResults && { totalResults: page.total }),
    ...{ count: items.length, hasMore: page.hasMore, limit: params.limit, offset: params.offset },
    links: [{ rel: 'self', href, name, kind: 'collection' }],
  };
}

/** A view of exactly the children that a payload brought. */
export function viewOfPayload(shape: Shape, body: Item): View {
  const children = Object.entries(shape.children).flatMap(([name, child]) => {
    const rows = childRows(body, name);
    if (rows.length === 0) return [];
    const merged = Object.assign({}, ...rows) as Item;
    return [[name, viewOfPayload(child, merged)] as const];
  });
  return { attributes: null, children: Object.fromEntries(children) };
}
