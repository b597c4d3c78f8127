// The query parameters of a read, checked: q, finder, fields, expand, onlyData, links, limit, offset, totalResults, orderBy.
// Trap: a plus sign in a query is a blank; an instant with +00:00 must come percent-encoded.
import { malformed } from '../http/refusal.ts';
import type { QuerySettings } from '../options.ts';
import type { Shape } from '../schema/shape.ts';

export interface FinderCall {
  name: string;
  variables: Record<string, string>;
}

/** What of an item is shown: attributes (null = all) and children. */
export interface View {
  attributes: readonly string[] | null;
  children: Readonly<Record<string, View>>;
}

export interface ReadParams {
  q: string | null;
  finder: FinderCall | null;
  view: View;
  onlyData: boolean;
  links: readonly string[] | null;
  limit: number;
  offset: number;
  totalResults: boolean;
  orderBy: readonly { name: string; descending: boolean }[];
}

const KNOWN = [
  ...['q', 'finder', 'fields', 'expand', 'onlyData', 'links', 'limit', 'offset', 'totalResults', 'orderBy'],
  ...['dependency', 'effectiveDate'],
];

/** Decoded parameters; throws a Refusal on broken percent-encoding. */
export function decodeQuery(search: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const pair of search.split('&').filter((one) => one !== '')) {
    const [name = '', ...rest] = pair.split('=');
    try {
      const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '));
      out.set(decode(name), decode(rest.join('=')));
    } catch {
      throw malformed('The query is not encoded correctly.', '27545');
    }
  }
  return out;
}

function parseFinder(sent: string, shape: Shape): FinderCall {
  const [name = '', ...rest] = sent.split(';');
  const known = shape.finders[name];
  if (!known) throw malformed(`The finder ${name} doesn't exist.`, '27546');
  const variables: Record<string, string> = {};
  for (const pair of rest.join(';').split(',')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const variable = at < 0 ? pair : pair.slice(0, at).trim();
    if (at < 0 || !known.includes(variable))
      throw malformed(`The finder ${name} has no variable ${variable}.`, '27546');
    variables[variable] = pair.slice(at + 1).replace(/^["'](.*)["']$/, '$1');
  }
  return { name, variables };
}

type Draft = { attributes: string[] | null; children: Record<string, Draft> };

function childDraft(shape: Shape, draft: Draft, path: string): { shape: Shape; draft: Draft } {
  let place = { shape, draft };
  for (const name of path.split('.')) {
    const next = place.shape.children[name];
    if (!next) throw malformed(`The child ${name} doesn't exist.`, '27547');
    const known = place.draft.children[name] ?? { attributes: null, children: {} };
    place.draft.children[name] = known;
    place = { shape: next, draft: known };
  }
  return place;
}

function parseFields(sent: string, shape: Shape): View {
  const root: Draft = { attributes: [], children: {} };
  for (const group of sent.split(';').filter((one) => one.trim() !== '')) {
    const at = group.indexOf(':');
    const place = at < 0 ? { shape, draft: root } : childDraft(shape, root, group.slice(0, at).trim());
    for (const name of group
      .slice(at + 1)
      .split(',')
      .map((one) => one.trim())) {
      if (!place.shape.attributes.has(name) && !place.shape.flex)
        throw malformed(`The field ${name} doesn't exist.`, '27547');
      place.draft.attributes = [...(place.draft.attributes ?? []), name];
    }
  }
  return root;
}

const everything = (shape: Shape): View => ({
  attributes: null,
  children: Object.fromEntries(Object.entries(shape.children).map(([name, child]) => [name, everything(child)])),
});

function parseExpand(sent: string, shape: Shape): View {
  if (sent === 'all') return everything(shape);
  const root: Draft = { attributes: null, children: {} };
  for (const path of sent.split(',').map((one) => one.trim())) childDraft(shape, root, path);
  return root;
}

function parseOrder(sent: string, shape: Shape): { name: string; descending: boolean }[] {
  return sent.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(':');
    if (!shape.attributes.has(name)) throw malformed(`The attribute ${name} can't be used to sort.`, '27547');
    if (direction !== 'asc' && direction !== 'desc') throw malformed(`${direction} is no direction.`, '27547');
    return { name, descending: direction === 'desc' };
  });
}

function whole(query: Map<string, string>, name: string, otherwise: number): number {
  const sent = query.get(name);
  if (sent === undefined || sent === '') return otherwise;
  if (!/^\d+$/.test(sent)) throw malformed(`The value ${sent} of ${name} isn't valid.`, '27547');
  return Number(sent);
}

/** The parameters in the shape's terms; `note` hears of parameters that no read knows (the server ignores them). */
export function readParams(
  query: Map<string, string>,
  shape: Shape,
  settings: QuerySettings,
  note: (problem: string) => void,
): ReadParams {
  for (const name of query.keys()) if (!KNOWN.includes(name)) note(`unknown query parameter ${name}`);
  const [q, finder, fields, expand] = ['q', 'finder', 'fields', 'expand'].map((name) => query.get(name) || null);
  const orderBy = query.get('orderBy');
  const plain: View = { attributes: null, children: {} };
  return {
    q: q ?? null,
    finder: finder ? parseFinder(finder, shape) : null,
    view: fields ? parseFields(fields, shape) : expand ? parseExpand(expand, shape) : plain,
    onlyData: query.get('onlyData') === 'true',
    links: query.get('links')?.split(',') ?? null,
    limit: Math.min(whole(query, 'limit', settings.defaultLimit), settings.maxLimit),
    offset: whole(query, 'offset', 0),
    totalResults: query.get('totalResults') === 'true',
    orderBy: orderBy ? parseOrder(orderBy, shape) : [],
  };
}
