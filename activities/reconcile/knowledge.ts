/** What we know of a difference ourselves: how its record stands, and whether the ledger says that it was posted. */
import type { Knowledge, KnownRecord } from '../../mappings/shared/reconcile/explain.ts';
import type { Finding } from '../../mappings/shared/reconcile/types.ts';
import type { LedgerRow, RecordRow } from '../../store/contract.ts';
import type { StoredFinding } from '../../store/reconcile-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import type { LedgerWrite, ReconcileStream } from './contract.ts';

export const toStoredFinding = (found: Finding): StoredFinding => {
  const { key, what, cause, explained, healable, recordKey } = found;
  const base = { key, what, cause, explained, healable, details: JSON.stringify(found) };
  return recordKey === undefined ? base : { ...base, recordKey };
};

/** The finding with its record, where it has none of its own but a number that leads to one. */
export async function withRecord(
  deps: ActivityDeps,
  connection: string,
  stream: ReconcileStream,
  found: Finding,
): Promise<Finding> {
  const number = found.recordKey === undefined ? stream.recordNumber?.(found.key) : undefined;
  if (number === undefined) return found;
  const records = await deps.store.records.findByNumber(number, connection);
  const own = records.filter(
    ({ sync, numbers }) => sync === stream.sync && numbers.some(({ value }) => value === number),
  );
  const [record, ...others] = own;
  return record === undefined || others.length > 0 ? found : { ...found, recordKey: record.recordKey };
}

/** `verdict` comes from a second look; without one only our own records speak. */
export async function knowledgeOf(
  deps: ActivityDeps,
  connection: string,
  stream: ReconcileStream,
  found: Finding,
  verdict?: Knowledge['verdict'],
): Promise<Knowledge> {
  const { recordKey, key } = found;
  if (recordKey === undefined || found.explained) return verdict === undefined ? {} : { verdict };
  const record = await deps.store.records.get(connection, stream.sync, recordKey);
  const posted =
    found.what === 'missing' && record !== undefined
      ? stream.posted?.(await writesOf(deps, connection, stream.sync, recordKey), key)
      : undefined;
  return {
    ...(record === undefined ? {} : { record: knownRecord(record) }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(posted === undefined ? {} : { posted }),
  };
}

function knownRecord({ status, cause, reason, summary }: RecordRow): KnownRecord {
  return {
    status,
    ...(cause === undefined ? {} : { cause }),
    ...(reason === undefined ? {} : { reason }),
    ...(summary === undefined ? {} : { summary }),
  };
}

async function writesOf(
  deps: ActivityDeps,
  connection: string,
  sync: string,
  recordKey: string,
): Promise<LedgerWrite[]> {
  const rows = await deps.store.ledger.forRecord(connection, sync, recordKey);
  return rows.filter(({ kind }) => kind === 'intent' || kind === 'effect').map((row) => toWrite(deps, row));
}

function toWrite(deps: ActivityDeps, row: LedgerRow): LedgerWrite {
  const { kind, step, at, targetRef, sealedPayload, connection } = row;
  const base = { kind, step, at, ...(targetRef === undefined ? {} : { targetRef }) };
  if (sealedPayload === undefined) return base;
  const payload: unknown = JSON.parse(deps.vault.open(sealedPayload, `ledger/${connection}`));
  return { ...base, payload };
}
