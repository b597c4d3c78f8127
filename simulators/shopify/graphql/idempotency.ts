// The store behind @idempotent: a key lives 24 hours with its variables and its outcome.
// Trap: a replay does the reading again, so its answer can differ from the first one.
import { setTimeout as sleep } from 'node:timers/promises';
import { type GraphQLResolveInfo, Kind } from 'graphql';
import type { SimClock } from '../../shared/sim-clock.ts';
import { type Args, type Context, userError, vendorError, versionAtLeast } from './context.ts';

interface Known {
  sent: string;
  state: 'running' | 'done' | 'failed';
  atMs: number;
  /** Builds the answer again from the rows. */
  replay: () => unknown;
}

export interface IdempotencyStore {
  find(key: string): Known | undefined;
  put(key: string, known: Known): void;
  clear(): void;
  nowMs(): number;
}

const DAY_MS = 86_400_000;

/** An empty store on a simulated clock. */
export function createIdempotencyStore(clock: SimClock): IdempotencyStore {
  const known = new Map<string, Known>();
  return {
    find(key) {
      const found = known.get(key);
      if (found && clock.elapsedMs() - found.atMs >= DAY_MS) known.delete(key);
      return known.get(key);
    },
    put: (key, value) => {
      known.set(key, value);
    },
    clear: () => known.clear(),
    nowMs: () => clock.elapsedMs(),
  };
}

/** The key that the operation's root field carries, or null. */
export function keyOf(info: GraphQLResolveInfo): string | null {
  const directive = info.fieldNodes[0]?.directives?.find((one) => one.name.value === 'idempotent');
  const value = directive?.arguments?.find((one) => one.name.value === 'key')?.value;
  if (value?.kind === Kind.STRING) return value.value;
  if (value?.kind === Kind.VARIABLE) return String(info.variableValues[value.name.value] ?? '');
  return null;
}

export interface IdempotentAct {
  /** Does the work; its result is a function that builds the answer. */
  act: () => () => unknown;
  /** Answer for an idempotency error. */
  refuse: (errors: unknown[]) => unknown;
  /** Payloads with plain UserErrors have no codes. */
  coded: boolean;
}

/** Runs a mutation under its key. Throws BAD_REQUEST when the version demands a key and there is none. */
export async function idempotent(
  args: Args,
  context: Context,
  info: GraphQLResolveInfo,
  what: IdempotentAct,
): Promise<unknown> {
  const key = keyOf(info);
  if (key === null || key.trim() === '') {
    if (versionAtLeast(context, '2026-04'))
      throw vendorError('The @idempotent directive is required for this mutation but was not provided.', 'BAD_REQUEST');
    return what.act()();
  }
  const store = context.idempotency;
  const name = `${context.caller.appId} ${info.fieldName} ${key}`;
  const sent = JSON.stringify(args);
  const refuse = (code: string, message: string) =>
    what.refuse([userError(null, message, what.coded ? code : undefined)]);
  const before = store.find(name);
  if (before) {
    if (before.sent !== sent)
      return refuse(
        'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
        'The same idempotency key was used with different parameters.',
      );
    if (before.state === 'running')
      return refuse(
        'IDEMPOTENCY_CONCURRENT_REQUEST',
        'A request with the same idempotency key is currently being processed.',
      );
    if (before.state === 'failed')
      return refuse(
        'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
        'A previous attempt with the same idempotency key has failed.',
      );
    return before.replay();
  }
  const known: Known = { sent, state: 'running', atMs: store.nowMs(), replay: () => null };
  store.put(name, known);
  if (context.insideDelayMs > 0) await sleep(context.insideDelayMs);
  if (context.failInside) {
    known.state = 'failed';
    throw vendorError('Internal error. Looks like something went wrong on our end.', 'INTERNAL_SERVER_ERROR');
  }
  try {
    known.replay = what.act();
    known.state = 'done';
    return known.replay();
  } catch (error) {
    known.state = 'failed';
    throw error;
  }
}
