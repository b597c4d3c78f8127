// The row filter language of `q`: conditions joined by `;`, `and`, `or`, with = != <> < <= > >= LIKE IN IS NULL BETWEEN.
// Trap: a condition may leave out its attribute and mean the one before: `Amount >= 10 and <= 30`.

import { type Item, isDecimal, text } from '../domain/values.ts';
import { malformed } from '../http/refusal.ts';
import type { Attribute, Shape } from '../schema/shape.ts';

export type Filter = (row: Item) => boolean;

interface Token {
  kind: 'word' | 'quoted' | 'operator' | 'mark';
  text: string;
  /** Position behind the token. */
  end: number;
}

const TOKEN = /\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(<>|!=|<=|>=|=|<|>)|([;(),])|([^\s;(),=<>!'"]+))/y;

function tokens(source: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  while (source.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (!match) throw malformed(`The query ${source} can't be parsed.`, '27545');
    at = TOKEN.lastIndex;
    const [, single, double, operator, mark, word] = match;
    if (single !== undefined) out.push({ kind: 'quoted', text: single.replaceAll("''", "'"), end: at });
    else if (double !== undefined) out.push({ kind: 'quoted', text: double.replaceAll('""', '"'), end: at });
    else if (operator !== undefined) out.push({ kind: 'operator', text: operator, end: at });
    else out.push({ kind: mark === undefined ? 'word' : 'mark', text: mark ?? word ?? '', end: at });
  }
  return out;
}

/** A value of a row or a query in the attribute's order: numbers as numbers, instants as epoch ms. */
function comparable(type: Attribute['type'], value: string): string | number {
  if (type === 'number' || type === 'integer') return Number(value);
  if (type === 'timestamp') return Date.parse(value.length === 10 ? `${value}T00:00:00Z` : value);
  return value;
}

function likeTest(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 's');
}

class Parser {
  readonly #tokens: Token[];
  readonly #shape: Shape;
  readonly #semicolons: boolean;
  #at = 0;
  #last: Attribute | null = null;

  constructor(source: string, shape: Shape, semicolons: boolean) {
    this.#tokens = tokens(source);
    this.#shape = shape;
    this.#semicolons = semicolons;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #isWord(word: string): boolean {
    const token = this.#peek();
    return token?.kind === 'word' && token.text.toLowerCase() === word;
  }

  #isMark(mark: string): boolean {
    const token = this.#peek();
    return token?.kind === 'mark' && token.text === mark;
  }

  #skipWord(word: string): boolean {
    const found = this.#isWord(word);
    if (found) this.#at += 1;
    return found;
  }

  #skipMark(mark: string): boolean {
    const found = this.#isMark(mark);
    if (found) this.#at += 1;
    return found;
  }

  #next(what: string): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw malformed(`The query ends where ${what} is expected.`, '27545');
    this.#at += 1;
    return token;
  }

  parse(): Filter {
    const filter = this.#or();
    const rest = this.#peek();
    if (rest) throw malformed(`The query has an unexpected ${rest.text}.`, '27545');
    return filter;
  }

  #or(): Filter {
    const parts = [this.#and()];
    while (this.#skipWord('or')) parts.push(this.#and());
    return (row) => parts.some((part) => part(row));
  }

  #joined(): boolean {
    if (this.#skipWord('and')) return true;
    if (!this.#isMark(';')) return false;
    if (!this.#semicolons) throw malformed('The query has an unexpected ;.', '27545');
    this.#at += 1;
    return this.#peek() !== undefined;
  }

  #and(): Filter {
    const parts = [this.#condition()];
    while (this.#joined()) parts.push(this.#condition());
    return (row) => parts.every((part) => part(row));
  }

  #attribute(): Attribute {
    const token = this.#peek();
    if (token?.kind === 'operator' && this.#last) return this.#last;
    const name = this.#next('an attribute').text;
    const attribute = this.#shape.attributes.get(name);
    if (!attribute && this.#shape.flex)
      return { name, type: 'text', readOnly: false, queryable: true, maxLength: null };
    if (!attribute?.queryable) throw malformed(`The attribute ${name} can't be used in a query.`, '27545');
    return attribute;
  }

  #value(attribute: Attribute): string {
    const first = this.#next('a value');
    if (first.kind === 'mark' || first.kind === 'operator') throw malformed(`Unexpected ${first.text}.`, '27545');
    let value = first.text;
    while (first.kind === 'word' && this.#peek()?.kind === 'word' && !this.#isWord('and') && !this.#isWord('or'))
      value += ` ${this.#next('a value').text}`;
    const numeric = attribute.type === 'number' || attribute.type === 'integer';
    const instant = attribute.type === 'timestamp';
    if ((numeric && !isDecimal(value)) || (instant && Number.isNaN(comparable('timestamp', value))))
      throw malformed(`The value ${value} of the attribute ${attribute.name} isn't valid.`, '27545');
    return value;
  }

  #list(attribute: Attribute): string[] {
    if (!this.#skipMark('(')) throw malformed('IN needs a list in brackets.', '27545');
    const values = [this.#value(attribute)];
    while (this.#skipMark(',')) values.push(this.#value(attribute));
    if (!this.#skipMark(')')) throw malformed('A list is not closed.', '27545');
    return values;
  }

  #condition(): Filter {
    if (this.#skipMark('(')) {
      const inner = this.#or();
      if (!this.#skipMark(')')) throw malformed('A bracket is not closed.', '27545');
      return inner;
    }
    const attribute = this.#attribute();
    this.#last = attribute;
    const { name, type } = attribute;
    const negated = this.#skipWord('not');
    const test = this.#test(attribute);
    const has = (row: Item) => text(row, name) !== '';
    if (typeof test === 'boolean') return (row) => has(row) === test;
    const onRow = (row: Item) => has(row) && test(comparable(type, text(row, name)), text(row, name));
    return negated ? (row) => has(row) && !onRow(row) : onRow;
  }

  /** A test of a value; for IS NULL false, for IS NOT NULL true. */
  #test(attribute: Attribute): ((value: string | number, raw: string) => boolean) | boolean {
    const { type } = attribute;
    if (this.#skipWord('is')) {
      const filled = this.#skipWord('not');
      if (!this.#skipWord('null')) throw malformed('IS needs NULL or NOT NULL.', '27545');
      return filled;
    }
    if (this.#skipWord('like')) {
      const pattern = likeTest(this.#value({ ...attribute, type: 'text' }));
      return (_value, raw) => pattern.test(raw);
    }
    if (this.#skipWord('in')) {
      const values = this.#list(attribute).map((one) => comparable(type, one));
      return (value) => values.includes(value);
    }
    if (this.#skipWord('between')) {
      const low = comparable(type, this.#value(attribute));
      if (!this.#skipWord('and')) throw malformed('BETWEEN needs AND.', '27545');
      const high = comparable(type, this.#value(attribute));
      return (value) => value >= low && value <= high;
    }
    const operator = this.#next('an operator');
    if (operator.kind !== 'operator') throw malformed(`${operator.text} is no operator.`, '27545');
    const wanted = comparable(type, this.#value(attribute));
    return compare(operator.text, wanted);
  }
}

function compare(operator: string, wanted: string | number): (value: string | number) => boolean {
  if (operator === '=') return (value) => value === wanted;
  if (operator === '!=' || operator === '<>') return (value) => value !== wanted;
  if (operator === '<') return (value) => value < wanted;
  if (operator === '<=') return (value) => value <= wanted;
  if (operator === '>') return (value) => value > wanted;
  return (value) => value >= wanted;
}

/** The filter of a `q` text. Throws a Refusal on a text that cannot be read or an attribute that cannot be queried. */
export const parseQuery = (source: string, shape: Shape, semicolons: boolean): Filter =>
  new Parser(source, shape, semicolons).parse();
