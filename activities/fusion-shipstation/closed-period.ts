/**
 * Fusion's own refusal of a day whose period is not open, told with its ways out.
 * The trap: where periods are known, the next plan says it better; this is for a pod that cannot be asked for them.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import { spanWords } from '../../mappings/shared/span-words.ts';
import { durationMs } from '../../settings/duration.ts';
import { recordWorkflowId } from '../../workflows/ids.ts';
import type { RecordScope } from '../ledger-entries.ts';

const USUAL_RECHECK_MS = 900_000;

/** The same error; a closed period's with three ways out. `recheck`: a duration of the settings. */
export function withWaysOut<E>(
  error: E,
  { connection, sync, recordKey }: RecordScope,
  recheck: string,
): E | ConnectorError {
  if (!(error instanceof ConnectorError) || error.code !== 'PERIOD_CLOSED') return error;
  const record = recordWorkflowId({ connection, sync, key: recordKey });
  const again = spanWords(durationMs(recheck) ?? USUAL_RECHECK_MS);
  const ways = [
    `(1) open the period in Fusion; it is tried again every ${again}`,
    `(2) post it in the next open period: set business.ledgerId in the connection's file, so that Fusion can be asked for its periods, then ml-connector retry ${record} --next-period`,
    `(3) book it by hand and close it here: ml-connector skip ${record}`,
  ];
  const { type, system, status, code } = error;
  return new ConnectorError({
    ...{ type, system, code, message: `${error.message}. Ways out: ${ways.join('; ')}` },
    ...(status === undefined ? {} : { status }),
  });
}
