// Asynchronous requests (`Prefer: respond-async`): jobs, tasks, results, idempotency keys, batches.
// Trap: the idempotency key counts only here; on a synchronous call it is ignored.
import { invalidContent, NsError, notFound } from '../ns-error.ts';
import { isObject } from '../records/parse.ts';
import type { World } from '../world.ts';
import { json, preferences, type SimRequest, type SimResponse } from './message.ts';

const JOB_PATH = '/services/rest/async/v1/job';
const JOB_DELAY_MS = 50;
const MAX_BATCH = 100;

interface Task {
  request: SimRequest;
  response: SimResponse | undefined;
}

interface Job {
  id: string;
  tasks: Task[];
  startMs: number;
  timer: NodeJS.Timeout;
}

export interface AsyncJobs {
  /** Starts a job for a write that asked for it; undefined when it is an ordinary call. */
  accept(request: SimRequest): SimResponse | undefined;
  handle(request: SimRequest, parts: readonly string[]): SimResponse;
  close(): void;
}

function batchTasks(request: SimRequest): Task[] {
  const body = request.body;
  if (!request.headers['content-type']?.includes('type=collection')) return [{ request, response: undefined }];
  const items = isObject(body) && Array.isArray(body.items) ? body.items : undefined;
  if (items === undefined || items.length > MAX_BATCH) throw invalidContent(`A batch takes up to ${MAX_BATCH} items.`);
  return items.map((item: unknown) => ({ request: singleRequest(request, item), response: undefined }));
}

function singleRequest(request: SimRequest, item: unknown): SimRequest {
  if (!isObject(item)) throw invalidContent('A batch item must be an object.');
  if (request.method === 'POST') return { ...request, body: item };
  const { id, externalId, ...rest } = item;
  const key = id === undefined ? `eid:${String(externalId)}` : String(id);
  return {
    ...request,
    path: `${request.path}/${encodeURIComponent(key)}`,
    body: request.method === 'PUT' ? { ...rest, externalId } : rest,
  };
}

function progressOf(job: Job): string {
  if (job.tasks.some((task) => task.response === undefined)) return 'pending';
  return job.tasks.some((task) => (task.response?.status ?? 500) >= 400) ? 'failed' : 'succeeded';
}

function duplicateKey(location: string): NsError {
  const detail =
    'A request with the same idempotency key is already submitted. See the "Location" header for a link to the previously submitted job';
  return new NsError(400, { detail, 'o:errorCode': 'IDEMPOTENCY_ERROR' }, 'Conflict', { location });
}

function taskBody(job: Job, task: Task, number: number, base: string): object {
  const self = `${base}${JOB_PATH}/${job.id}/task/${number}`;
  const done = task.response !== undefined;
  const failed = (task.response?.status ?? 0) >= 400;
  return {
    completed: done,
    id: String(number),
    progress: done ? (failed ? 'failed' : 'succeeded') : 'pending',
    startTime: new Date(job.startMs).toISOString(),
    links: [
      { rel: 'related', href: `${self}/result` },
      { rel: 'self', href: self },
    ],
  };
}

function jobAnswer(job: Job, request: SimRequest, parts: readonly string[]): SimResponse {
  const self = `${request.base}${JOB_PATH}/${job.id}`;
  if (parts[1] === undefined) {
    const progress = progressOf(job);
    return json(200, {
      completed: progress !== 'pending',
      id: job.id,
      progress,
      links: [{ rel: 'self', href: self }],
      task: { links: [{ rel: 'self', href: `${self}/task` }] },
    });
  }
  if (parts[1] !== 'task') throw notFound();
  if (parts[2] === undefined) {
    const items = job.tasks.map((task, index) => taskBody(job, task, index + 1, request.base));
    return json(
      200,
      {
        links: [{ rel: 'self', href: `${self}/task` }],
        count: items.length,
        hasMore: false,
        items,
        offset: 0,
        totalResults: items.length,
      },
      {},
      'collection',
    );
  }
  const task = job.tasks[Number(parts[2]) - 1];
  if (task === undefined) throw notFound();
  if (parts[3] === undefined) return json(200, taskBody(job, task, Number(parts[2]), request.base));
  if (task.response === undefined) throw notFound();
  return task.response;
}

/** Jobs of one simulator; `execute` does a request as if it had come synchronously. */
export function createAsyncJobs(world: World, execute: (request: SimRequest) => SimResponse): AsyncJobs {
  const jobs = new Map<string, Job>();
  const keys = new Map<string, string>();
  const start = (request: SimRequest): Job => {
    const tasks = batchTasks(request);
    const id = String(jobs.size + 1);
    const run = () => {
      for (const task of tasks) task.response = execute(task.request);
    };
    const timer = setTimeout(run, JOB_DELAY_MS);
    timer.unref();
    const job = { id, tasks, startMs: world.clock.now(), timer };
    jobs.set(id, job);
    return job;
  };
  return {
    accept: (request) => {
      if (request.method === 'GET' || !preferences(request).includes('respond-async')) return undefined;
      const key = request.headers['x-netsuite-idempotency-key'];
      const known = key === undefined ? undefined : keys.get(key);
      if (known !== undefined) throw duplicateKey(`${request.base}${JOB_PATH}/${known}`);
      const job = start(request);
      if (key !== undefined) keys.set(key, job.id);
      return {
        status: 202,
        body: undefined,
        headers: { location: `${request.base}${JOB_PATH}/${job.id}`, 'preference-applied': 'respond-async' },
      };
    },
    handle: (request, parts) => {
      const job = jobs.get(parts[0] ?? '');
      if (job === undefined) throw notFound();
      return jobAnswer(job, request, parts);
    },
    close: () => {
      for (const job of jobs.values()) clearTimeout(job.timer);
    },
  };
}
