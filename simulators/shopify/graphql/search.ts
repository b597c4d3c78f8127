// The search language of `query:` arguments: terms, quotes, comparisons, AND, OR, NOT, parentheses.
// Trap: an unknown field filters nothing; it only leaves a warning in extensions.search.
import type { SearchDoc } from '../domain/model.ts';

interface Term {
  kind: 'term';
  field: string | null;
  operator: '' | '>' | '>=' | '<' | '<=';
  value: string;
}

export type Query = Term | { kind: 'and' | 'or'; parts: Query[] } | { kind: 'not'; part: Query };

export interface Warning {
  field: string;
  message: string;
  code: 'invalid_field' | 'invalid_value' | 'missing_named_field';
}

const TOKEN =
  /\s*(?:(\()|(\))|(-?)(?:([A-Za-z_][\w.]*):)?(>=|<=|>|<|=)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()]+)))/y;

interface Token {
  type: 'open' | 'close' | 'and' | 'or' | 'not' | 'term';
  negated: boolean;
  term: Term;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern = new RegExp(TOKEN.source, 'y');
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [, open, close, dash, field, operator, double, single, bare] = match;
    const value = double ?? single ?? bare ?? '';
    const term: Term = {
      kind: 'term',
      field: field ?? null,
      operator: (operator === '=' ? '' : (operator ?? '')) as Term['operator'],
      value,
    };
    const word = field === undefined && bare !== undefined && operator === undefined && dash === '' ? bare : '';
    const type = open
      ? 'open'
      : close
        ? 'close'
        : word === 'AND'
          ? 'and'
          : word === 'OR'
            ? 'or'
            : word === 'NOT'
              ? 'not'
              : 'term';
    found.push({ type, negated: dash === '-', term });
  }
  return found;
}

/** Parses a search text; never fails. An empty text has no parts. */
export function parseSearch(text: string): Query {
  const all = tokens(text);
  let at = 0;
  const primary = (): Query => {
    const token = all[at++];
    if (!token) return { kind: 'and', parts: [] };
    if (token.type === 'not') return { kind: 'not', part: primary() };
    if (token.type === 'open') {
      const inner = either();
      if (all[at]?.type === 'close') at += 1;
      return inner;
    }
    return token.negated ? { kind: 'not', part: token.term } : token.term;
  };
  const both = (): Query => {
    const parts = [primary()];
    for (let next = all[at]; next && next.type !== 'or' && next.type !== 'close'; next = all[at]) {
      if (next.type === 'and') at += 1;
      parts.push(primary());
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts };
  };
  const either = (): Query => {
    const parts = [both()];
    while (all[at]?.type === 'or') {
      at += 1;
      parts.push(both());
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts };
  };
  return all.length === 0 ? { kind: 'and', parts: [] } : either();
}

export interface Dialect {
  /** Fields that exist; their values may be instants, numbers, texts, lists. */
  fields: readonly string[];
  /** Fields that hold instants in epoch ms. */
  instants: readonly string[];
  /** Fields that a term without a name looks into. */
  free: readonly string[];
  /** Fields that match any token's beginning instead of the whole. */
  prefix?: readonly string[];
  /** `tag_not` style names: name → field whose match is turned round. */
  negative?: Record<string, string>;
}

const known = (dialect: Dialect, field: string) =>
  dialect.fields.includes(field) || field.startsWith('metafields.') || dialect.negative?.[field] !== undefined;

const badInstant = (dialect: Dialect, term: Term) =>
  term.field !== null &&
  dialect.instants.includes(term.field) &&
  term.value !== '*' &&
  Number.isNaN(Date.parse(term.value)) &&
  term.value !== 'now';

/** Warnings that a search earns. */
export function searchWarnings(query: Query, dialect: Dialect): Warning[] {
  if (query.kind === 'not') return searchWarnings(query.part, dialect);
  if (query.kind !== 'term') return query.parts.flatMap((part) => searchWarnings(part, dialect));
  if (query.field === null) return [];
  if (!known(dialect, query.field))
    return [{ field: query.field, message: 'Invalid search field for this query.', code: 'invalid_field' }];
  if (!badInstant(dialect, query)) return [];
  return [{ field: query.field, message: `Input \`${query.value}\` is not an accepted value.`, code: 'invalid_value' }];
}

function compares(operator: Term['operator'], order: number): boolean {
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  if (operator === '<') return order < 0;
  return operator === '<=' ? order <= 0 : order === 0;
}

function startsSomewhere(have: string, want: string): boolean {
  const stem = want.replace(/\*$/, '');
  return have === want || have.startsWith(stem) || have.split(/[^a-z0-9]+/).some((word) => word.startsWith(stem));
}

function valueMatches(have: unknown, term: Term, dialect: Dialect): boolean {
  const field = term.field ?? '';
  if (term.value === '*') return have !== null && have !== undefined && have !== '';
  if (have === null || have === undefined) return false;
  if (Array.isArray(have)) return have.some((one) => valueMatches(one, term, dialect));
  if (dialect.instants.includes(field)) {
    const wanted = Date.parse(term.value);
    return compares(term.operator, Number(have) - wanted);
  }
  if (typeof have === 'number') return compares(term.operator, have - Number(term.value));
  const [left, right] = [String(have).toLowerCase(), term.value.toLowerCase()];
  if (term.operator !== '') return compares(term.operator, left < right ? -1 : left > right ? 1 : 0);
  if (dialect.prefix?.includes(field) || right.endsWith('*')) return startsSomewhere(left, right);
  return left === right;
}

const STATUS_WORDS: Record<string, (status: string) => boolean> = {
  not_closed: (status) => status !== 'closed',
  any: () => true,
};

function termMatches(term: Term, doc: SearchDoc, dialect: Dialect): boolean | null {
  const { field } = term;
  if (field === null)
    return dialect.free.some((name) =>
      valueMatches(doc[name], { ...term, field: name }, { ...dialect, prefix: dialect.free }),
    );
  if (!known(dialect, field) || badInstant(dialect, term)) return null;
  const turned = dialect.negative?.[field];
  if (turned) return !valueMatches(doc[turned], { ...term, field: turned }, dialect);
  const word = field === 'status' ? STATUS_WORDS[term.value] : undefined;
  if (word) return word(String(doc.status));
  return term.value.split(',').some((value) => valueMatches(doc[field], { ...term, value }, dialect));
}

/** Whether a row fits; null parts (unknown fields) do not filter. */
export function matches(query: Query, doc: SearchDoc, dialect: Dialect): boolean {
  return evaluate(query, doc, dialect) ?? true;
}

function evaluate(query: Query, doc: SearchDoc, dialect: Dialect): boolean | null {
  if (query.kind === 'term') return termMatches(query, doc, dialect);
  if (query.kind === 'not') {
    const inner = evaluate(query.part, doc, dialect);
    return inner === null ? null : !inner;
  }
  const results = query.parts.map((part) => evaluate(part, doc, dialect)).filter((one) => one !== null);
  if (results.length === 0) return null;
  return query.kind === 'and' ? results.every((one) => one) : results.some((one) => one);
}

/** Whether a webhook body passes a subscription's filter (top-level and dotted fields). */
export function matchesFilter(filter: string, body: Record<string, unknown>): boolean {
  const read = (path: string): unknown =>
    path.split('.').reduce<unknown>((at, name) => {
      if (Array.isArray(at))
        return at.map((one) => (typeof one === 'object' && one !== null ? Reflect.get(one, name) : undefined));
      return typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined;
    }, body);
  const fields = [...filter.matchAll(/(?:^|[\s(])-?([\w.]+):/g)].map((match) => match[1] ?? '');
  const doc = Object.fromEntries(fields.map((field) => [field, asValue(read(field))]));
  return matches(parseSearch(filter), doc, { fields, instants: [], free: [] });
}

function asValue(value: unknown): SearchDoc[string] {
  if (Array.isArray(value)) return value.map(String);
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const number = Number(value);
  return typeof value === 'string' && value !== '' && !Number.isNaN(number) ? number : String(value);
}
