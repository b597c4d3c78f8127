/**
 * `connections apply`: makes the store, Temporal's Schedules and the vendors' webhooks as the files say.
 * The trap: all files are checked and everything outside is asked before the first thing is written.
 */
import type { Command } from 'commander';
import { loadEnv } from '../../runtime/env.ts';
import { loadConnections } from '../../settings/load.ts';
import type { ApplyPlan, ApplyTools } from '../apply/plan.ts';
import { addCommand } from '../command.ts';
import type { ExitCode } from '../errors.ts';
import type { Output } from '../output.ts';
import { type Session, withSession } from '../session.ts';

type Options = { file?: string; dryRun?: boolean; webhooks: boolean };

export const addConnectionsApply = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'apply',
    summary: 'make everything as the connection files say: settings, Temporal Schedules, vendor webhooks',
    examples: ['connections apply -f connections/acme.yaml', 'connections apply --dry-run'],
    more: 'All files are checked first; with one mistake in one of them nothing is applied. Applying again changes nothing.',
    options: (command) =>
      command
        .option('-f, --file <file or folder>', 'what to apply (default: ML_CONNECTOR_CONFIG, ./connections)')
        .option('--dry-run', 'show what would change, change nothing')
        .option('--no-webhooks', 'leave the vendors’ webhook subscriptions alone'),
    run: ({ options, out }) => apply(options, out),
  });

async function apply(options: Options, out: Output): Promise<ExitCode> {
  const loaded = await loadConnections(options.file ?? loadEnv().configPath);
  if (loaded.length === 0) {
    out.line('There is no connection file here. Write one with `ml-connector init`.');
    out.result({ connections: [] });
    return 0;
  }
  return withSession(async (session) => {
    const { planApply } = await import('../apply/plan.ts');
    const { prepareTemporal } = await import('../up/prepare-temporal.ts');
    // Namespace and search attributes must be there before a schedule can name them; repeating it changes nothing.
    if (options.dryRun !== true) await prepareTemporal(session.env, session.ring);
    const tools = await applyTools(session);
    const plans: ApplyPlan[] = [];
    for (const file of loaded) plans.push(await planApply(tools, file, options.webhooks));
    const reports = [];
    for (const plan of plans) reports.push(await carryOut(tools, plan, options.dryRun === true, out));
    out.result({ dryRun: options.dryRun === true, connections: reports });
    return 0;
  });
}

async function applyTools(session: Session): Promise<ApplyTools> {
  const { store, vault, env } = session;
  return { store, vault, client: await session.temporal(), publicUrl: env.ingress.publicUrl };
}

async function carryOut(tools: ApplyTools, plan: ApplyPlan, dryRun: boolean, out: Output) {
  const { planLines } = await import('../apply/plan.ts');
  const { executePlan } = await import('../apply/execute.ts');
  const { id, mode } = plan.connection;
  const changes = planLines(plan);
  const left = plan.webhooks.kind === 'left' ? plan.webhooks.reason : undefined;
  out.line(`${out.paint('bold', id)} (${plan.file}), mode ${modeWord(out, mode)}`);
  for (const change of changes) out.line(`  ${change}`);
  if (left !== undefined) out.line(`  ${out.paint('warn', 'webhooks:')} ${left}`);
  const report = { id, file: plan.file, mode, changes, ...(left === undefined ? {} : { webhooks: left }) };
  if (changes.length === 0) {
    out.line('  no change');
    return { ...report, applied: false };
  }
  if (dryRun) {
    out.line('  dry run: nothing was changed');
    return { ...report, applied: false };
  }
  const { woken, revision } = await executePlan(tools, plan);
  if (woken > 0) out.line(`  ${woken} waiting ${woken === 1 ? 'record looks' : 'records look'} again now`);
  out.line(`  ${out.paint('ok', 'applied')} (revision ${revision})`);
  return { ...report, applied: true, revision, woken };
}

/** Live is worth a colour: it writes. */
export const modeWord = (out: Output, mode: string): string =>
  mode === 'live' ? out.paint('warn', 'live (writes)') : mode === 'paused' ? out.paint('dim', 'paused') : mode;
