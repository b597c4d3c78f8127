// Cuts a SuiteQL text into tokens, so that the dialect can be rewritten without touching string literals.
// Trap: `--` and `/* */` comments are legal and may hold anything.

type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'param' | 'symbol';

export interface Token {
  kind: TokenKind;
  text: string;
}

const PATTERN =
  /(\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|("[^"]*")|([A-Za-z_][\w$#]*)|(\d+(?:\.\d+)?|\.\d+)|(\?)|(\|\||<=|>=|<>|!=|[-+*/%(),.<>=;:[\]])/y;

const KINDS: readonly (TokenKind | undefined)[] = [
  undefined,
  undefined,
  'string',
  'quoted',
  'word',
  'number',
  'param',
  'symbol',
];

/** Tokens without white space; undefined when a character does not belong into a query. */
export function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const match = PATTERN.exec(text);
    if (match === null) return undefined;
    const group = match.findIndex((part, index) => index > 0 && part !== undefined);
    const kind = KINDS[group];
    if (kind !== undefined) tokens.push({ kind, text: match[0] });
  }
  return tokens;
}

export const isWord = (token: Token | undefined, ...words: string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text.toLowerCase());

export const isSymbol = (token: Token | undefined, ...symbols: string[]): boolean =>
  token?.kind === 'symbol' && symbols.includes(token.text);
