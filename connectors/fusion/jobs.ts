/**
 * Bulk imports and scheduled jobs (resource erpintegrations).
 * The trap: a refused submission is a success with request id -1, the details of a job are JSON inside a text, and a job that
 * succeeded may have children that did not.
 */

import { ConnectorError } from '../http/errors.ts';
import { parseExact } from '../http/exact-json.ts';
import type { Answer, Caller } from './call.ts';
import { isOfType, unexpected } from './errors.ts';
import { all } from './lists.ts';
import type { FusionBody, FusionView, JobState, ViewValue } from './types.ts';
import { itemOf, textOf } from './view.ts';
import { filesOf, type TextFile } from './zip.ts';

const PATH = '/erpintegrations';
/** No address of ours takes Fusion's call-backs. */
const NO_CALLBACK = '#NULL';
/** Nobody gets a mail. */
const NOTIFY_NOBODY = '10';

export type ImportRequest = {
  fileName: string;
  content: Uint8Array;
  documentAccount: string;
  jobName: string;
  parameters: string;
  options: string;
};

export function submitImport(caller: Caller, request: ImportRequest): Promise<{ job: string }> {
  return submit(caller, {
    OperationName: 'importBulkData',
    DocumentContent: Buffer.from(request.content).toString('base64'),
    ContentType: 'zip',
    FileName: request.fileName,
    DocumentAccount: request.documentAccount,
    JobName: request.jobName,
    ParameterList: request.parameters,
    CallbackURL: NO_CALLBACK,
    NotificationCode: NOTIFY_NOBODY,
    ...(request.options === '' ? {} : { JobOptions: request.options }),
  });
}

export function submitJob(
  caller: Caller,
  { packageName, jobName, parameters }: { packageName: string; jobName: string; parameters: string },
): Promise<{ job: string }> {
  return submit(caller, {
    OperationName: 'submitESSJobRequest',
    JobPackageName: packageName,
    JobDefName: jobName,
    ESSParameters: parameters,
  });
}

async function submit(caller: Caller, body: FusionBody): Promise<{ job: string }> {
  const answer = await caller.send({ method: 'POST', path: PATH, body, collection: true });
  const job = textOf(itemOf(answer.body) ?? {}, 'ReqstId');
  if (job === undefined) throw oddAnswer(answer, 'no request id');
  if (/^\d+$/.test(job) && job !== '0') return { job };
  throw new ConnectorError({
    type: 'Invalid',
    system: 'fusion',
    status: answer.status,
    code: 'REFUSED',
    message: `Fusion did not take ${String(body.OperationName)} (request id ${job}): check document account, job name and parameters in the settings.`,
  });
}

const oddAnswer = ({ status }: Answer, detail: string) =>
  unexpected({ method: 'POST', path: PATH, write: true }, status, detail);

type Outcome = 'running' | 'succeeded' | 'warning' | 'failed';

/** Whatever else Fusion may say means that it is not over. */
const FINAL: Record<string, Outcome> = {
  SUCCEEDED: 'succeeded',
  WARNING: 'warning',
  ERROR: 'failed',
  CANCELLED: 'failed',
  EXPIRED: 'failed',
  VALIDATION_FAILED: 'failed',
};
const outcomeOf = (status: string): Outcome => FINAL[status.toUpperCase()] ?? 'running';

type Job = { id?: string; name: string; status: string; children: Job[] };

/** The status alone first: the details are asked for only when it is over, or where the plain status says nothing. */
export async function readJob(caller: Caller, job: string): Promise<JobState> {
  const status = await statusOf(caller, 'ESSJobStatusRF', job);
  if (status !== '' && outcomeOf(status) === 'running') return { job, state: 'running', status };
  const details = jobOf(await statusOf(caller, 'ESSExecutionDetailsRF', job).catch(noDetails));
  const own = status === '' ? (details?.status ?? '') : status;
  const children = (details?.children ?? []).flatMap(flat);
  const states = [own, ...children.map((child) => child.status)].map(outcomeOf);
  const isRunning = outcomeOf(own) === 'running' || states.slice(1).includes('running');
  if (isRunning) return { job, state: 'running', status: own === '' ? 'WAIT' : own };
  const state = worstOf(states);
  return { job, state, status: own, children: children.map(({ name, status: said }) => ({ name, status: said })) };
}

function worstOf(states: Outcome[]): 'succeeded' | 'warning' | 'failed' {
  if (states[0] === 'failed') return 'failed';
  return states.some((state) => state !== 'succeeded') ? 'warning' : 'succeeded';
}

/** Some pods refuse the details of a job that they give the status of. */
function noDetails(error: unknown): string {
  if (isOfType(error, 'Invalid') || isOfType(error, 'NotFound')) return '';
  throw error;
}

async function statusOf(caller: Caller, finder: string, job: string): Promise<string> {
  const query = { finder: { name: finder, values: { requestId: job } } };
  const rows = await all(caller, { path: PATH, query }, (item) => textOf(item, 'RequestStatus') ?? '');
  return rows[0] ?? '';
}

const flat = (job: Job): Job[] => [job, ...job.children.flatMap(flat)];

/** A plain status, or `{"JOBS":{"STATUS":…,"CHILD":[…]}}` as text. */
function jobOf(text: string): Job | undefined {
  if (text === '') return undefined;
  const parsed = text.trimStart().startsWith('{') ? itemOf(parseExact(text)) : undefined;
  if (parsed === undefined) return { name: '', status: text, children: [] };
  const root = member(parsed, 'JOBS') ?? parsed;
  return nodeOf(Array.isArray(root) ? (root[0] ?? {}) : root);
}

function nodeOf(value: ViewValue): Job {
  const node = itemOf(value) ?? {};
  const nested = ['CHILD', 'CHILDREN', 'JOBS', 'JOB']
    .map((name) => member(node, name))
    .find((found) => found !== undefined);
  const children = nested === undefined || nested === null ? [] : Array.isArray(nested) ? nested : [nested];
  const id = plainMember(node, 'REQUESTID');
  return {
    ...(id !== undefined && /^\d+$/.test(id) ? { id } : {}),
    name: plainMember(node, 'JOBNAME') ?? plainMember(node, 'NAME') ?? plainMember(node, 'JOBPATH') ?? '',
    status: plainMember(node, 'STATUS') ?? plainMember(node, 'REQUESTSTATUS') ?? '',
    children: children.map(nodeOf),
  };
}

const member = (node: FusionView, name: string): ViewValue | undefined =>
  Object.entries(node).find(([key]) => key.toUpperCase() === name)?.[1];
const plainMember = (node: FusionView, name: string): string | undefined => {
  const value = member(node, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** More children than any import has. */
const MOST_CHILDREN = 12;

/** Log and output of a job and of its children, which keep their own. Empty where Fusion has none (they are kept only when
 *  the submission asked for them). */
export async function readJobFiles(caller: Caller, job: string): Promise<TextFile[]> {
  const details = jobOf(await statusOf(caller, 'ESSExecutionDetailsRF', job).catch(noDetails));
  const children = (details?.children ?? []).flatMap(flat).map((child) => child.id ?? job);
  const files: TextFile[] = [];
  for (const id of [...new Set([job, ...children])].slice(0, MOST_CHILDREN)) {
    for (const file of await filesOfJob(caller, id)) {
      if (!files.some(({ name, text }) => name === file.name && text === file.text)) files.push(file);
    }
  }
  return files;
}

/** By the finder, which is a mere read; some pods offer the operation only. */
async function filesOfJob(caller: Caller, job: string): Promise<TextFile[]> {
  const query = { finder: { name: 'ESSJobExecutionDetailsRF', values: { requestId: job, fileType: 'ALL' } } };
  const read = (item: FusionView) => textOf(item, 'DocumentContent');
  const [content] = await all(caller, { path: PATH, query }, read).catch(noFiles);
  if (content !== undefined) return unpacked(job, content);
  const body = { OperationName: 'downloadESSJobExecutionDetails', ReqstId: job, FileType: 'ALL' };
  const answer = await caller.send({ method: 'POST', path: PATH, body, collection: true }).catch(asRead);
  return unpacked(job, textOf(itemOf(answer?.body) ?? {}, 'DocumentContent') ?? '');
}

/** A zip, or the log itself. */
function unpacked(job: string, content: string): TextFile[] {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length === 0) return [];
  return bytes.toString('latin1', 0, 2) === 'PK'
    ? filesOf(bytes)
    : [{ name: `${job}.log`, text: bytes.toString('utf8') }];
}

function noFiles(error: unknown): string[] {
  if (isOfType(error, 'NotFound') || isOfType(error, 'Invalid')) return [];
  throw error;
}

/** It is a POST, but changes nothing: asking again does no harm. */
function asRead(error: unknown): undefined {
  if (isOfType(error, 'NotFound') || isOfType(error, 'Invalid')) return undefined;
  if (!isOfType(error, 'Uncertain')) throw error;
  throw new ConnectorError({
    type: 'Unavailable',
    system: 'fusion',
    message: error.message,
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(error.status === undefined ? {} : { status: error.status }),
  });
}
