/**
 * Bulk exports: start, ask, and read the finished file row by row.
 * The trap: the file's address is foreign and signed: it gets no credentials, is never logged, and only https is taken.
 */
import { z } from 'zod';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { BULK_POLL, BULK_RUN } from './documents/bulk-and-webhooks.ts';
import { unexpectedAnswer } from './errors.ts';
import { gidOf } from './ids.ts';
import type { BulkOperation } from './types.ts';
import { assertAccepted, type Judge, userErrors } from './user-errors.ts';
import { id, maybe, text } from './values.ts';

const TAKEN_WAIT_MS = 30_000;

const operation: z.ZodType<BulkOperation> = z
  .object({
    id,
    status: z.string(),
    errorCode: text,
    objectCount: z.union([z.string(), z.number()]),
    fileSize: z.union([z.string(), z.number()]).nullish(),
    url: text,
    partialDataUrl: text,
  })
  .transform(({ objectCount, fileSize, ...rest }) =>
    compact({
      ...rest,
      objectCount: String(objectCount),
      fileSizeBytes: fileSize === null || fileSize === undefined ? undefined : String(fileSize),
    }),
  );

/** All five places of the shop are taken: that passes by itself. */
const judgeRun: Judge = ({ code }) =>
  code === 'OPERATION_IN_PROGRESS' || code === 'LIMIT_REACHED'
    ? { type: 'RateLimited', code, retryAfterMs: TAKEN_WAIT_MS }
    : undefined;

export async function startBulk(caller: Caller, query: string): Promise<BulkOperation> {
  const schema = z.object({ bulkOperationRunQuery: z.object({ bulkOperation: maybe(operation), userErrors }) });
  const { data } = await caller.run(BULK_RUN, { query }, schema);
  assertAccepted(BULK_RUN, data.bulkOperationRunQuery.userErrors, judgeRun);
  const started = data.bulkOperationRunQuery.bulkOperation;
  if (started === undefined) throw unexpectedAnswer(BULK_RUN, 'neither an operation nor a refusal');
  return started;
}

export async function readBulkOperation(caller: Caller, operationId: string): Promise<BulkOperation | undefined> {
  const variables = { id: gidOf('BulkOperation', operationId) };
  return (await caller.run(BULK_POLL, variables, z.object({ bulkOperation: maybe(operation) }))).data.bulkOperation;
}
