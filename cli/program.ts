/** All commands put together. The trap: every file here is loaded for --help, so none may load Temporal or the store. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addGroup } from './command.ts';
import { addAuditExport, addAuditVerify } from './commands/audit.ts';
import { addBackfill } from './commands/backfill.ts';
import { addBudget } from './commands/budget.ts';
import { addCatalogCheck } from './commands/catalog.ts';
import { addCodecServer } from './commands/codec-server.ts';
import { addConnectionsApply } from './commands/connections-apply.ts';
import { addConnectionsAuthorize } from './commands/connections-authorize.ts';
import { addConnectionsHookAddress } from './commands/connections-hook-address.ts';
import { addConnectionsList, addConnectionsShow } from './commands/connections-list.ts';
import { addConnectionsPause, addConnectionsResume } from './commands/connections-mode.ts';
import { addConnectionsRemove } from './commands/connections-remove.ts';
import { addConnectionsRotateToken } from './commands/connections-rotate-token.ts';
import { addCredentialsCheck } from './commands/credentials-check.ts';
import { addCredentialsRotateKey } from './commands/credentials-rotate-key.ts';
import { addCredentialsSet } from './commands/credentials-set.ts';
import { addDoctor } from './commands/doctor.ts';
import { addErrors } from './commands/errors.ts';
import { addInit } from './commands/init.ts';
import { addKeysGenerate } from './commands/keys-generate.ts';
import { addLedgerExport, addLedgerVerify } from './commands/ledger.ts';
import { addPing } from './commands/ping.ts';
import { addPreview } from './commands/preview.ts';
import { addIngress, addWorker } from './commands/processes.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addReplay } from './commands/replay.ts';
import { addRetry } from './commands/retry.ts';
import { addSchema } from './commands/schema.ts';
import { addSkip } from './commands/skip.ts';
import { addStockRun, addStockStatus } from './commands/stock.ts';
import { addTrace } from './commands/trace.ts';
import { addUp } from './commands/up.ts';
import { addVersion } from './commands/version.ts';

const EXIT_CODES = `
Exit codes: 0 fine · 1 it ran and found something wrong · 2 bad usage or configuration ·
            3 something needed cannot be reached · 4 refused

Example:
  $ ml-connector init acme
`;

const ownVersion = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

export function createProgram(): Command {
  const program = new Command('ml-connector')
    .description('Keeps a merchant’s ERP and its shipping, warehouse and shop systems in step.')
    .version(ownVersion(), '-V, --version', 'the version (more with the command `version`)')
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of [addInit, addDoctor, addUp, addWorker, addIngress, addCodecServer]) add(program);
  const connections = addGroup(program, 'connections', 'apply, look at, pause and resume connections', [
    'connections apply',
  ]);
  addConnectionsApply(connections);
  for (const add of [addConnectionsList, addConnectionsShow, addConnectionsPause, addConnectionsResume])
    add(connections);
  addConnectionsRotateToken(connections);
  addConnectionsHookAddress(connections);
  addConnectionsAuthorize(connections);
  addConnectionsRemove(connections);
  const credentials = addGroup(program, 'credentials', 'set and check the systems’ credentials', [
    'credentials set acme netsuite',
  ]);
  for (const add of [addCredentialsSet, addCredentialsCheck, addCredentialsRotateKey]) add(credentials);
  addKeysGenerate(addGroup(program, 'keys', 'master keys', ['keys generate']));
  for (const add of [
    addPing,
    addBudget,
    addPreview,
    addTrace,
    addErrors,
    addRetry,
    addSkip,
    addBackfill,
    addReplay,
    addReconcile,
  ])
    add(program);
  const stock = addGroup(program, 'stock', 'stock levels: compare them now, see how far a run is', ['stock run acme']);
  addStockRun(stock);
  addStockStatus(stock);
  addCatalogCheck(addGroup(program, 'catalog', 'the shop’s goods against NetSuite’s items', ['catalog check acme']));
  const ledger = addGroup(program, 'ledger', 'the audit ledger: prove it, export it', ['ledger verify']);
  addLedgerVerify(ledger);
  addLedgerExport(ledger);
  const audit = addGroup(program, 'audit', 'evidence for an auditor that proves itself', ['audit verify october.csv']);
  addAuditExport(audit);
  addAuditVerify(audit);
  addSchema(program);
  addVersion(program);
  return program;
}
