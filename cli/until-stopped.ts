/**
 * Calls to Temporal that are given up with a signal, e.g. at Ctrl-C.
 * The trap: a call that is still open when its connection is closed is tried again by the client, without a connection,
 * and that ends the process with a stack trace.
 */
import { setMaxListeners } from 'node:events';
import type { WorkflowHandle } from '@temporalio/client';

/** Rejects when the signal comes first. */
export function untilStopped<T>(handle: WorkflowHandle, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  const own = AbortSignal.any([signal]);
  // A result is waited for in many calls, which all listen.
  setMaxListeners(0, own);
  return handle.client.withAbortSignal(own, call);
}
