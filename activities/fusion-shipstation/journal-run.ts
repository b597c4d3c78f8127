/**
 * The steps of an import of journals on Fusion's queue: send the file once, follow its job, read what came of it.
 * The trap: Fusion imports the same file twice without a word; a file whose answer was lost is looked for by its batch name
 * until the time for that is over.
 */
import { Context } from '@temporalio/activity';
import type { JobState } from '../../connectors/fusion/types.ts';
import { zipOf } from '../../connectors/fusion/zip.ts';
import { ConnectorError } from '../../connectors/http/errors.ts';
import { glInterfaceOf } from '../../mappings/fusion-shipstation/journal/gl-interface.ts';
import { importEnds } from '../../mappings/fusion-shipstation/journal/outcome.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { wakeRecords } from '../wake.ts';
import { claimSending, entriesOfGroup, type JournalGroup, readGroup, writeGroup } from './journal-group.ts';

const PAIR = 'fusion-shipstation';
/** The sync whose records wait for the import. */
const WAITING_SYNC = 'inventoryPosting';

export type GroupRequest = RecordScope & { groupId: string };

/** `job` is absent where its number was lost, but the batch is there. `pollMs`: how often to ask how it stands. */
export async function sendJournalGroup(
  deps: ActivityDeps,
  request: GroupRequest,
): Promise<{ job?: string; pollMs: number }> {
  const { connection, groupId } = request;
  const { settings, fusion } = await deps.connections.open(connection, PAIR);
  const sync = settings.syncs.journalImport;
  const pollMs = durationMs(sync.pollEvery) ?? 15_000;
  const group = await readGroup(deps, connection, groupId);
  if (group.job !== undefined) return { job: group.job, pollMs };
  const api = await fusion();
  if (group.sentAt !== undefined) {
    if ((await api.findBatches(group.batchName)).length > 0) return { pollMs };
    assertLookedForLongEnough(group, deps.now(), durationMs(sync.lookFor) ?? 0);
  }
  if (settings.business.ledgerId === undefined) throw noLedger(connection);
  const entries = await entriesOfGroup(deps, connection, groupId);
  const file = glInterfaceOf(entries, group);
  const sentAt = deps.now().toISOString();
  if (!(await claimSending(deps, connection, group, sentAt))) throw sentElsewhere(group);
  await note(
    deps,
    request,
    'intent',
    `import of ${entries.length} journal entries of ${group.day}, batch ${group.batchName}`,
    file.csv,
  );
  const { job } = await api
    .submitImport({
      fileName: `GlInterface_${groupId}.zip`,
      content: zipOf([{ name: 'GlInterface.csv', text: file.csv }]),
      documentAccount: sync.documentAccount,
      jobName: sync.jobName,
      parameters: parametersOf(settings, group),
      options: sync.jobOptions,
    })
    .catch((error: unknown) => refused(deps, request, group, error));
  await writeGroup(deps, connection, { ...group, sentAt, job });
  await note(deps, request, 'effect', `Fusion took batch ${group.batchName} as request ${job}`);
  return { job, pollMs };
}

function parametersOf({ syncs, business }: ConnectionOf<typeof PAIR>, { source, groupId }: JournalGroup): string {
  const { dataAccessSetId, sourceParameter } = syncs.journalImport;
  return [dataAccessSetId, sourceParameter ?? source, business.ledgerId ?? '', groupId, 'N', 'N', 'N'].join(',');
}

function assertLookedForLongEnough({ sentAt, batchName }: JournalGroup, now: Date, lookForMs: number): void {
  const leftMs = Date.parse(sentAt ?? '') + lookForMs - now.getTime();
  if (leftMs <= 0) return;
  throw new ConnectorError({
    type: 'Unavailable',
    system: 'fusion',
    code: 'LOST_ANSWER',
    retryAfterMs: Math.min(leftMs, 30_000),
    message: `the answer to the import of batch ${batchName} was lost and it is not there (yet); looked for another ${Math.ceil(leftMs / 1000)} s before it is sent again`,
  });
}

/** Certainly not taken: its entries are due again, for the next run. A lost answer is looked for. */
async function refused(
  deps: ActivityDeps,
  { connection, groupId }: GroupRequest,
  group: JournalGroup,
  error: unknown,
): Promise<never> {
  if (!(error instanceof ConnectorError)) throw error;
  if (error.type === 'Uncertain') {
    throw new ConnectorError({
      type: 'Unavailable',
      system: 'fusion',
      code: 'LOST_ANSWER',
      retryAfterMs: 2_000,
      message: `${error.message}; batch ${group.batchName} is looked for before it is sent again`,
    });
  }
  if (error.type === 'RateLimited' || error.type === 'Unavailable') {
    await writeGroup(deps, connection, group);
    throw error;
  }
  for (const { key } of await entriesOfGroup(deps, connection, groupId))
    await deps.store.journal.settle(connection, groupId, { key, state: 'due' });
  throw error;
}

const sentElsewhere = ({ batchName }: JournalGroup) =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'fusion',
    retryAfterMs: 5_000,
    message: `batch ${batchName} is being sent by another run`,
  });

const noLedger = (connection: string) =>
  new ConnectorError({
    type: 'Config',
    system: 'ml-connector',
    code: 'NO_LEDGER',
    message: `journals need business.ledgerId in the file of connection ${connection}`,
  });

/** How Fusion's job stands. */
export async function readJournalJob(
  deps: ActivityDeps,
  { connection, job }: GroupRequest & { job: string },
): Promise<JobState> {
  const { fusion } = await deps.connections.open(connection, PAIR);
  return (await fusion()).readJob(job);
}

export type JournalResult = { posted: number; rejected: number; stuck: number; records: string[]; posting?: string };

/** Reads what stands in the ledger, and settles every entry of the import by it. */
export async function closeJournalGroup(
  deps: ActivityDeps,
  request: GroupRequest & { state?: JobState },
): Promise<JournalResult> {
  const { connection, groupId, state } = request;
  const { settings, fusion } = await deps.connections.open(connection, PAIR);
  const sync = settings.syncs.journalImport;
  const group = await readGroup(deps, connection, groupId);
  const api = await fusion();
  const batches = await api.findBatches(group.batchName);
  if (batches.length === 0 && state?.state === 'succeeded')
    assertLagIsOver(group, deps.now(), durationMs(sync.lookFor) ?? 0);
  const files = state === undefined ? [] : await api.readJobFiles(state.job);
  const entries = await entriesOfGroup(deps, connection, groupId);
  const ends = importEnds(entries, group, { batches, files, ...(state === undefined ? {} : { job: state }) });
  const rows = await deps.store.journal.ofGroup(connection, groupId);
  for (const end of ends) await deps.store.journal.settle(connection, groupId, end);
  const count = (wanted: string) => ends.filter((end) => end.state === wanted).length;
  const result = { posted: count('posted'), rejected: count('rejected'), stuck: count('stuck') };
  await note(
    deps,
    request,
    'effect',
    `batch ${group.batchName}: ${result.posted} entries stand in the ledger, ${result.rejected} were refused, ${result.stuck} stand there in part`,
  );
  const posting =
    sync.post === undefined || result.posted === 0 ? undefined : await api.submitJob(sync.post).catch(told);
  return {
    ...result,
    records: [...new Set(rows.map(({ recordKey }) => recordKey))],
    ...(posting === undefined ? {} : { posting: 'job' in posting ? `request ${posting.job}` : posting.words }),
  };
}

/** Posting can be started by hand as well: it does not hold up what was imported. */
const told = (error: unknown) => ({ words: `not started: ${error instanceof Error ? error.message : String(error)}` });

/** A job that succeeded has made its batch; Fusion's lists may show it late. */
function assertLagIsOver({ batchName, job, sentAt }: JournalGroup, now: Date, lookForMs: number): void {
  const sinceMs = sentAt === undefined ? now.getTime() : Date.parse(sentAt);
  if (now.getTime() - sinceMs > lookForMs) return;
  throw new ConnectorError({
    type: 'Unavailable',
    system: 'fusion',
    code: 'NOT_SEEN_YET',
    retryAfterMs: 5_000,
    message: `request ${job ?? '?'} succeeded, but Fusion does not show batch ${batchName} yet`,
  });
}

/** Tells the records that wait for the import. On our own queue. */
export async function wakeJournalRecords(
  deps: ActivityDeps,
  { connection, groupId, records }: RecordScope & { groupId: string; records: string[] },
): Promise<void> {
  const at = deps.now().toISOString();
  const rows = records.map((key) => ({ key, source: `journal:${groupId}`, state: at, at }));
  await wakeRecords(deps, { connection, sync: WAITING_SYNC }, rows, 'sweep');
}

async function note(
  deps: ActivityDeps,
  { connection, sync, recordKey }: RecordScope,
  kind: 'intent' | 'effect',
  summary: string,
  payload?: string,
): Promise<void> {
  const entry = entryFor(Context.current(), { connection, sync, recordKey }, deps.now(), {
    kind,
    outcome: kind === 'intent' ? 'planned' : 'ok',
    summary,
    system: 'fusion',
    ...(payload === undefined ? {} : { sealedPayload: deps.vault.seal(payload, `ledger/${connection}`) }),
  });
  await deps.store.ledger.append([entry]);
}
