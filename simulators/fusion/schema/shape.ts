// Resource shapes in a short form: one word per attribute, its type and flags as marks behind the name.
// Trap: `#` number, `%` integer, `?` boolean, `@` date, `~` timestamp, nothing = text; then `!` read-only, `*` may stand in q, `<20` longest text.

export type AttributeType = 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'timestamp';

export interface Attribute {
  name: string;
  type: AttributeType;
  readOnly: boolean;
  queryable: boolean;
  maxLength: number | null;
}

export interface Shape {
  /** Attribute whose value stands in the item's address; may be computed (…UniqID). */
  key: string;
  methods: readonly string[];
  attributes: ReadonlyMap<string, Attribute>;
  /** Further attributes are defined per pod (flexfields, segments). */
  flex: boolean;
  /** Finder name → its variables. */
  finders: Readonly<Record<string, readonly string[]>>;
  /** Action name → true when it is called on the collection. */
  actions: ReadonlyMap<string, boolean>;
  children: Readonly<Record<string, Shape>>;
}

export interface ShapeOptions {
  queryAll?: boolean;
  flex?: boolean;
  finders?: Record<string, string>;
  actions?: string;
  children?: Record<string, Shape>;
}

export const AUDIT = 'CreatedBy! CreationDate~! LastUpdatedBy! LastUpdateDate~!';
export const AUDIT_Q = 'CreatedBy!* CreationDate~!* LastUpdatedBy!* LastUpdateDate~!*';

const TYPES: Readonly<Record<string, AttributeType>> = {
  '#': 'number',
  '%': 'integer',
  '?': 'boolean',
  '@': 'date',
  '~': 'timestamp',
};

const WORD = /^([A-Za-z0-9_]+)([#%?@~]?)(!?)(\*?)(?:<(\d+))?$/;

function attribute(word: string, queryAll: boolean): Attribute {
  const [, name, mark = '', readOnly, queryable, max] = WORD.exec(word) ?? [];
  if (name === undefined) throw new Error(`bad attribute word ${word}`);
  return {
    name,
    type: TYPES[mark] ?? 'text',
    readOnly: readOnly === '!',
    queryable: queryAll || queryable === '*',
    maxLength: max === undefined ? null : Number(max),
  };
}

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/** A shape from its short form; throws an Error on a word that cannot be read. */
export function shape(key: string, methods: string, words: string, options: ShapeOptions = {}): Shape {
  const attributes = wordsOf(words).map((word) => attribute(word, options.queryAll === true));
  const finders = Object.entries(options.finders ?? {}).map(([name, text]) => [name, wordsOf(text)]);
  return {
    key,
    methods: wordsOf(methods),
    attributes: new Map(attributes.map((one) => [one.name, one])),
    flex: options.flex === true,
    finders: Object.fromEntries(finders),
    actions: new Map(wordsOf(options.actions ?? '').map((name) => [name.replace('*', ''), name.endsWith('*')])),
    children: options.children ?? {},
  };
}
