/**
 * Reads a refusal of Fusion into plain facts: structured details, one bare problem, a sentence in plain text, a SOAP fault,
 * the page of a gateway, or nothing at all.
 * The trap: `status` in the body is text, the details may hold HTML and line breaks, and paths into the body are not
 * dependable; only codes and words count.
 */
import { z } from 'zod';
import type { HttpResponse } from '../http/client.ts';

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(undefined)
  .transform((value) => (value === null || value === undefined ? undefined : String(value)));
const problemSchema = z.looseObject({ detail: text, title: text, 'o:errorCode': text, 'o:errorPath': text });
const bodySchema = problemSchema.extend({
  'o:errorDetails': z
    .array(problemSchema.catch(problemSchema.parse({})))
    .nullish()
    .catch(undefined),
});

const partsSchema = z.looseObject({ parts: z.array(z.looseObject({ payload: z.unknown() })) });

/** One thing that Fusion does not like. `path` where it stands in the body, when told. */
export type Problem = { code?: string; words: string; path?: string };
export type ErrorFacts = { problems: Problem[]; isHtml: boolean };

const MAX_PROBLEM = 600;

/** Never throws. A page of a gateway holds no problems. */
export function readErrorBody(response: HttpResponse): ErrorFacts {
  if (looksLikeHtml(response)) return { problems: [], isHtml: true };
  const parsed = bodySchema.safeParse(refusedPart(response.body) ?? response.body);
  if (!parsed.success) {
    const words = plain(response.text);
    return { problems: words === '' ? [] : [{ words }], isHtml: false };
  }
  const { 'o:errorDetails': details, ...top } = parsed.data;
  const given = details?.length ? details : [top];
  return { problems: given.map(problemOf).filter((problem) => problem.words !== ''), isHtml: false };
}

/** Of several changes sent together only the one that was refused comes back. */
function refusedPart(body: unknown): unknown {
  const { success, data } = partsSchema.safeParse(body);
  return success ? data.parts.at(-1)?.payload : undefined;
}

function problemOf(given: z.output<typeof problemSchema>): Problem {
  const code = given['o:errorCode'];
  const path = given['o:errorPath'];
  const words = plain(given.detail ?? '') || plain(given.title ?? '') || (code ?? '');
  return { words, ...(code === undefined ? {} : { code }), ...(path === undefined ? {} : { path }) };
}

/** A page of a gateway or of the single sign-on, not of the service. */
export function looksLikeHtml(response: HttpResponse): boolean {
  if (response.body !== undefined) return false;
  return (
    /\btext\/html\b/i.test(response.headers['content-type'] ?? '') ||
    /^\s*<(!doctype\s+html|html)\b/i.test(response.text)
  );
}

/** Without mark-up, entities and line breaks; e-mail addresses are personal and left out. */
export function plain(words: string): string {
  const bare = words
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(nbsp|lt|gt|quot|apos|amp);/g, (_all, name: string) => ENTITIES[name] ?? ' ')
    .replace(/[^\s@<>"'()]+@[^\s@<>"'()]+\.[^\s@<>"'(),;.]+/g, '(e-mail)')
    .replace(/\s+/g, ' ')
    .trim();
  return bare.length > MAX_PROBLEM ? `${bare.slice(0, MAX_PROBLEM)}…` : bare;
}

const ENTITIES: Record<string, string> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
