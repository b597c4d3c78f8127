// Compares a request with what is published for its operation: query names, body members, types.
// Trap: unknown names are problems for the log only; the vendor ignores them without a word.
import type { z } from 'zod';
import type { FieldErrors } from './refusals.ts';

/** box_items.0.inventory_id in the vendor's spelling: BoxItems[0].InventoryId. */
function vendorPath(path: readonly PropertyKey[]): string {
  let all = '';
  for (const part of path) {
    if (typeof part === 'number') all += `[${part}]`;
    else {
      const pascal = String(part).replace(/(^|_)([a-z])/g, (_match, _bar, letter: string) => letter.toUpperCase());
      all += all === '' ? pascal : `.${pascal}`;
    }
  }
  return all;
}

const lastName = (path: readonly PropertyKey[]) => vendorPath(path.slice(-1));

/** What is wrong with a body: everything for the log, and what the vendor refuses. */
export function checkBody(shape: z.ZodType, body: unknown): { problems: string[]; errors: FieldErrors | null } {
  const result = shape.safeParse(body);
  if (result.success) return { problems: [], errors: null };
  const problems: string[] = [];
  const errors: FieldErrors = {};
  for (const issue of result.error.issues) {
    const at = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      problems.push(...issue.keys.map((key) => `unknown member ${at === '' ? key : `${at}.${key}`}`));
      continue;
    }
    const missing = issue.code === 'invalid_type' && valueAt(body, issue.path) == null;
    const message = missing
      ? `The ${lastName(issue.path)} field is required.`
      : `The ${lastName(issue.path)} field is invalid: ${issue.message}.`;
    problems.push(`${at === '' ? 'body' : at}: ${missing ? 'missing' : issue.message}`);
    const field = vendorPath(issue.path);
    errors[field] = [...(errors[field] ?? []), message];
  }
  return { problems, errors: Object.keys(errors).length > 0 ? errors : null };
}

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (here, name) => (typeof here === 'object' && here !== null ? Reflect.get(here, name) : undefined),
    body,
  );

/** Query names that the operation does not have. */
export function checkQuery(sent: readonly string[], known: readonly string[]): string[] {
  const names = new Set(known.map((name) => name.toLowerCase()));
  return sent.filter((name) => !names.has(name.toLowerCase())).map((name) => `unknown query ${name}`);
}
