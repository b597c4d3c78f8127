/**
 * `budget`: what is left of the vendors' rate limits, who waits for them, and when that will be done.
 * The trap: it makes no call of its own; what it shows is what the processes that call have noted together.
 */
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { type Forecast, forecastOf } from '../../connectors/shipstation/forecast.ts';
import type { BudgetView } from '../../connectors/shipstation/shared-budget.ts';
import { type Connection, parseStoredConnection } from '../../settings/connection.ts';
import { vendorQueue } from '../../workflows/policies.ts';
import { addCommand } from '../command.ts';
import { openShipStation } from '../connectors.ts';
import type { Output } from '../output.ts';
import { connectionRow, type Session, withSession } from '../session.ts';

type Line = Omit<BudgetView, 'waiting'> & {
  connection: string;
  api: 'v1' | 'v2';
  waiting: BudgetView['waiting'] & { notTried: number };
  forecast: Forecast;
};

/** Temporal's number for the queue of activities. */
const ACTIVITY_QUEUE = 2;

export const addBudget = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'budget [connection]',
    summary: 'ShipStation’s rate limits: what is left, who waits (live, sweep, backfill), when it will be done',
    examples: ['budget', 'budget acme --json'],
    more: 'Makes no call. A key that nothing was asked of yet has no line.',
    run: ({ args: [id], out }) =>
      withSession(async (session) => {
        const rows = id === undefined ? await session.store.connections.list() : [await connectionRow(session, id)];
        const connections = rows.map((row) => parseStoredConnection(row.settings));
        const queued = await queuedCalls(await session.temporal(), session.env.temporal.namespace);
        const lines = (await Promise.all(connections.map((one) => linesOf(session, one, queued)))).flat();
        out.result(lines);
        print(out, lines, new Map(connections.map(({ id: name, timeZone }) => [name, timeZone])));
        return 0;
      }),
  });

/** Steps that wait on ShipStation's queue and have not been tried; most of them are one call. */
async function queuedCalls(client: Client, namespace: string): Promise<number> {
  const answer = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: vendorQueue('shipstation') },
    taskQueueType: ACTIVITY_QUEUE,
    reportStats: true,
  });
  return Number(answer.stats?.approximateBacklogCount ?? 0);
}

async function linesOf(session: Session, connection: Connection, queued: number): Promise<Line[]> {
  const api = await openShipStation(session, connection);
  if (api === undefined || !('shipstation' in connection)) return [];
  const budgets = await api.budgets();
  const { reservePerMinute } = connection.shipstation;
  return (['v1', 'v2'] as const).flatMap((name) => {
    const budget = budgets[name];
    if (budget === undefined) return [];
    // Which API a queued step will call is not known; nearly all of them call V1.
    const mine = name === 'v1' ? queued : 0;
    const forecast = forecastOf(budget, mine, reservePerMinute, new Date());
    const waiting = { ...budget.waiting, notTried: mine };
    return [{ connection: connection.id, api: name, ...budget, waiting, forecast }];
  });
}

function print(out: Output, lines: Line[], zones: Map<string, string>): void {
  if (lines.length === 0) {
    out.line('Nothing was asked of ShipStation yet.');
    return;
  }
  const rows = lines.map(({ connection, api, remaining, limit, waiting, forecast }) => {
    const { live, sweep, backfill, notTried } = waiting;
    return [
      connection,
      api.toUpperCase(),
      `${remaining} of ${limit}`,
      `${forecast.waiting} (live ${live}, sweep ${sweep}, backfill ${backfill}, not tried yet ${notTried})`,
      forecast.waiting === 0 ? '—' : `drains at ${clockTime(forecast.drainsAt, zones.get(connection) ?? 'utc')}`,
    ];
  });
  out.table(['CONNECTION', 'API', 'LEFT NOW', 'WAITING CALLS', 'FORECAST'], rows);
}

const clockTime = (iso: string, zone: string): string => DateTime.fromISO(iso, { zone }).toFormat('HH:mm, d LLL');
