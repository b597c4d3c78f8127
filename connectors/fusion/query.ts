/**
 * The query of a list: `q` conditions, finders, fields, order, page. Answers text that is encoded already.
 * The trap: from framework version 2 on conditions are joined by ` and `, before by `;`; of a finder only the values are
 * encoded, and one with a comma cannot be asked at all, because the server parts its variables by commas.
 */
import { encode } from '../http/encode.ts';
import { notSent } from './errors.ts';

/** `number`: written bare; a value that is no number is quoted all the same. */
export type Condition = {
  attribute: string;
  operator?: '=' | '!=' | '>' | '>=' | '<' | '<=' | 'LIKE';
  value: string;
  number?: boolean;
};
export type Finder = { name: string; values: Record<string, string> };
export type ListQuery = {
  where?: Condition[];
  finder?: Finder;
  /** Never together with `expand`: Fusion would heed the fields only. */
  fields?: string[];
  expand?: string[];
  /** Without the items' links; default true. */
  onlyData?: boolean;
  /** Stable, e.g. `CustomerTransactionId:asc`. */
  orderBy?: string;
  limit?: number;
  offset?: number;
};

/** Without the question mark. Throws `Invalid` BAD_LOOKUP for what cannot be asked; nothing is sent then. */
export function queryText(query: ListQuery, frameworkVersion: number): string {
  const { where = [], finder, fields = [], expand = [], onlyData = true, orderBy, limit, offset } = query;
  if (fields.length > 0 && expand.length > 0) throw notSent('BAD_LOOKUP', 'fields and expand cannot be asked together');
  const parts = [
    finder === undefined ? '' : `finder=${finderText(finder)}`,
    where.length === 0 ? '' : `q=${encode(whereText(where, frameworkVersion))}`,
    fields.length === 0 ? '' : `fields=${fields.map(encode).join(',')}`,
    expand.length === 0 ? '' : `expand=${expand.map(encode).join(',')}`,
    onlyData ? 'onlyData=true' : '',
    orderBy === undefined ? '' : `orderBy=${encode(orderBy)}`,
    limit === undefined ? '' : `limit=${limit}`,
    offset === undefined || offset === 0 ? '' : `offset=${offset}`,
  ];
  return parts.filter((part) => part !== '').join('&');
}

function finderText({ name, values }: Finder): string {
  const variables = Object.entries(values).map(([variable, value]) => {
    if (!value.includes(',')) return `${variable}=${encode(value)}`;
    throw notSent('BAD_LOOKUP', `Fusion cannot be asked for a ${variable} that holds a comma`);
  });
  return variables.length === 0 ? name : `${name};${variables.join(',')}`;
}

const whereText = (conditions: Condition[], frameworkVersion: number): string =>
  conditions.map(conditionText).join(frameworkVersion === 1 ? ';' : ' and ');

function conditionText({ attribute, operator = '=', value, number }: Condition): string {
  if (hasControl(value)) throw notSent('BAD_LOOKUP', `the value for ${attribute} holds a control character`);
  const bare = number === true && /^-?\d+$/.test(value);
  const literal = bare ? value : `'${value.replaceAll("'", "''")}'`;
  return operator === 'LIKE' ? `${attribute} LIKE ${literal}` : `${attribute}${operator}${literal}`;
}

const hasControl = (text: string): boolean => [...text].some((c) => c < ' ');
