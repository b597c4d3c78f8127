/** The steps of a reconciliation that run on the workflows' own queue. */
import type { ActivityDeps } from '../deps.ts';
import { type HealTarget, listHealable, settledSince, wakeToHeal } from './heal.ts';
import {
  type BeginRequest,
  beginReconcile,
  type CompareRequest,
  closeReconcile,
  compareReconcile,
  listSuspects,
  type ReconcileScope,
} from './steps.ts';

export const createReconcileSteps = (deps: ActivityDeps) => ({
  beginReconcile: (request: BeginRequest) => beginReconcile(deps, request),
  compareReconcile: (request: CompareRequest) => compareReconcile(deps, request),
  listSuspects: (request: ReconcileScope & { stream: string; most: number }) => listSuspects(deps, request),
  closeReconcile: (request: Parameters<typeof closeReconcile>[1]) => closeReconcile(deps, request),
  listHealable: (request: ReconcileScope & { most: number }) => listHealable(deps, request),
  wakeToHeal: (request: ReconcileScope & { targets: HealTarget[]; by?: string }) => wakeToHeal(deps, request),
  settledSince: (request: ReconcileScope & { targets: HealTarget[]; since: string }) => settledSince(deps, request),
});
