/**
 * `stock run` compares all stock levels now (or those of some SKUs) and follows the run; `stock status` tells where a run is,
 * or what is known of a SKU. The trap: the work runs in Temporal, not here; Ctrl-C leaves it running, and the same command
 * finds it again.
 */
import type { Command } from 'commander';
import { type Connection, parseStoredConnection } from '../../settings/connection.ts';
import type { ConnectionRow } from '../../store/contract.ts';
import { addCommand } from '../command.ts';
import { refused, usageError } from '../errors.ts';
import { connectionRow, type Session, webUiLink, withSession } from '../session.ts';
import type { StockSync } from '../stock/follow.ts';
import { printLevels, printProgress, sumOf } from '../stock/words.ts';

const MOST_SKUS = 500;

type RunOptions = { sku?: string[]; detach?: boolean };

export const addStockRun = (parent: Command): Command =>
  addCommand<RunOptions>(parent, {
    usage: 'run <connection>',
    summary:
      'compare NetSuite’s stock with the levels of ShipStation or Shopify now and set what differs; follows a run that is on',
    examples: ['stock run acme', 'stock run acme --sku GLV-M-100 --sku TEE-BLK-M'],
    more: `Low and sold-out levels are written first. Ctrl-C leaves it running; the same command follows it again.
Exit code 1 when levels wait or failed.`,
    options: (command) =>
      command
        .option(
          '--sku <sku>',
          'only this SKU, as ShipStation or Shopify spells it; may be given several times',
          collect,
        )
        .option('--detach', 'start it and do not follow it'),
    run: ({ args: [id = ''], options, out }) =>
      withSession(async (session) => {
        const sync = await mayRun(session, id);
        const { follow, startOrFind } = await import('../stock/follow.ts');
        const { handle, isNew } = await startOrFind(await session.temporal(), id, sync, options.sku);
        const link = webUiLink(session.env, handle.workflowId);
        out.line(`${isNew ? 'Started' : 'Following'} ${handle.workflowId}${link === undefined ? '' : `\n${link}`}`);
        if (options.detach === true) {
          out.result({ workflowId: handle.workflowId, started: isNew });
          return 0;
        }
        const { progress, ended } = await follow(handle, out);
        out.result({ workflowId: handle.workflowId, started: isNew, ended, ...progress });
        if (!ended || progress === undefined) {
          out.line('It goes on in the background; the same command follows it again.');
          return 0;
        }
        out.line(sumOf(progress));
        const isWell = progress.stopped === undefined && progress.waiting + progress.failed === 0;
        if (!isWell) out.line(progress.stopped ?? 'What waits: ml-connector errors');
        return isWell ? 0 : 1;
      }),
  });

const collect = (sku: string, before: string[] = []): string[] => {
  if (before.length >= MOST_SKUS)
    throw usageError(`More than ${MOST_SKUS} SKUs.`, 'Compare all of them: leave --sku out.');
  return [...before, sku];
};

async function mayRun(session: Session, id: string): Promise<StockSync> {
  const row = await connectionRow(session, id);
  const settings = parseStoredConnection(row.settings);
  const sync = await syncOfRow(row);
  if (Object.keys(locationsOf(settings)).length === 0) {
    throw refused(`${id} has no location mapped.`, `Write syncs.${sync}.locations in its file and apply it.`);
  }
  if (row.mode !== 'paused') return sync;
  throw refused(`${id} is paused.`, `Resume it with \`ml-connector connections resume ${id}\`.`);
}

function locationsOf({ syncs }: Connection): Record<string, string> {
  if ('stockLevels' in syncs) return syncs.stockLevels.locations;
  return 'shopifyStock' in syncs ? syncs.shopifyStock.locations : {};
}

async function syncOfRow({ id, pair, settings }: ConnectionRow): Promise<StockSync> {
  const { stockSyncOf } = await import('../stock/follow.ts');
  const { syncs } = parseStoredConnection(settings);
  const sync = stockSyncOf(syncs);
  if (sync !== undefined) return sync;
  throw usageError(`${id} (${pair}) has no stock levels.`, `It has: ${Object.keys(syncs).join(', ')}.`);
}

export const addStockStatus = (parent: Command): Command =>
  addCommand<{ sku?: string[] }>(parent, {
    usage: 'status <connection>',
    summary: 'where a stock run is, its budget and its end; or with --sku what is known of a SKU, and since when',
    examples: ['stock status acme', 'stock status acme --sku GLV-M-100'],
    options: (command) => command.option('--sku <sku>', 'the levels of this SKU', collect),
    run: ({ args: [id = ''], options, out }) =>
      withSession(async (session) => {
        const sync = await syncOfRow(await connectionRow(session, id));
        if (options.sku !== undefined) return printLevels(session, id, sync, options.sku, out);
        const { runningStock } = await import('../stock/follow.ts');
        return printProgress(session, id, sync, await runningStock(await session.temporal(), id, sync), out);
      }),
  });
