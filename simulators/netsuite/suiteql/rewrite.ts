// Rewrites the Oracle dialect of SuiteQL into the embedded database's, token by token.
// Trap: `transaction` is a keyword there, and a date minus a number has to become a function call.
import { queryError } from './functions.ts';
import { DATE_COLUMNS, TABLES } from './schema.ts';
import { isSymbol, isWord, type Token, tokenize } from './tokens.ts';

export interface Rewritten {
  sql: string;
  params: number;
  /** True when the query limits its own rows, so that a page cannot be cut by the database. */
  limited: boolean;
  /** Alias (lower case) with the table's name as written. */
  aliases: Map<string, string>;
}

const DATE_FUNCTIONS = [
  'to_date',
  'to_timestamp',
  'to_timestamp_tz',
  'add_months',
  'sysdate',
  'current_date',
  'current_timestamp',
  'trunc',
];
const CLAUSES = [
  'where',
  'join',
  'inner',
  'left',
  'right',
  'full',
  'cross',
  'on',
  'order',
  'group',
  'having',
  'fetch',
  'offset',
  'union',
  'minus',
  'intersect',
  'and',
  'or',
  'select',
];
const unsupported = () => queryError('Search error occurred: Invalid or unsupported search.');

/** Tables of the query by alias. */
function findAliases(tokens: readonly Token[]): Map<string, string> {
  const aliases = new Map<string, string>();
  let inFrom = false;
  for (const [index, token] of tokens.entries()) {
    if (isWord(token, 'from', 'join')) inFrom = true;
    else if (isWord(token, 'where', 'on', 'order', 'group', 'select', 'fetch')) inFrom = false;
    const start = isWord(token, 'from', 'join') || (inFrom && isSymbol(token, ','));
    const table = tokens[index + 1];
    if (!start || (table?.kind !== 'word' && table?.kind !== 'quoted') || isWord(table, ...CLAUSES)) continue;
    const name = table.text.replaceAll('"', '');
    const next = isWord(tokens[index + 2], 'as') ? tokens[index + 3] : tokens[index + 2];
    const alias = next?.kind === 'word' && !isWord(next, ...CLAUSES) ? next.text : name;
    aliases.set(alias.toLowerCase(), name);
  }
  return aliases;
}

interface Piece {
  sql: string;
  next: number;
  date: boolean;
}

class Rewriter {
  readonly tokens: readonly Token[];
  readonly aliases: Map<string, string>;
  limit: string | undefined;
  limited = false;
  constructor(tokens: readonly Token[], aliases: Map<string, string>) {
    this.tokens = tokens;
    this.aliases = aliases;
  }

  /** Everything from `start` up to the closing bracket of the group (or the end). */
  group(start: number): { sql: string; next: number } {
    const parts: string[] = [];
    let i = start;
    while (i < this.tokens.length && !isSymbol(this.tokens[i], ')')) {
      const piece = this.expression(i);
      parts.push(piece.sql);
      i = piece.next;
    }
    return { sql: parts.join(' '), next: i };
  }

  /** One operand together with date arithmetic or a date comparison that follows it. */
  expression(start: number): Piece {
    let piece = this.primary(start);
    while (isSymbol(this.tokens[piece.next], '+', '-') && (piece.date || this.startsDate(piece.next + 1))) {
      if (!piece.date && !this.isOperand(start)) break;
      const call = isSymbol(this.tokens[piece.next], '+') ? 'ns_add_days' : 'ns_minus';
      const right = this.product(piece.next + 1);
      piece = {
        sql: `${call}(${piece.sql}, ${right.sql})`,
        next: right.next,
        date: !(call === 'ns_minus' && right.date),
      };
    }
    return piece.date ? this.compared(piece) : piece;
  }

  isOperand(index: number): boolean {
    const token = this.tokens[index];
    return token !== undefined && token.kind !== 'symbol' && !isWord(token, ...CLAUSES, 'by', 'from', 'as');
  }

  startsDate(index: number): boolean {
    return isWord(this.tokens[index], 'sysdate', 'current_date', 'current_timestamp', 'to_date', 'to_timestamp');
  }

  /** A comparison of a date with plain text: the text is read in the account's date format. */
  compared(piece: Piece): Piece {
    const operator = this.tokens[piece.next];
    const wrap = (index: number) => {
      const token = this.tokens[index];
      const text = token?.kind === 'string' || token?.kind === 'param';
      return text ? `ns_implicit_date(${token.text})` : undefined;
    };
    if (isWord(operator, 'between')) {
      const low = wrap(piece.next + 1);
      const high = isWord(this.tokens[piece.next + 2], 'and') ? wrap(piece.next + 3) : undefined;
      if (low === undefined || high === undefined) return piece;
      return { sql: `${piece.sql} BETWEEN ${low} AND ${high}`, next: piece.next + 4, date: false };
    }
    const right = isSymbol(operator, '=', '<', '>', '<=', '>=', '<>', '!=') ? wrap(piece.next + 1) : undefined;
    if (right === undefined) return piece;
    return { sql: `${piece.sql} ${operator?.text ?? ''} ${right}`, next: piece.next + 2, date: false };
  }

  product(start: number): Piece {
    let piece = this.primary(start);
    while (isSymbol(this.tokens[piece.next], '*', '/')) {
      const right = this.primary(piece.next + 1);
      const operator = isSymbol(this.tokens[piece.next], '/') ? '* 1.0 /' : '*';
      piece = { sql: `${piece.sql} ${operator} ${right.sql}`, next: right.next, date: false };
    }
    return piece;
  }

  primary(index: number): Piece {
    const token = this.tokens[index];
    if (token === undefined) throw unsupported();
    if (isSymbol(token, '[', ']', ':', ';')) throw unsupported();
    if (isSymbol(token, '(')) return this.bracketed('(', index + 1);
    if (token.kind === 'word') return this.word(token, index);
    // Oracle divides exactly; the embedded database would cut whole numbers.
    if (isSymbol(token, '/')) return { sql: '* 1.0 /', next: index + 1, date: false };
    return { sql: token.text, next: index + 1, date: false };
  }

  bracketed(open: string, start: number, date = false): Piece {
    const inner = this.group(start);
    if (!isSymbol(this.tokens[inner.next], ')')) throw unsupported();
    return { sql: `${open}${inner.sql})`, next: inner.next + 1, date };
  }

  word(token: Token, index: number): Piece {
    const word = token.text.toLowerCase();
    const next = this.tokens[index + 1];
    if (word === 'limit') throw unsupported();
    if (word === 'builtin' && isSymbol(next, '.')) return this.builtin(index + 2);
    if (word === 'sysdate') return { sql: 'ns_sysdate()', next: index + 1, date: true };
    if (word === 'current_date' || word === 'current_timestamp')
      return { sql: 'ns_current_date()', next: index + 1, date: true };
    if (word === 'fetch' || word === 'offset') return this.fetch(index);
    if (word === 'rownum') return this.rownum(index);
    if (word === 'minus') return { sql: 'EXCEPT', next: index + 1, date: false };
    if (
      isSymbol(next, '(') &&
      !isWord(token, ...CLAUSES, 'in', 'as', 'exists', 'from', 'not', 'over', 'when', 'then', 'else', 'by')
    ) {
      if (word === 'nvl') return this.bracketed('IFNULL(', index + 2);
      return this.bracketed(`${token.text}(`, index + 2, DATE_FUNCTIONS.includes(word));
    }
    return this.name(token, index);
  }

  name(token: Token, index: number): Piece {
    const sql = token.text.toLowerCase() === 'transaction' ? '"transaction"' : token.text;
    if (!isSymbol(this.tokens[index + 1], '.')) {
      return { sql, next: index + 1, date: DATE_COLUMNS.has(token.text.toLowerCase()) };
    }
    const column = this.tokens[index + 2];
    if (column === undefined) throw unsupported();
    const shown = column.text.toLowerCase() === 'transaction' ? '"transaction"' : column.text;
    return { sql: `${sql}.${shown}`, next: index + 3, date: DATE_COLUMNS.has(column.text.toLowerCase()) };
  }

  builtin(index: number): Piece {
    if (isWord(this.tokens[index], 'df')) return this.displayText(index + 2);
    if (isWord(this.tokens[index], 'relative_ranges')) {
      const end = this.tokens.findIndex((token, at) => at > index && isSymbol(token, ')'));
      if (end > 0) return { sql: 'trunc(ns_current_date())', next: end + 1, date: true };
    }
    throw unsupported();
  }

  displayText(start: number): Piece {
    const argument = this.primary(start);
    if (!isSymbol(this.tokens[argument.next], ')')) throw unsupported();
    const column = argument.sql.split('.').at(-1)?.replaceAll('"', '').toLowerCase() ?? '';
    const owner = argument.sql.includes('.') ? `${argument.sql.split('.')[0]}.` : '';
    const type = column === 'status' || column === 'type' ? `, ${owner}recordtype` : '';
    return { sql: `ns_df('${column}', ${argument.sql}${type})`, next: argument.next + 1, date: false };
  }

  /** `OFFSET n ROWS FETCH FIRST n ROWS ONLY`. */
  fetch(index: number): Piece {
    this.limited = true;
    let i = index;
    let offset = '';
    if (isWord(this.tokens[i], 'offset')) {
      offset = ` OFFSET ${this.tokens[i + 1]?.text ?? '0'}`;
      i += 3;
    }
    if (!isWord(this.tokens[i], 'fetch')) return { sql: `LIMIT -1${offset}`, next: i, date: false };
    const count = this.tokens[i + 2];
    const single = isWord(count, 'row', 'rows');
    const end = single ? i + 4 : i + 5;
    if (!isWord(this.tokens[end - 1], 'only')) throw unsupported();
    return { sql: `LIMIT ${single ? '1' : (count?.text ?? '1')}${offset}`, next: end, date: false };
  }

  /** `ROWNUM <= n` becomes a limit; the rows are taken before any ORDER BY, so which ones is left open. */
  rownum(index: number): Piece {
    const operator = this.tokens[index + 1];
    const count = this.tokens[index + 2];
    if (!isSymbol(operator, '<', '<=') || count?.kind !== 'number')
      return { sql: 'NULL', next: index + 1, date: false };
    this.limit = String(Number(count.text) - (operator?.text === '<' ? 1 : 0));
    return { sql: '1=1', next: index + 3, date: false };
  }
}

function checkTables(aliases: ReadonlyMap<string, string>, tokens: readonly Token[]): void {
  const common = new Set(
    tokens.flatMap((token, i) =>
      isWord(tokens[i + 1], 'as') && isSymbol(tokens[i + 2], '(') ? [token.text.toLowerCase()] : [],
    ),
  );
  for (const table of aliases.values()) {
    const name = table.toLowerCase();
    if (TABLES[name] === undefined && !common.has(name)) throw queryError(`Invalid search type: ${table}.`);
  }
}

function checkHidden(tokens: readonly Token[], aliases: ReadonlyMap<string, string>, hidden: readonly string[]): void {
  for (const entry of hidden) {
    const [table, column] = entry.toLowerCase().split('.');
    const owners = [...aliases].filter(([, name]) => name.toLowerCase() === table).map(([alias]) => alias);
    const used = tokens.some((token, i) => {
      if (token.kind !== 'word' || token.text.toLowerCase() !== column) return false;
      const owner = isSymbol(tokens[i - 1], '.') ? tokens[i - 2]?.text.toLowerCase() : undefined;
      return owners.length > 0 && (owner === undefined || owners.includes(owner));
    });
    if (used) {
      throw queryError(
        `Search error occurred: Field '${column ?? ''}' for record '${table ?? ''}' was not found. Reason: NOT_EXPOSED - Field is not exposed for this channel.`,
      );
    }
  }
}

/** The query in the embedded database's words; throws NsError for what SuiteQL does not take. */
export function rewriteQuery(query: string, hidden: readonly string[]): Rewritten {
  const tokens = tokenize(query.trim().replace(/;$/, ''));
  if (tokens === undefined || !isWord(tokens[0], 'select', 'with')) throw unsupported();
  const aliases = findAliases(tokens);
  checkTables(aliases, tokens);
  checkHidden(tokens, aliases, hidden);
  const rewriter = new Rewriter(tokens, aliases);
  const body = rewriter.group(0);
  if (body.next < tokens.length) throw unsupported();
  const params = tokens.filter((token) => token.kind === 'param').length;
  if (rewriter.limit === undefined) return { sql: body.sql, params, aliases, limited: rewriter.limited };
  const unordered = body.sql.replace(/\border\s+by\b[^)]*$/i, '');
  return { sql: `${unordered} LIMIT ${rewriter.limit}`, params, aliases, limited: true };
}
