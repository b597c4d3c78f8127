/**
 * How record, pointer and other workflows are started, for whoever holds a Temporal client (ingress, CLI, activities).
 * Names only: no workflow code is imported here.
 */
import type { WorkflowSignalWithStartOptions, WorkflowStartOptions } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type {
  CatalogInput,
  ParkedInput,
  PreviewInput,
  ReconcileInput,
  RecordInput,
  RunInput,
  Wake,
  WebhookPointerInput,
} from './contracts.ts';
import {
  catalogId,
  healId,
  parkedId,
  pointerWorkflowId,
  previewId,
  type RecordRef,
  reconcileId,
  recordWorkflowId,
  runId,
} from './ids.ts';
import { syncManifest } from './manifest.ts';
import { MAIN_QUEUE, priorityOf, WORKFLOW_TASK_TIMEOUT } from './policies.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';

/** `client.workflow.signalWithStart(ref.sync, wakeRecord(ref, wake))`: never two runs of one record at once. */
export function wakeRecord(ref: RecordRef, wake: Wake): WorkflowSignalWithStartOptions<[Wake]> & WorkflowStartOptions {
  const input: RecordInput = { connection: ref.connection, key: ref.key, foundBy: wake.cause };
  return {
    workflowId: recordWorkflowId(ref),
    taskQueue: MAIN_QUEUE,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    args: [input],
    signal: 'wake',
    signalArgs: [wake],
    priority: priorityOf(wake.cause, ref.connection),
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.connection, value: ref.connection },
      { key: SEARCH_ATTRIBUTES.sync, value: ref.sync },
      { key: SEARCH_ATTRIBUTES.status, value: 'working' },
    ]),
  };
}

/**
 * How whatever waits under this row is told to look again: its own workflow, or, for a sync that runs as a whole, a run
 * (one that is on takes up all that is new anyway). `client.workflow.signalWithStart(...lookAgain(ref, wake))`.
 */
export function lookAgain(
  ref: RecordRef,
  wake: Wake,
): [type: string, options: WorkflowSignalWithStartOptions<[Wake]> & WorkflowStartOptions] {
  if (syncManifest(ref.sync)?.kind !== 'run') return [ref.sync, wakeRecord(ref, wake)];
  const { connection, sync } = ref;
  const input: RunInput = { connection, sync, cause: wake.cause };
  return [sync, { ...wakeRecord(ref, wake), workflowId: runId(connection, sync), args: [input] }];
}

/** `client.workflow.signalWithStart('webhookPointer', followPointer(...))`. */
export function followPointer(row: {
  connection: string;
  inboxId: string;
  dedupeKey: string;
  system: string;
}): WorkflowSignalWithStartOptions<[]> & WorkflowStartOptions {
  const { connection, inboxId, system } = row;
  const input: WebhookPointerInput = { connection, inboxId, ...(system === 'shipstation' ? {} : { system }) };
  return {
    workflowId: pointerWorkflowId(row.connection, row.dedupeKey),
    taskQueue: MAIN_QUEUE,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    args: [input],
    signal: 'redelivered',
    signalArgs: [],
    priority: priorityOf('webhook', row.connection),
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.connection, value: row.connection },
      { key: SEARCH_ATTRIBUTES.sync, value: 'webhook' },
    ]),
  };
}

/**
 * `client.workflow.signalWithStart('parkedConnection', parkedWatch(id))`: one watch for each parked connection. `checkNow`: it
 * looks at once.
 */
export function parkedWatch(
  connection: string,
  signal: 'parkedAgain' | 'checkNow' = 'parkedAgain',
): WorkflowSignalWithStartOptions<[]> & WorkflowStartOptions {
  const input: ParkedInput = { connection };
  return {
    workflowId: parkedId(connection),
    taskQueue: MAIN_QUEUE,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    args: [input],
    signal,
    signalArgs: [],
    // Not in line behind the connection's own records, which can only wait for it.
    priority: { ...priorityOf('webhook', connection), fairnessKey: `${connection}/watch` },
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.connection, value: connection },
      { key: SEARCH_ATTRIBUTES.sync, value: 'guard' },
    ]),
  };
}

/** `client.workflow.execute('preview', previewRun({ connection, order }))`. */
export function previewRun(input: PreviewInput): WorkflowStartOptions {
  return {
    workflowId: previewId(input.connection, input.order),
    taskQueue: MAIN_QUEUE,
    args: [input],
    priority: priorityOf('person', input.connection),
    workflowExecutionTimeout: '2 minutes',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.connection, value: input.connection },
      { key: SEARCH_ATTRIBUTES.sync, value: 'preview' },
    ]),
  };
}

/** `client.workflow.start('reconciliation', reconcileRun(input))`; the one that runs already is followed. */
export function reconcileRun(input: ReconcileInput): WorkflowStartOptions {
  const { connection, run, from = '', to = '' } = input;
  return {
    workflowId: run === undefined ? reconcileId(connection, from, to) : healId(connection, run),
    taskQueue: MAIN_QUEUE,
    args: [input],
    priority: priorityOf('sweep', connection),
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.connection, value: connection },
      { key: SEARCH_ATTRIBUTES.sync, value: 'reconcile' },
    ]),
  };
}

/** `client.workflow.execute('catalogCheck', catalogRun({ connection }))`; a check that runs already is waited for. */
export function catalogRun(input: CatalogInput): WorkflowStartOptions {
  return {
    workflowId: catalogId(input.connection),
    taskQueue: MAIN_QUEUE,
    args: [input],
    priority: priorityOf('sweep', input.connection),
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.connection, value: input.connection },
      { key: SEARCH_ATTRIBUTES.sync, value: 'catalog' },
    ]),
  };
}
