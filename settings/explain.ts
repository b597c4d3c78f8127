/**
 * zod's issues in plain words: what is wrong, and how to mend it.
 * The trap: an unknown key may be a secret in the wrong place; it is then never repeated with its value.
 */
import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { knownKeys, pairJsonSchema, type SchemaNode, schemaAt } from './json-schema.ts';

/** `meant`: the path that an unknown key was probably meant to be. */
export type Explained = { path: PropertyKey[]; what: string; fix?: string; meant?: PropertyKey[] };
type Issue = z.core.$ZodIssue;

const SECRET_KEY =
  /secret|password|passwd|passphrase|api_?-?key|private_?-?key|access_?-?token|token_?-?(id|secret)|consumer_?-?key|client_?-?id|certificate_?-?id|^(token|key|credentials)$/i;

/** One problem for each thing to mend: a misspelt key is not told again as a missing one, a place is told once. */
export function explainAll(issues: readonly Issue[], input: unknown): Explained[] {
  const root = pairJsonSchema(valueAt(input, ['pair']));
  const all = issues.flatMap((issue) => explain(issue, input, root));
  const meant = new Set(all.flatMap((one) => (one.meant === undefined ? [] : [key(one.meant)])));
  const told = new Set<string>();
  return all.filter(({ path, what }) => {
    const place = key(path);
    if (told.has(place) || (what === MISSING && meant.has(place))) return false;
    told.add(place);
    return true;
  });
}

const MISSING = 'is missing';
const key = (path: readonly PropertyKey[]) => JSON.stringify(path.map(String));

function explain(issue: Issue, input: unknown, root: SchemaNode): Explained[] {
  const path = [...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, root));
  if (issue.code === 'invalid_key') return [{ path, what: issue.issues.map(({ message }) => message).join(', ') }];
  const found = valueAt(input, path);
  if (found === undefined) return [missing(path, root)];
  return [{ path, ...wrongValue(issue, found, root) }];
}

function unknownKey(parent: PropertyKey[], key: string, root: SchemaNode): Explained {
  const path = [...parent, key];
  const known = knownKeys(parent, root);
  if (SECRET_KEY.test(key)) {
    return {
      path,
      what: 'credentials do not belong in this file',
      fix: 'Take it out (and change it, if the file was ever shared), then set it with `ml-connector credentials set`.',
    };
  }
  const guess = closest(key, known);
  if (guess !== undefined) {
    return { path, what: 'unknown key', fix: `Did you mean "${guess}"?`, meant: [...parent, guess] };
  }
  const elsewhere = schemaHome(key, root);
  if (elsewhere !== undefined) return { path, what: 'unknown key here', fix: `It belongs under ${elsewhere}.` };
  return { path, what: 'unknown key', fix: `Known here: ${known.join(', ')}.` };
}

/** The place in the document where a key of this name is known, e.g. `syncs.orderShipped`. */
function schemaHome(key: string, root: SchemaNode): string | undefined {
  const top = knownKeys([], root);
  if (top.includes(key)) return 'the top level';
  const syncs = knownKeys(['syncs'], root).flatMap((sync) => [
    ['syncs', sync],
    ['syncs', sync, 'sweep'],
  ]);
  const homes = [...top.filter((name) => name !== 'syncs').map((name) => [name]), ...syncs];
  return homes.find((home) => knownKeys(home, root).includes(key))?.join('.');
}

function missing(path: PropertyKey[], root: SchemaNode): Explained {
  const description = schemaAt(path, root)?.description;
  const name = String(path.at(-1));
  return { path, what: MISSING, fix: `Add "${name}: …"${description === undefined ? '' : ` (${description})`}.` };
}

function wrongValue(issue: Issue, found: unknown, root: SchemaNode): { what: string; fix?: string } {
  if (issue.code === 'invalid_type') return wrongType(issue.path, [issue.expected], found, root);
  if (issue.code === 'invalid_value') return wrongChoice(issue, found);
  if (issue.code === 'invalid_union') return wrongUnion(issue, found, root);
  if (issue.code === 'too_small' || issue.code === 'too_big') return wrongSize(issue, found);
  if (issue.code === 'invalid_format' && issue.message.startsWith('Invalid ')) return wrongForm(issue, found, root);
  return { what: issue.message.startsWith('Invalid ') ? `${shown(found)} is not allowed here` : issue.message };
}

function wrongSize(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>, found: unknown): { what: string } {
  if (!/^Too (small|big)/.test(issue.message)) return { what: issue.message };
  const small = issue.code === 'too_small';
  const bound = String(small ? issue.minimum : issue.maximum);
  const limit = `${issue.inclusive === false ? (small ? 'more than' : 'less than') : small ? 'at least' : 'at most'} ${bound}`;
  if (issue.origin === 'array') return { what: `needs ${limit} entries` };
  if (issue.origin === 'string') return { what: found === '' ? 'is empty' : `needs ${limit} characters` };
  return { what: `must be ${limit}, but is ${shown(found)}` };
}

function wrongForm(
  issue: Extract<Issue, { code: 'invalid_format' }>,
  found: unknown,
  root: SchemaNode,
): { what: string; fix?: string } {
  const description = schemaAt(issue.path, root)?.description;
  const what = `${shown(found)} is not of the form that is expected here`;
  return description === undefined ? { what } : { what, fix: `Expected: ${description}.` };
}

function wrongUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  found: unknown,
  root: SchemaNode,
): { what: string; fix?: string } {
  const branches = issue.errors.map((errors) => errors[0]).filter((error) => error !== undefined);
  const types = branches.flatMap((error) => (error.code === 'invalid_type' ? [error.expected] : []));
  if (types.length === branches.length) return wrongType(issue.path, types, found, root);
  const description = schemaAt(issue.path, root)?.description;
  const what = `${shown(found)} is not allowed here`;
  return description === undefined ? { what } : { what, fix: `Expected: ${description}.` };
}

function wrongType(
  path: readonly PropertyKey[],
  expected: string[],
  found: unknown,
  root: SchemaNode,
): { what: string; fix?: string } {
  const what = `must be ${[...new Set(expected.map(typeName))].join(' or ')}, but is ${shown(found)}`;
  const quotable = expected.length === 1 && expected[0] === 'string' && ['number', 'boolean'].includes(typeof found);
  if (!quotable) return { what };
  const { pattern, description } = schemaAt(path, root) ?? {};
  if (pattern === undefined || new RegExp(pattern).test(String(found))) {
    return { what, fix: `Write it in quotes: "${String(found)}".` };
  }
  const form = DURATION_FORM.test(pattern) ? 'a duration such as 30s, 15m, 2h or 7d' : description;
  return form === undefined ? { what } : { what, fix: `Expected: ${form}.` };
}

/** How durations look in the JSON Schema. */
const DURATION_FORM = /ms\|s\|m\|h\|d/;

function wrongChoice(issue: Extract<Issue, { code: 'invalid_value' }>, found: unknown): { what: string; fix?: string } {
  if (!/^Invalid /.test(issue.message)) return { what: issue.message };
  const choices = issue.values.map(String);
  const guess = typeof found === 'string' ? closest(found, choices) : undefined;
  const what = `${shown(found)} is not one of ${choices.join(', ')}`;
  return guess === undefined ? { what } : { what, fix: `Did you mean "${guess}"?` };
}

const TYPE_NAMES: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list (each entry on its own line, beginning with "- ")',
  object: 'a group of keys (each on its own line, indented)',
  record: 'a group of keys (each on its own line, indented)',
};
const typeName = (expected: string) => TYPE_NAMES[expected] ?? expected;

function shown(found: unknown): string {
  if (found === null) return 'empty';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object') return 'a group of keys';
  const text = String(found);
  const short = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return typeof found === 'string' ? `"${short}"` : `the ${typeof found} ${short}`;
}

/** The candidate that was probably meant, or undefined. */
export function closest(text: string, candidates: readonly string[]): string | undefined {
  if (text.length < 2) return undefined;
  const wanted = text.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best !== undefined && best.steps <= Math.max(text.length < 4 ? 1 : 2, Math.floor(text.length / 3))
    ? best.candidate
    : undefined;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
