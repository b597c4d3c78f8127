/**
 * Carries out one planned write in Fusion's receivables: intent row, look-up by name, the call, read-back, comparison of the
 * sum, effect row.
 * The trap: Fusion knows no idempotency. Whatever is made is looked up first, also on the first attempt; what was sent and
 * not answered is looked for until a grace time is over, and a refusal of a repeated sending may mean that the first one
 * came through.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { FusionBody, ReceiptRow, TransactionName, TransactionRow } from '../../connectors/fusion/types.ts';
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Expected, ReceivablesWrite } from '../../mappings/fusion-shipstation/receivables/types.ts';
import { isEqual } from '../../mappings/shared/money.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { withWaysOut } from './closed-period.ts';
import { assertGraceIsOver, clearSent, markSent, openSince } from './sent-mark.ts';

export type ReceivablesWriteRequest = RecordScope & { write: ReceivablesWrite };
/** `number`: of what was made, for the trace; `done` is one line for a person, without personal data. */
export type ReceivablesWriteResult = { targetRef: string; kind: string; number?: string; done: string };

type Work = { deps: ActivityDeps; scope: RecordScope; api: Fusion; named: number; unnamed: number };
type Made = { id: string; number: string; amount?: string | undefined; currency?: string | undefined };
/** Something that is made under a name, once. */
type Making = {
  /** Of the mark, and in sentences. */
  name: string;
  what: string;
  crossReference?: string;
  /** invoice, credit memo, receipt. */
  kind: string;
  resource: string;
  expect: Expected;
  graceMs: number;
  /** Its lines in order, in words. */
  lines?: string[];
  find(): Promise<Made[]>;
  send(): Promise<Made>;
  /** What bears our number, where it has one. */
  byNumber?(): Promise<TransactionRow | undefined>;
};

/**
 * Throws `Invalid` with code READ_BACK when Fusion holds another sum than wanted (both are named), with Fusion's words when
 * it refuses; `Unavailable` where it is worth another look.
 */
export async function applyReceivables(
  deps: ActivityDeps,
  { connection, sync, recordKey, write }: ReceivablesWriteRequest,
): Promise<ReceivablesWriteResult> {
  const { settings, fusion } = await deps.connections.open(connection, 'fusion-shipstation');
  const work: Work = {
    deps,
    scope: { connection, sync, recordKey },
    api: await fusion(),
    named: durationMs(settings.lostAnswer.named) ?? 0,
    unnamed: durationMs(settings.lostAnswer.unnamed) ?? 0,
  };
  await note(work, write, 'intent', write.title);
  const result = await carryOut(work, write).catch((error: unknown) => {
    throw withWaysOut(error, work.scope, settings.syncs.receivablesPosting.recheck);
  });
  await note(work, write, 'effect', result.done, result.targetRef);
  deps.count?.effect(connection, sync, write.kind);
  return result;
}

function carryOut(work: Work, write: ReceivablesWrite): Promise<ReceivablesWriteResult> {
  switch (write.kind) {
    case 'invoice':
      return invoice(work, write);
    case 'complete':
      return complete(work, write);
    case 'discard':
      return discard(work, write);
    case 'creditMemo':
      return makeOnce(work, creditMemo(work, write));
    case 'receipt':
      return makeOnce(work, receipt(work, write));
  }
}

type Of<K extends ReceivablesWrite['kind']> = Extract<ReceivablesWrite, { kind: K }>;

async function invoice(work: Work, write: Of<'invoice'>): Promise<ReceivablesWriteResult> {
  const { api } = work;
  const { name, number, body, expect } = write;
  const making: Making = {
    ...namesOf('invoice', name),
    what: `invoice ${number ?? ''} for bill ${write.bill}`.replace('  ', ' '),
    kind: 'invoice',
    resource: 'receivablesInvoice',
    expect,
    lines: lineWords(body),
    graceMs: graceOf(work, number),
    find: () => api.findInvoices(name),
    send: () => api.createInvoice(body),
    ...numbered(number, (own) => api.findInvoices({ source: name.source, number: own })),
  };
  if (!write.check) return makeOnce(work, making);
  const made = await makeOnce(work, making, 'later');
  const [found] = await api.findInvoices(name);
  const id = found?.id ?? made.targetRef.split('/')[1] ?? '';
  const amount = found?.amount;
  if (found?.status !== 'Incomplete') return made;
  if (amount !== undefined && !isEqual(amount, expect.amount)) {
    await settled(api.deleteInvoice(id));
    throw differs(making.kind, { ...found, amount }, expect, 'TOTAL_DIFFERS');
  }
  await settled(api.updateInvoice(id, { InvoiceStatus: 'Complete' }));
  return { ...made, done: `${made.done}, compared and completed` };
}

const namesOf = (kind: string, name: TransactionName): Pick<Making, 'name' | 'crossReference'> =>
  'number' in name
    ? { name: `${kind}/${name.source}/${name.number}` }
    : { name: `${kind}/${name.source}/${name.crossReference}`, crossReference: name.crossReference };

const graceOf = ({ named, unnamed }: Work, number: string | undefined): number =>
  number === undefined ? unnamed : named;

const creditMemo = ({ api, ...work }: Work, { name, number, body, expect, bill }: Of<'creditMemo'>): Making => ({
  ...namesOf('creditMemo', name),
  what: `credit memo ${number ?? ''} for bill ${bill}`.replace('  ', ' '),
  kind: 'credit memo',
  resource: 'receivablesCreditMemo',
  expect,
  graceMs: graceOf({ api, ...work }, number),
  find: () => api.findCreditMemos(name),
  send: () => api.createCreditMemo(body),
  ...numbered(number, (own) => api.findCreditMemos({ source: name.source, number: own })),
});

/** Fusion refuses a receipt of the same number, date, amount and customer. */
const receipt = ({ api, named }: Work, { number, businessUnit, body, expect }: Of<'receipt'>): Making => {
  const made = ({ id, number: own, amount, currency }: ReceiptRow): Made => ({ id, number: own, amount, currency });
  return {
    name: `receipt/${businessUnit}/${number}`,
    what: `receipt ${number}`,
    kind: 'receipt',
    resource: 'standardReceipt',
    expect,
    graceMs: named,
    find: async () => (await api.findReceipts({ number, businessUnit })).map(made),
    send: async () => made(await api.createReceipt(body)),
  };
};

const numbered = (
  number: string | undefined,
  find: (own: string) => Promise<TransactionRow[]>,
): Pick<Making, 'byNumber'> => (number === undefined ? {} : { byNumber: async () => (await find(number))[0] });

/** `compare: later` leaves another sum to the caller. */
async function makeOnce(work: Work, making: Making, compare: 'now' | 'later' = 'now'): Promise<ReceivablesWriteResult> {
  const { deps, scope } = work;
  const { shared } = deps.store;
  const earlier = await oneOf(making);
  const open = await openSince(shared, scope.connection, making.name);
  if (earlier !== undefined) {
    await clearSent(shared, scope.connection, making.name);
    if (open !== undefined) deps.count?.duplicatePrevented(scope.connection, scope.sync);
    return verified(making, earlier, 'found as already made', compare);
  }
  if (open !== undefined) assertGraceIsOver(open, deps.now(), making.graceMs, `making ${making.what}`);
  await markSent(shared, scope.connection, making.name, deps.now());
  const made = await send(work, making, open !== undefined);
  // Shown under its name, nothing can be made twice any more; until then the mark holds back a second one.
  const shown = await oneOf(making).catch(() => undefined);
  if (shown !== undefined) await clearSent(shared, scope.connection, making.name);
  return verified(making, shown ?? made, 'made', compare);
}

/** `isRepeat`: something was sent before whose answer is not known. */
async function send({ deps, scope }: Work, making: Making, isRepeat: boolean): Promise<Made> {
  const { shared } = deps.store;
  try {
    return await making.send();
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const mayBeThere =
      error.type === 'Uncertain' || error.type === 'Conflict' || (isRepeat && error.type === 'Invalid');
    const found = mayBeThere ? await oneOf(making).catch(() => undefined) : undefined;
    if (found !== undefined) {
      deps.count?.duplicatePrevented(scope.connection, scope.sync);
      return found;
    }
    if (error.type === 'Uncertain') throw lost(making, error);
    await clearSent(shared, scope.connection, making.name);
    if (error.type === 'Invalid') throw refusedOf(making, error);
    if (error.type !== 'Conflict') throw error;
    const owner = await making.byNumber?.();
    // The number's search may show what the finder does not yet.
    if (owner !== undefined && owner.crossReference === making.crossReference) return owner;
    throw taken(making, owner?.crossReference ?? 'none');
  }
}

function lineWords({ receivablesInvoiceLines: lines }: FusionBody): string[] {
  if (!Array.isArray(lines)) return [];
  return lines.map((line) => {
    const named = new Map<string, unknown>(Object.entries(line ?? {}));
    return String(named.get('ItemNumber') ?? named.get('MemoLine') ?? named.get('Description') ?? 'without a name');
  });
}

/** Fusion's words name lines by their number; a person knows them by item. */
function refusedOf({ what, lines }: Making, error: ConnectorError): ConnectorError {
  const { type, system, code, status, message } = error;
  const named = [...new Set(message.match(/\bline \d+\b/gi) ?? [])].flatMap((word) => {
    const words = lines?.[Number(word.slice(5)) - 1];
    return words === undefined ? [] : [`${word.toLowerCase()} is ${words}`];
  });
  const told = named.length === 0 ? '' : `; ${named.join(', ')}`;
  return new ConnectorError({
    ...{ type, system, message: `${what}: ${message}${told}`, cause: error },
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
  });
}

async function oneOf({ find, what }: Making): Promise<Made | undefined> {
  const [only, second] = await find();
  if (second === undefined) return only;
  throw refusal(
    'SEVERAL',
    `Fusion holds ${what} more than once under its cross reference; keep one, credit the others`,
  );
}

function verified(
  { expect, kind, resource }: Making,
  made: Made,
  how: string,
  compare: 'now' | 'later',
): ReceivablesWriteResult {
  const isOther =
    (made.amount !== undefined && !isEqual(made.amount, expect.amount)) ||
    (made.currency !== undefined && made.currency !== expect.currency);
  if (isOther && compare === 'now') throw differs(kind, made, expect, 'READ_BACK');
  const done = `${kind} ${made.number} ${how} over ${expect.amount} ${expect.currency}`;
  return { targetRef: `${resource}/${made.id}`, kind, number: made.number, done };
}

/** TOTAL_DIFFERS: it was incomplete and is gone again. */
function differs(kind: string, made: Made, expect: Expected, code: 'READ_BACK' | 'TOTAL_DIFFERS'): ApplicationFailure {
  const found = `${made.amount ?? '?'} ${made.currency ?? expect.currency}`;
  const gone = code === 'TOTAL_DIFFERS' ? '; it was incomplete and was deleted again' : '';
  return refusal(
    code,
    `${kind} ${made.number} came to ${found} in Fusion, but ShipStation's share is ${expect.amount} ${expect.currency}${gone}; mend it in Fusion (tax set-up, currency?), then retry`,
  );
}

async function complete({ api }: Work, { id, number, expect }: Of<'complete'>): Promise<ReceivablesWriteResult> {
  await settled(api.updateInvoice(id, { InvoiceStatus: 'Complete' }));
  const done = `invoice ${number} over ${expect.amount} ${expect.currency} completed`;
  return { targetRef: `receivablesInvoice/${id}`, kind: 'invoice', number, done };
}

async function discard({ api }: Work, { id, number, title }: Of<'discard'>): Promise<ReceivablesWriteResult> {
  await settled(api.deleteInvoice(id));
  return { targetRef: `receivablesInvoice/${id}`, kind: 'invoice', number, done: title };
}

/** Deleting and setting absolute values may be repeated: a lost answer is simply tried again. */
async function settled(call: Promise<void>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ConnectorError) || error.type !== 'Uncertain') throw error;
    throw unavailable(error.message);
  });
}

/** The lost call may still be running in Fusion. */
const lost = ({ what }: Making, { message }: ConnectorError) =>
  unavailable(
    `the answer to making ${what} was lost (${message}) and it is not there (yet); looked for before it is sent again`,
  );

const unavailable = (message: string) =>
  new ConnectorError({ type: 'Unavailable', system: 'fusion', code: 'LOST_ANSWER', message });

const taken = ({ what }: Making, reference: string) =>
  refusal(
    'NAME_TAKEN',
    `Fusion has another transaction under the number of ${what} (its cross reference: ${reference}); renumber it there, or skip this record when it is the same sale`,
  );

function refusal(code: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'Invalid', nonRetryable: true, details: [code, 'fusion'], message });
}

async function note(
  { deps, scope }: Work,
  write: ReceivablesWrite,
  kind: 'intent' | 'effect',
  summary: string,
  targetRef?: string,
): Promise<void> {
  const sealed = () => deps.vault.seal(JSON.stringify(write), `ledger/${scope.connection}`);
  const entry = entryFor(Context.current(), scope, deps.now(), {
    kind,
    outcome: kind === 'intent' ? 'planned' : 'ok',
    summary,
    system: 'fusion',
    step: write.kind,
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(kind === 'intent' ? { sealedPayload: sealed() } : {}),
  });
  await deps.store.ledger.append([entry]);
}
