// erpintegrations: bulk imports, jobs, their statuses and logs.
// Trap: a refused submission is a success with ReqstId "-1", and logs exist only when JobOptions asked for them.
import { type Item, text } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import { malformed } from '../http/refusal.ts';
import type { Call, Resource } from '../http/resource.ts';
import type { FinderCall } from '../query/params.ts';
import { detailsOf, importJob, logsOf, postingJob, statusOf, submitJob } from './jobs.ts';
import type { ImportRequest } from './journal-checks.ts';
import { unzip } from './zip.ts';

const JOURNAL_IMPORT = '/oracle/apps/ess/financials/generalLedger/programs/common,JournalImportLauncher';
const REFUSED = '-1';

function importRequest(world: World, parameters: string): ImportRequest | null {
  const [accessSet = '', source = '', ledgerId = '', group = '', suspense = '', ...rest] = parameters.split(',');
  const ledger = world.ledgers.get(ledgerId);
  const access = accessSet === '#NULL' || accessSet === String(ledger?.dataAccessSetId);
  if (!ledger || rest.length !== 2 || !world.settings.ledger.sources.includes(source) || !access || group === '')
    return null;
  return { ledger, source, groupId: group === 'ALL' ? null : group, suspense: suspense === 'Y' };
}

function decoded(content: string): Buffer | null {
  if (content === '' || !/^[A-Za-z0-9+/\s]+=*\s*$/.test(content)) return null;
  const zip = Buffer.from(content, 'base64');
  try {
    unzip(zip);
    return zip;
  } catch {
    return null;
  }
}

function importBulkData({ world, note }: Call, body: Item): string {
  const { documentAccount } = world.settings.ledger;
  const zip = decoded(text(body, 'DocumentContent'));
  const request = importRequest(world, text(body, 'ParameterList'));
  const account = documentAccount === '' || text(body, 'DocumentAccount') === documentAccount;
  const checks: [boolean, string][] = [
    [zip === null, 'DocumentContent is no zip in base64'],
    [text(body, 'ContentType') !== 'zip', 'ContentType is not zip'],
    [text(body, 'FileName') === '', 'FileName is missing'],
    [text(body, 'DocumentAccount') === '' || !account, 'DocumentAccount is not right'],
    [text(body, 'JobName') !== JOURNAL_IMPORT, 'JobName is not that of journal import'],
    [request === null, 'ParameterList is not right'],
  ];
  const wrong = checks.filter(([failed]) => failed).map(([, what]) => what);
  for (const what of wrong) note(what);
  if (wrong.length > 0 || !zip || !request) return REFUSED;
  return String(submitJob(world, importJob(world, request, zip, text(body, 'JobOptions') !== '')));
}

function submitRequest({ world, note }: Call, body: Item): string {
  if (text(body, 'JobDefName') === 'AutomaticPosting') return String(submitJob(world, postingJob(world)));
  note(`no job ${text(body, 'JobPackageName')} ${text(body, 'JobDefName')}`);
  return REFUSED;
}

function answer(body: Item, more: Item): Item {
  const { DocumentContent: _content, ...rest } = body;
  return { ...rest, DocumentId: null, ...more };
}

function run(call: Call, body: Item): Item {
  const operation = text(body, 'OperationName');
  if (operation === 'importBulkData') return answer(body, { ReqstId: importBulkData(call, body) });
  if (operation === 'submitESSJobRequest') return answer(body, { ReqstId: submitRequest(call, body) });
  if (operation === 'downloadESSJobExecutionDetails')
    return answer(body, { DocumentContent: logsOf(call.world, text(body, 'ReqstId')) });
  throw malformed(`The operation ${operation} is not supported.`, 'FND-2815');
}

function find({ world }: Call, { name, variables }: FinderCall): Item[] | undefined {
  const id = variables.requestId ?? '';
  const row = (RequestStatus: string): Item[] => [{ OperationName: null, ReqstId: id, RequestStatus }];
  if (name === 'ESSJobStatusRF') return row(statusOf(world, id));
  if (name === 'ESSExecutionDetailsRF') return row(detailsOf(world, id));
  if (name === 'ESSJobExecutionDetailsRF') {
    const content = logsOf(world, id);
    return content === null ? [] : [{ OperationName: null, ReqstId: id, DocumentContent: content }];
  }
  return [];
}

export const erpIntegrations: Resource = {
  ...{ base: 'fscm', name: 'erpintegrations' },
  rows: () => [],
  keyOf: (row) => text(row, 'OperationName') || 'null',
  create: run,
  createStatus: (world) => world.settings.ledger.submitStatus,
  find,
};
