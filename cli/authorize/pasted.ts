/**
 * What a person pastes instead of a callback: the whole address that the browser ended at, its query, the fields of a form
 * or the bare code. The trap: a bare code brings no `state`; it is bound to us by its PKCE challenge alone, which ShipBob checks.
 */
import { createInterface } from 'node:readline/promises';
import { foundWrong } from '../errors.ts';
import { tooLate } from './callback.ts';

/** `state` is taken as ours only where the text is a bare code. */
export function answerIn(pasted: string, state: string): URLSearchParams {
  const text = pasted.trim();
  if (/^[\w.~-]+$/.test(text)) return new URLSearchParams({ code: text, state });
  if (!URL.canParse(text)) return new URLSearchParams(text.replace(/^[?#]/, ''));
  const { search, hash } = new URL(text);
  return new URLSearchParams(hash.length > 1 ? hash.slice(1) : search);
}

/** One line from stdin. */
export async function readPasted(timeLimitMs: number): Promise<string> {
  const reader = createInterface({ input: process.stdin });
  const limit = AbortSignal.timeout(timeLimitMs);
  const late = Promise.withResolvers<never>();
  limit.addEventListener('abort', () => late.reject(tooLate(timeLimitMs)), { once: true });
  const line = (async () => {
    for await (const text of reader) if (text.trim() !== '') return text;
    throw foundWrong('Nothing was pasted.', 'Paste the address at which the browser ended, or the code in it.');
  })();
  try {
    return await Promise.race([line, late.promise]);
  } finally {
    reader.close();
  }
}
