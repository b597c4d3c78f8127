// Scheduled jobs: load, journal import, posting; their statuses over time, and their logs.
// Trap: PAUSED means that a parent waits for its children; it is not over.
import { type Item, text } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import { postBatches } from './batches.ts';
import { type InterfaceRow, readInterface } from './interface-rows.ts';
import type { ImportRequest } from './journal-checks.ts';
import { type ImportResult, importJournals } from './journal-import.ts';
import { unzip, zipOf } from './zip.ts';

const FIRST_JOB = 1_234_567;
const STEPS = ['WAIT', 'RUNNING', 'PAUSED'];

export interface NewJob {
  name: string;
  child: string | null;
  /** Logs are kept. */
  logs: boolean;
  run(jobId: number): { status: string; childStatus: string | null; log: string[] };
}

/** Plans a job; answers its id. It is done three steps from now. */
export function submitJob(world: World, job: NewJob): number {
  const id = world.next('job', FIRST_JOB);
  const childId = job.child === null ? null : world.next('job', FIRST_JOB);
  const bornMs = world.clock.elapsedMs();
  const row: Item = {
    id,
    name: job.name,
    childId,
    child: job.child,
    bornMs,
    final: null,
    childFinal: null,
    logs: job.logs,
  };
  world.jobs.put(id, { ...row, log: [] });
  world.scheduler.after(world.settings.ledger.jobStepMs * STEPS.length, () => {
    if (!world.jobs.has(id)) return;
    const { status, childStatus, log } = job.run(id);
    world.jobs.patch(id, { final: status, childFinal: childStatus, log });
  });
  return id;
}

function stepOf(world: World, row: Item): number {
  const age = world.clock.elapsedMs() - Number(row.bornMs);
  const step = world.settings.ledger.jobStepMs;
  return Math.min(STEPS.length - 1, step <= 0 ? 0 : Math.floor(age / step));
}

/** Plain status; '' for a job that is not known. */
export function statusOf(world: World, id: string): string {
  const parent = world.jobs.get(id);
  if (parent) return text(parent, 'final') || (STEPS[stepOf(world, parent)] ?? '');
  const child = world.jobs.find((row) => text(row, 'childId') === id);
  return child ? childStatusOf(world, child) : '';
}

function childStatusOf(world: World, row: Item): string {
  if (text(row, 'final') !== '') return text(row, 'childFinal') || 'CANCELLED';
  return stepOf(world, row) < STEPS.length - 1 ? 'WAIT' : 'RUNNING';
}

/** Status with children, as JSON text; '' for a job that is not known. */
export function detailsOf(world: World, id: string): string {
  const row = world.jobs.get(id);
  if (!row) return '';
  const child = text(row, 'child');
  const CHILD = [{ JOBNAME: child, REQUESTID: text(row, 'childId'), STATUS: childStatusOf(world, row) }];
  const own = { JOBNAME: text(row, 'name'), REQUESTID: id, STATUS: statusOf(world, id) };
  return JSON.stringify({ JOBS: { ...own, ...(child !== '' && { CHILD }) } });
}

/** Logs of a finished job as a base64 zip; null when none were asked for. */
export function logsOf(world: World, id: string): string | null {
  const row = world.jobs.get(id) ?? world.jobs.find((one) => text(one, 'childId') === id);
  if (row?.logs !== true || text(row, 'final') === '') return null;
  const lines = Array.isArray(row.log) ? row.log.map(String) : [];
  const file = (name: string, content: string[]) => ({ name, content: Buffer.from(`${content.join('\n')}\n`, 'utf8') });
  const load = [`Request ${text(row, 'id')}: ${text(row, 'name')}`, `Status ${text(row, 'final')}`];
  const files = [
    file(`ESS_L_${text(row, 'id')}.log`, load),
    file(`${text(row, 'childId') || text(row, 'id')}.txt`, lines),
  ];
  return zipOf(files).toString('base64');
}

function report(result: ImportResult, jobId: number, rows: number): string[] {
  return [
    `Journal Import Execution Report, request ${jobId}`,
    `Lines read: ${rows}`,
    `Journals imported: ${result.imported}`,
    `Lines with errors: ${result.rejected.length}`,
    ...result.rejected.map(
      ({ journal, description, error }) =>
        `Line ${error.line} ${error.code} journal "${journal}" description "${description}": ${error.message}`,
    ),
  ];
}

function runImport(world: World, request: ImportRequest, jobId: number, rows: InterfaceRow[]) {
  const result = importJournals(world, request, jobId, rows);
  const some = result.rejected.length > 0;
  const childStatus = some ? (result.imported > 0 ? 'WARNING' : 'ERROR') : 'SUCCEEDED';
  const told = childStatus === 'SUCCEEDED' || world.settings.ledger.parentStatus === 'SUCCEEDED';
  return { status: told ? 'SUCCEEDED' : childStatus, childStatus, log: report(result, jobId, rows.length) };
}

const FAILED = (why: string) => ({ status: 'ERROR', childStatus: null, log: [`Load failed: ${why}`] });

/** The load of a zip with GlInterface.csv, and the import of what it holds. */
export function importJob(world: World, request: ImportRequest, zip: Buffer, logs: boolean): NewJob {
  return {
    ...{ name: 'Load Interface File for Import', child: 'Import Journals', logs },
    run(jobId) {
      try {
        const file = unzip(zip).find((one) => /(^|\/)GlInterface[^/]*\.csv$/i.test(one.name));
        if (!file) return FAILED('the zip holds no GlInterface.csv');
        return runImport(world, request, jobId, readInterface(file.content.toString('utf8')));
      } catch (error) {
        return FAILED(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

/** The posting of all unposted batches. */
export const postingJob = (world: World): NewJob => ({
  ...{ name: 'AutoPost Journals', child: null, logs: true },
  run: () => ({ status: 'SUCCEEDED', childStatus: null, log: [`Batches posted: ${postBatches(world)}`] }),
});
