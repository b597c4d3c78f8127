/**
 * Signals, updates and queries of the record workflows. `retry` and `skip` exist as signal and as update under the same
 * name, so that they can be sent from the Web UI, the `temporal` CLI and ours alike; the update also answers.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  AdjustmentProgress,
  BackfillProgress,
  JournalProgress,
  PersonsWord,
  ReconcileProgress,
  RecordState,
  StockProgress,
  Wake,
} from './contracts.ts';

export const wakeSignal = defineSignal<[Wake]>('wake');
export const retrySignal = defineSignal<[PersonsWord?]>('retry');
export const skipSignal = defineSignal<[PersonsWord?]>('skip');
export const retryUpdate = defineUpdate<RecordState, [PersonsWord?]>('retry');
export const skipUpdate = defineUpdate<RecordState, [PersonsWord?]>('skip');
export const statusQuery = defineQuery<RecordState>('status');
/** On webhookPointer: look again now (a redelivery came in). */
export const redeliveredSignal = defineSignal('redelivered');
/** On parkedConnection: it was parked once more, perhaps just as the watch was about to end. */
export const parkedAgainSignal = defineSignal('parkedAgain');
/** On parkedConnection: something was mended, so look now. */
export const checkNowSignal = defineSignal('checkNow');
/** On backfill. */
export const progressQuery = defineQuery<BackfillProgress>('progress');
/** On reconciliation. */
export const reconcileQuery = defineQuery<ReconcileProgress>('progress');
/** On stockLevels. */
export const stockProgressQuery = defineQuery<StockProgress>('progress');
/** On journalImport. */
export const journalProgressQuery = defineQuery<JournalProgress>('progress');
/** On stockAdjustments. */
export const adjustmentProgressQuery = defineQuery<AdjustmentProgress>('progress');
