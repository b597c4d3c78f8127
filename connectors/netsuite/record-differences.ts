/**
 * Says in words how a record differs from what was wanted.
 * The trap: the words stand in the trace and in the ledger's readable part, so names, addresses and free text of persons
 * are never in them: of such a field only the fact is told.
 */
import type { RecordType } from './record-types.ts';
import type { Mismatch } from './record-view.ts';

const PERSONAL_FIELD =
  /address|addr\d|addressee|attention|city|zip|email|phone|name|entityId|memo|message|description/i;
const PERSONAL_RECORD: RecordType[] = ['customer'];
/** Ids, numbers, dates and flags of a person's record; of a personal field not even these, a phone number is one. */
const TELLS_NOTHING = /^(-?\d{1,12}(\.\d+)?|\d{4}-\d\d-\d\d|true|false|[A-Z])$/;

/** `total: wanted 59.48, found 59.47`, or `email: found another text than wanted`. */
export function differenceWords(recordType: RecordType, { field, wanted, found }: Mismatch): string {
  const isPersonal = PERSONAL_FIELD.test(field);
  const mayShow = (text: string) => !isPersonal && (!PERSONAL_RECORD.includes(recordType) || TELLS_NOTHING.test(text));
  if (mayShow(wanted) && mayShow(found ?? '0')) return `${field}: wanted ${shown(wanted)}, found ${shown(found)}`;
  if (wanted === '') return `${field}: wanted nothing, found a text`;
  return `${field}: found ${found === undefined ? 'nothing' : 'another text than wanted'}`;
}

const shown = (text: string | undefined): string => (text === undefined || text === '' ? 'nothing' : text);
