/**
 * NetSuite's bodies as exact JSON (see connectors/http/exact-json.ts).
 * The trap: a number that NetSuite cannot take is refused here, before anything is sent.
 */
import { exactJson } from '../http/exact-json.ts';
import type { RecordBody } from './record-types.ts';
import { invalid } from './session.ts';

export { parseExact } from '../http/exact-json.ts';

/** For JSON.stringify. Throws `Invalid` code BAD_NUMBER for decimal text that is none (`1,5`, `1e3`, the empty text). */
export const exactBody = (body: RecordBody): Record<string, unknown> =>
  exactJson(body, (path, decimal) =>
    invalid('BAD_NUMBER', `${path} "${decimal}" is not a number that NetSuite can take exactly.`),
  );
