/**
 * Reads answers tolerantly: attributes as text, children as plain arrays whether the framework sends arrays or `{items}`,
 * links left out, unknown attributes kept.
 * The trap: a child list may be cut off by `hasMore`; such a list is named, so that the rest is fetched, never left out.
 */
import type { FusionView, ViewValue } from './types.ts';

const isObject = (value: unknown): value is FusionView =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isChildList = (value: ViewValue): value is { items: ViewValue[]; hasMore?: boolean } =>
  isObject(value) && Array.isArray(value.items) && 'hasMore' in value;

/** The value without links and contexts. */
export function cleaned(value: ViewValue): ViewValue {
  if (isChildList(value)) return value.items.map(cleaned);
  if (Array.isArray(value)) return value.map(cleaned);
  if (!isObject(value)) return value;
  return cleanedItem(value);
}

export function cleanedItem(item: FusionView): FusionView {
  const members = Object.entries(item).filter(([name]) => name !== 'links' && !name.startsWith('@'));
  return Object.fromEntries(members.map(([name, member]) => [name, cleaned(member)]));
}

/** The children of an item as given: rows, and whether there are more. */
export function childrenOf(item: FusionView): { name: string; rows: FusionView[]; more: boolean }[] {
  return Object.entries(item).flatMap(([name, value]) => {
    if (name === 'links') return [];
    if (isChildList(value)) return [{ name, rows: value.items.filter(isObject), more: value.hasMore === true }];
    const rows = Array.isArray(value) ? value.filter(isObject) : [];
    return rows.length === 0 ? [] : [{ name, rows, more: false }];
  });
}

/** Items of a collection's answer; undefined when it is none. */
export function pageOf(body: ViewValue | undefined): { items: FusionView[]; hasMore: boolean } | undefined {
  if (!isObject(body) || !Array.isArray(body.items)) return undefined;
  return { items: body.items.filter(isObject), hasMore: body.hasMore === true };
}

/** An item's answer; undefined when it is none. */
export const itemOf = (body: ViewValue | undefined): FusionView | undefined => (isObject(body) ? body : undefined);

/** Text of an attribute; null, '' and missing → undefined. */
export function textOf(item: FusionView, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = item[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'boolean') return String(value);
  }
  return undefined;
}

/** true, "true", "Y" → true; missing → undefined. */
export function flagOf(item: FusionView, ...names: string[]): boolean | undefined {
  const value = textOf(item, ...names);
  return value === undefined ? undefined : /^(true|y|yes)$/i.test(value);
}

/** A plain day, also of a timestamp. */
export const dayOf = (item: FusionView, ...names: string[]): string | undefined => textOf(item, ...names)?.slice(0, 10);

/** ISO-8601 UTC; what cannot be read counts as missing. */
export function instantOf(item: FusionView, ...names: string[]): string | undefined {
  const at = Date.parse(textOf(item, ...names) ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** Rows of a child of a cleaned item. */
export function rowsOf(item: FusionView, child: string): FusionView[] {
  const value = item[child];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** ETag header, or the change indicator of the item's own link: both are the same. */
export function etagOf(item: FusionView, header?: string): string | undefined {
  return header ?? textOf(propertiesOf(selfLink(item)), 'changeIndicator');
}

/** Last segment of the item's own address, still encoded; only that: a link is never followed. */
export const ownKey = (item: FusionView): string | undefined =>
  textOf(selfLink(item), 'href')
    ?.replace(/[?#].*$/, '')
    .split('/')
    .at(-1);

function selfLink(item: FusionView): FusionView {
  const links = Array.isArray(item.links) ? item.links.filter(isObject) : [];
  return links.find((link) => link.rel === 'self') ?? links.find((link) => link.rel === 'canonical') ?? {};
}

const propertiesOf = (link: FusionView): FusionView => (isObject(link.properties) ? link.properties : {});
