/**
 * Seals new credentials of a system and sets everything going that waited for them.
 * The trap: what was minted from the old credentials must not be used any longer, and the connection may be parked.
 */
import { wakeWaiting } from '../apply/wake-waiting.ts';
import type { Output } from '../output.ts';
import type { Session } from '../session.ts';

/** `woken`: records that look again; undefined when Temporal cannot be reached, then they look again by themselves. */
export type Sealed = { unparked: boolean; woken?: number };

export async function sealCredentials(
  session: Session,
  id: string,
  system: string,
  credentials: object,
  out: Output,
): Promise<Sealed> {
  const { store, vault } = session;
  const sealed = vault.seal(JSON.stringify(credentials), `secret/${id}/${system}`);
  await store.secrets.put(id, system, sealed, vault.keyIdOf(sealed));
  // A token of the old credentials must not be used any longer.
  await store.secrets.remove(id, `token/${system}`);
  await store.secrets.remove(id, `rotating/${system}`);
  const unparked = await store.connections.unpark(id);
  const woken = await wake(session, id, out);
  return { unparked, ...(woken === undefined ? {} : { woken }) };
}

/** The lines for a person. */
export function sayGoesOn(out: Output, { unparked, woken }: Sealed): void {
  if (unparked) out.line('The connection was parked and goes on now.');
  if (woken !== undefined && woken > 0) out.line(`${woken} waiting records look again now.`);
}

/** Credentials are set also while Temporal is away; the waiting records then look again by themselves. */
async function wake(session: Session, id: string, out: Output): Promise<number | undefined> {
  const [first] = await session.store.records.list({ connection: id, status: 'waiting', limit: 1 });
  if (first === undefined) return 0;
  try {
    const client = await session.temporal();
    return await wakeWaiting({ store: session.store, client }, id, `credentials:${new Date().toISOString()}`);
  } catch {
    out.note('Temporal cannot be reached now; waiting records will look again by themselves.');
    return undefined;
  }
}
