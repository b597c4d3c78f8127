// Batch requests: parts in order, all or none.
// Trap: after a failing part the answer lists that part only, and nothing of the others is stored.
import { type Item, type Json, text } from '../domain/values.ts';
import { decodeQuery } from '../query/params.ts';
import { malformed, Refusal } from './refusal.ts';
import type { Rest } from './rest.ts';
import type { RestAnswer, RestRequest } from './rest-request.ts';

const METHODS: Readonly<Record<string, string>> = {
  ...{ get: 'GET', create: 'POST', update: 'PATCH', delete: 'DELETE', upsert: 'POST' },
};

function partRequest(batch: RestRequest, part: Item): RestRequest {
  const operation = text(part, 'operation');
  const method = METHODS[operation];
  if (method === undefined) throw malformed(`The action ${operation} isn't enabled for batch execution.`);
  const [path = '', search = ''] = text(part, 'path').split('?');
  const segments = path.split('/').filter((one) => one !== '');
  return {
    ...batch,
    ...{ method, segments: segments.map(decodeURIComponent), query: decodeQuery(search), body: part.payload },
    ...{ ifMatch: text(part, 'ifMatch') || null, ifNoneMatch: null, upsert: operation === 'upsert' },
  };
}

interface PartResult {
  part: Item;
  answer: RestAnswer | null;
  refusal: Refusal | null;
}

function runPart(rest: Rest, batch: RestRequest, part: Item): PartResult {
  try {
    return { part, answer: rest.answer(partRequest(batch, part)), refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { part, answer: null, refusal: error };
  }
}

function rendered(batch: RestRequest, { part, answer }: PartResult): Json {
  const path = answer?.location ?? `${batch.root}${text(part, 'path')}`;
  return {
    ...{ id: part.id ?? null, path, operation: part.operation ?? null },
    ...(text(part, 'ifMatch') !== '' && { preconditionSucceeded: true }),
    ...(answer?.body !== undefined && { payload: answer.body }),
  };
}

/** Runs a batch; throws the Refusal of its first failing part, with the part's id, after taking everything back. */
export function runBatch(rest: Rest, batch: RestRequest): RestAnswer {
  const parts = (batch.body as { parts?: unknown } | null)?.parts;
  if (!Array.isArray(parts) || parts.length === 0) throw malformed('A batch needs parts.');
  const results: PartResult[] = [];
  const fine = batch.world.journal.atomically(
    () => {
      for (const part of parts as Item[]) {
        const result = runPart(rest, batch, part);
        results.push(result);
        if (result.refusal) return false;
      }
      return true;
    },
    (kept) => kept,
  );
  const contentType = 'application/vnd.oracle.adf.batch+json';
  if (fine) return { status: 200, body: { parts: results.map((one) => rendered(batch, one)) }, contentType };
  const failed = results.at(-1);
  const { refusal, part } = failed ?? {};
  if (!refusal || !part) throw malformed('A batch needs parts.');
  if (refusal.violation) batch.note(refusal.message);
  const details = refusal.problems.map(({ code, detail, path }) => ({
    ...{ detail, 'o:errorCode': code, ...(path !== undefined && { 'o:errorPath': path }) },
  }));
  const body = {
    parts: [
      {
        ...{ id: part.id ?? null, path: `${batch.root}${text(part, 'path')}`, operation: part.operation ?? null },
        ...(refusal.status === 412 && { preconditionSucceeded: false }),
        payload: { title: 'Bad Request', status: String(refusal.status), 'o:errorDetails': details },
      },
    ],
  };
  return { status: refusal.status === 412 ? 412 : 400, body, contentType };
}
