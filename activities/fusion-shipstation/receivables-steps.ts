/** The steps of `receivablesPosting` on Fusion's queue. Names here are names in histories. */
import type { ActivityDeps } from '../deps.ts';
import { applyReceivables, type ReceivablesWriteRequest } from './apply-fusion.ts';
import { planReceivablesPosting, previewReceivables, type ReceivablesPlanRequest } from './receivables-plan.ts';

export const createReceivablesSteps = (deps: ActivityDeps) => ({
  planReceivablesPosting: (request: ReceivablesPlanRequest) => planReceivablesPosting(deps, request),
  previewReceivables: (request: ReceivablesPlanRequest) => previewReceivables(deps, request),
  applyReceivables: (request: ReceivablesWriteRequest) => applyReceivables(deps, request),
});
