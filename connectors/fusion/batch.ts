/**
 * Several changes in one call, all or none.
 * The trap: it gives no idempotency and its time limit is that of one call, so a batch is kept small; and a change whose
 * record was changed meanwhile may be told by a mark in a success.
 */
import { ConnectorError } from '../http/errors.ts';
import { type Caller, idSegment } from './call.ts';
import { notSent, unexpected } from './errors.ts';
import type { FusionBody, FusionChange, FusionView } from './types.ts';
import { cleanedItem, flagOf, itemOf, textOf } from './view.ts';

const BATCH = 'application/vnd.oracle.adf.batch+json';
const MOST = 50;
const ASKED = { method: 'POST', path: '/ (batch)', write: true };

export async function changeTogether(caller: Caller, changes: FusionChange[]): Promise<(FusionView | undefined)[]> {
  if (changes.length === 0) return [];
  if (changes.length > MOST) throw notSent('TOO_MANY', `${changes.length} changes at once, more than ${MOST}`);
  const body = { parts: changes.map((change, index) => partOf(caller, change, index)) };
  const answer = await caller.send({ method: 'POST', path: '/', body, media: BATCH, collection: true });
  const given = itemOf(answer.body)?.parts;
  const parts = Array.isArray(given) ? given.map((part) => itemOf(part) ?? {}) : [];
  return changes.map((change, index) => {
    const part = parts.find((one) => textOf(one, 'id') === idOf(index));
    if (part === undefined) throw unexpected(ASKED, answer.status, `nothing of part ${index + 1} of ${changes.length}`);
    if (flagOf(part, 'preconditionSucceeded') === false) throw changedMeanwhile(answer.status, index);
    const payload = itemOf(part.payload ?? undefined);
    return change.kind === 'delete' || payload === undefined ? undefined : cleanedItem(payload);
  });
}

const idOf = (index: number): string => `part${index + 1}`;

function partOf(caller: Caller, change: FusionChange, index: number): FusionBody {
  const path = change.kind === 'create' ? `/${change.resource}` : `/${change.resource}/${idSegment(change.id)}`;
  const ifMatch = change.kind === 'create' ? undefined : caller.etags.of(path);
  caller.etags.forget(path);
  return {
    id: idOf(index),
    path,
    operation: change.kind,
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(change.kind === 'delete' ? {} : { payload: change.body }),
  };
}

const changedMeanwhile = (status: number, index: number) =>
  new ConnectorError({
    type: 'Conflict',
    system: 'fusion',
    status,
    code: 'CHANGED',
    message: `somebody else changed in Fusion meanwhile what part ${index + 1} of several changes is about.`,
  });
