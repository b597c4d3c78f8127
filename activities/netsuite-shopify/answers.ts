/**
 * What the steps of Shopify's syncs answer to their workflows.
 * The trap: writes and orders hold names and addresses; they stand in the encrypted histories and in sealed payloads only.
 * Notes, reasons, titles and numbers stand in the open and name nobody.
 */
import type { RecordWrite } from '../../connectors/netsuite/record-types.ts';
import type { ConnectionMode } from '../../store/contract.ts';

/** Everything that a record workflow needs of a plan. Times in ms from the plan on. */
export type RecordPlan = {
  mode: ConnectionMode;
  writes: RecordWrite[];
  problems: { cause: string; reason: string; recheckMs?: number }[];
  notes: string[];
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
  /** How long a waiting record sleeps before it looks again. */
  recheckMs: number;
  /** Nothing is posted before this much time has passed. */
  holdMs?: number;
};
