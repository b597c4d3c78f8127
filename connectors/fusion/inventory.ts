/**
 * Staged inventory transactions, what became of them, and the masters that they name.
 * The trap: a row that was refused may come back with a success and its explanation in the body; and a row that is no longer
 * staged was either processed or taken away by a person, which only the completed transactions tell.
 */
import { type Caller, idSegment } from './call.ts';
import { compact } from './compact.ts';
import type { FusionPage } from './contract.ts';
import { unexpected } from './errors.ts';
import { all, page, readItem } from './lists.ts';
import type { Condition } from './query.ts';
import { remove } from './receivables.ts';
import type { CompletedRow, FusionBody, FusionView, SourceKey, StagedAnswer, StagedRow } from './types.ts';
import { cleanedItem, etagOf, instantOf, itemOf, textOf } from './view.ts';

const STAGED = '/inventoryStagedTransactions';
const COMPLETED = '/inventoryCompletedTransactions';
/** ProcessStatus of a row that was refused. */
const REJECTED = '3';
const TO_DO = '1';
const ONLINE = '1';

const stagedPath = (interfaceId: string) => `${STAGED}/${idSegment(interfaceId)}`;

function stagedRow(view: FusionView): StagedRow | undefined {
  const interfaceId = textOf(view, 'TransactionInterfaceId');
  if (interfaceId === undefined) return undefined;
  const errorCode = textOf(view, 'ErrorCode');
  const explanation = textOf(view, 'ErrorExplanation');
  const isRejected = (errorCode ?? explanation) !== undefined || textOf(view, 'ProcessStatus') === REJECTED;
  return compact({
    interfaceId,
    state: isRejected ? ('rejected' as const) : ('queued' as const),
    errorCode,
    explanation,
    sourceCode: textOf(view, 'SourceCode'),
    sourceHeaderId: textOf(view, 'SourceHeaderId'),
    sourceLineId: textOf(view, 'SourceLineId'),
    quantity: textOf(view, 'TransactionQuantity'),
    view,
  });
}

function keyConditions(key: SourceKey): Condition[] {
  const conditions: Condition[] = [
    { attribute: 'SourceCode', value: key.sourceCode },
    { attribute: 'SourceHeaderId', value: key.sourceHeaderId, number: true },
  ];
  if (key.sourceLineId === undefined) return conditions;
  return [...conditions, { attribute: 'SourceLineId', value: key.sourceLineId, number: true }];
}

export async function createStaged(caller: Caller, body: FusionBody): Promise<StagedAnswer> {
  const answer = await caller.send({ method: 'POST', path: STAGED, body, collection: true });
  return stagedAnswer(answer.status, itemOf(answer.body), body);
}

/** Queues it again, unless the body says otherwise. */
export async function updateStaged(caller: Caller, interfaceId: string, body: FusionBody): Promise<StagedAnswer> {
  const wanted = { ProcessStatus: TO_DO, ...body };
  const answer = await caller.send({ method: 'PATCH', path: stagedPath(interfaceId), body: wanted });
  return stagedAnswer(answer.status, itemOf(answer.body), body);
}

/** In online mode a row without a complaint was processed within the call. */
function stagedAnswer(status: number, item: FusionView | undefined, body: FusionBody): StagedAnswer {
  const row = item === undefined ? undefined : stagedRow(cleanedItem(item));
  if (row === undefined)
    throw unexpected({ method: 'POST', path: STAGED, write: true }, status, 'it does not tell what became of the row');
  if (row.state === 'rejected') return { outcome: 'rejected', row };
  const mode = textOf(row.view, 'TransactionMode') ?? String(body.TransactionMode ?? '');
  return { outcome: mode === ONLINE ? 'processed' : 'queued', row };
}

export function findStaged(caller: Caller, key: SourceKey): Promise<StagedRow[]> {
  const query = { where: keyConditions(key), orderBy: 'TransactionInterfaceId:asc', onlyData: false };
  const noteState = (item: FusionView) => {
    const id = textOf(item, 'TransactionInterfaceId');
    if (id !== undefined) caller.etags.note(`${STAGED}/${id}`, etagOf(item));
  };
  return all(caller, { path: STAGED, query }, stagedRow, noteState);
}

export async function readStaged(caller: Caller, interfaceId: string): Promise<StagedRow | undefined> {
  const view = await readItem(caller, { path: stagedPath(interfaceId) });
  return view && stagedRow(view);
}

export const deleteStaged = (caller: Caller, interfaceId: string): Promise<void> =>
  remove(caller, stagedPath(interfaceId));

function completedRow(view: FusionView): CompletedRow | undefined {
  const transactionId = textOf(view, 'TransactionId');
  if (transactionId === undefined) return undefined;
  return compact({
    transactionId,
    organization: textOf(view, 'OrganizationName', 'Organization'),
    item: textOf(view, 'ItemNumber', 'Item'),
    type: textOf(view, 'TransactionTypeName', 'TransactionType'),
    quantity: textOf(view, 'TransactionQuantity'),
    at: instantOf(view, 'TransactionDate'),
    subinventory: textOf(view, 'SubinventoryCode'),
    sourceCode: textOf(view, 'SourceCode'),
    sourceHeaderId: textOf(view, 'SourceHeaderId'),
    sourceLineId: textOf(view, 'SourceLineId'),
    reference: textOf(view, 'TransactionReference', 'Reference'),
    externalReference: textOf(view, 'ExternalSystemTransactionReference'),
    account: textOf(view, 'AccountCombination'),
  });
}

const BY_TRANSACTION = 'TransactionId:asc';

export function findCompleted(caller: Caller, by: SourceKey | { externalReference: string }): Promise<CompletedRow[]> {
  const where: Condition[] =
    'externalReference' in by
      ? [{ attribute: 'ExternalSystemTransactionReference', value: by.externalReference }]
      : keyConditions(by);
  return all(caller, { path: COMPLETED, query: { where, orderBy: BY_TRANSACTION } }, completedRow);
}

/** `from` and `to` are instants or days; the first is within, the last too. */
export function listCompleted(
  caller: Caller,
  filter: { sourceCode: string; from: string; to: string; organization?: string },
  cursor?: string,
): Promise<FusionPage<CompletedRow>> {
  const where: Condition[] = [
    { attribute: 'SourceCode', value: filter.sourceCode },
    { attribute: 'TransactionDate', operator: '>=', value: startOf(filter.from) },
    { attribute: 'TransactionDate', operator: '<=', value: endOf(filter.to) },
    ...(filter.organization === undefined ? [] : [{ attribute: 'OrganizationName', value: filter.organization }]),
  ];
  return page(caller, { path: COMPLETED, query: { where, orderBy: BY_TRANSACTION } }, completedRow, cursor);
}

const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text);
const utc = (text: string) => new Date(text).toISOString().replace('Z', '+00:00');
const startOf = (text: string) => utc(isDay(text) ? `${text}T00:00:00.000Z` : text);
const endOf = (text: string) => utc(isDay(text) ? `${text}T23:59:59.999Z` : text);

export function findOrganizations(caller: Caller): Promise<{ id: string; code: string; name: string }[]> {
  const ask = { path: '/inventoryOrganizations', query: { orderBy: 'OrganizationId:asc' } };
  return all(caller, ask, (item) => {
    const id = textOf(item, 'OrganizationId');
    const code = textOf(item, 'OrganizationCode') ?? '';
    return id === undefined ? undefined : { id, code, name: textOf(item, 'OrganizationName') ?? code };
  });
}

/** An unfiltered list of items is refused by Fusion, so both are always asked for. */
export async function findItem(
  caller: Caller,
  organizationCode: string,
  item: string,
): Promise<{ item: string; unit?: string; status?: string } | undefined> {
  const where = [
    { attribute: 'OrganizationCode', value: organizationCode },
    { attribute: 'ItemNumber', value: item },
  ];
  const rows = await all(caller, { path: '/itemsV2', query: { where } }, (view) => {
    const number = textOf(view, 'ItemNumber');
    if (number === undefined) return undefined;
    return compact({ item: number, unit: textOf(view, 'PrimaryUOMValue'), status: textOf(view, 'ItemStatusValue') });
  });
  return rows.find((row) => row.item === item);
}
