/**
 * Remembers that something was sent to Fusion and its answer is not known: durable before the call, gone with its answer.
 * Fusion knows no idempotency keys, so what is not found right after a lost answer is looked for until a grace time is over,
 * and only then sent again. The trap: a worker killed in mid-call leaves the mark too, which is what it is for.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { SharedStateStore } from '../../store/contract.ts';

const keyOf = (connection: string, name: string) => `fusion/sent/${connection}/${name}`;

/** When it was sent last without an answer (ISO-8601 UTC); undefined when nothing is open. */
export async function openSince(
  shared: SharedStateStore,
  connection: string,
  name: string,
): Promise<string | undefined> {
  const value = await shared.get(keyOf(connection, name));
  return value === undefined || value === '' ? undefined : value;
}

export const markSent = (shared: SharedStateStore, connection: string, name: string, at: Date): Promise<void> =>
  shared.change(keyOf(connection, name), () => ({ value: at.toISOString(), answer: undefined }));

/** The answer is known: made, refused, or found. */
export const clearSent = (shared: SharedStateStore, connection: string, name: string): Promise<void> =>
  shared.change(keyOf(connection, name), () => ({ value: '', answer: undefined }));

/** Still inside the grace time: look again later (Temporal waits), do not send. Otherwise nothing happens. */
export function assertGraceIsOver(openAt: string, now: Date, graceMs: number, what: string): void {
  const leftMs = Date.parse(openAt) + graceMs - now.getTime();
  if (leftMs <= 0) return;
  throw new ConnectorError({
    type: 'Unavailable',
    system: 'fusion',
    code: 'LOST_ANSWER',
    retryAfterMs: Math.min(leftMs, 15_000),
    message: `the answer to ${what} was lost and it is not there (yet); looked for another ${Math.ceil(leftMs / 1000)} s before it is sent again`,
  });
}
