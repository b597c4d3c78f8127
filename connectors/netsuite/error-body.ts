/**
 * Reads NetSuite's error answer into plain facts. Several details are possible; record actions put them at top level;
 * a gateway in between may answer HTML.
 * The trap: `type` and `title` vary between releases and say nothing; only status, code and detail text count.
 */
import { z } from 'zod';
import type { HttpResponse } from '../http/client.ts';

const text = z.string().optional().catch(undefined);
const detailSchema = z.looseObject({
  detail: text,
  'o:errorCode': text,
  'o:errorPath': text,
  'o:errorQueryParam': text,
  'o:errorHeader': text,
  'o:errorUrl': text,
  'o:urlPath': text,
});
const bodySchema = detailSchema.extend({
  title: text,
  'o:errorDetails': z.array(detailSchema.catch({})).optional().catch(undefined),
});

export type ErrorFacts = { codes: string[]; text: string; isHtml: boolean };

/** Never throws; `text` joins every detail with the place it points at, at most 1500 characters. */
export function readErrorBody(response: HttpResponse): ErrorFacts {
  const isHtml = looksLikeHtml(response);
  const parsed = bodySchema.safeParse(response.body);
  if (!parsed.success) return { codes: [], text: isHtml ? '' : clip(response.text.trim(), 200), isHtml };
  const body = parsed.data;
  const details = body['o:errorDetails']?.length ? body['o:errorDetails'] : [body];
  const codes = details.map((d) => d['o:errorCode']).filter((code) => code !== undefined);
  const words = details.map(describe).filter((part) => part !== '');
  return { codes, text: clip(words.length > 0 ? words.join('; ') : (body.title ?? ''), 1500), isHtml };
}

export function looksLikeHtml(response: HttpResponse): boolean {
  return (
    /\btext\/html\b/i.test(response.headers['content-type'] ?? '') || /^\s*<(!doctype|html|\?xml)/i.test(response.text)
  );
}

function describe(detail: z.infer<typeof detailSchema>): string {
  const place =
    detail['o:errorPath'] ??
    detail['o:errorQueryParam'] ??
    detail['o:errorHeader'] ??
    detail['o:errorUrl'] ??
    detail['o:urlPath'];
  const words = detail.detail?.trim() ?? detail['o:errorCode'] ?? '';
  return place === undefined || words === '' ? words : `${words} [at ${place}]`;
}

function clip(words: string, length: number): string {
  return words.length > length ? `${words.slice(0, length)}…` : words;
}
