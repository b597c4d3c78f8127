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
import { openShipBob, openShipStation } from '../connectors.ts';
import type { Output } from '../output.ts';
import { connectionRow, type Session, withSession } from '../session.ts';

type Line = Omit<BudgetView, 'waiting'> & {
  connection: string;
  api: 'v1' | 'v2' | 'shipbob';
  waiting: BudgetView['waiting'] & { notTried: number };
  forecast: Forecast;
};

const NAMES: Record<Line['api'], string> = { v1: 'ShipStation V1', v2: 'ShipStation V2', shipbob: 'ShipBob' };

/** Temporal's number for the queue of activities. */
const ACTIVITY_QUEUE = 2;

export const addBudget = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'budget [connection]',
    summary: 'ShipStation’s and ShipBob’s rate limits: what is left, who waits (live, sweep, backfill), until when',
    examples: ['budget', 'budget acme --json'],
    more: 'Makes no call. A key that nothing was asked of yet has no line.',
    run: ({ args: [id], out }) =>
      withSession(async (session) => {
        const rows = id === undefined ? await session.store.connections.list() : [await connectionRow(session, id)];
        const connections = rows.map((row) => parseStoredConnection(row.settings));
        const { namespace } = session.env.temporal;
        const client = await session.temporal();
        const queued = {
          shipstation: await queuedCalls(client, namespace, 'shipstation'),
          shipbob: await queuedCalls(client, namespace, 'shipbob'),
        };
        const lines = (await Promise.all(connections.map((one) => linesOf(session, one, queued)))).flat();
        out.result(lines);
        print(out, lines, new Map(connections.map(({ id: name, timeZone }) => [name, timeZone])));
        return 0;
      }),
  });

type Queued = Record<'shipstation' | 'shipbob', number>;

/** Steps that wait on the vendor's queue and have not been tried; most of them are one call. */
async function queuedCalls(client: Client, namespace: string, system: keyof Queued): Promise<number> {
  const answer = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: vendorQueue(system) },
    taskQueueType: ACTIVITY_QUEUE,
    reportStats: true,
  });
  return Number(answer.stats?.approximateBacklogCount ?? 0);
}

async function linesOf(session: Session, connection: Connection, queued: Queued): Promise<Line[]> {
  const shipStation = await openShipStation(session, connection);
  const shipBob = await openShipBob(session, connection);
  const lines: Line[] = [];
  const add = (api: Line['api'], budget: BudgetView | undefined, mine: number, reserve: number) => {
    if (budget === undefined) return;
    const forecast = forecastOf(budget, mine, reserve, new Date());
    lines.push({ connection: connection.id, api, ...budget, waiting: { ...budget.waiting, notTried: mine }, forecast });
  };
  if (shipStation !== undefined && 'shipstation' in connection) {
    const { v1, v2 } = await shipStation.budgets();
    const { reservePerMinute } = connection.shipstation;
    // Which API a queued step will call is not known; nearly all of them call V1.
    add('v1', v1, queued.shipstation, reservePerMinute);
    add('v2', v2, 0, reservePerMinute);
  }
  if (shipBob !== undefined && 'shipbob' in connection)
    add('shipbob', await shipBob.budget(), queued.shipbob, connection.shipbob.reservePerMinute);
  return lines;
}

function print(out: Output, lines: Line[], zones: Map<string, string>): void {
  if (lines.length === 0) {
    out.line('Nothing was asked of ShipStation or ShipBob yet.');
    return;
  }
  const rows = lines.map(({ connection, api, remaining, limit, waiting, forecast }) => {
    const { live, sweep, backfill, notTried } = waiting;
    return [
      connection,
      NAMES[api],
      `${remaining} of ${limit}`,
      `${forecast.waiting} (live ${live}, sweep ${sweep}, backfill ${backfill}, not tried yet ${notTried})`,
      forecast.waiting === 0 ? '—' : `drains at ${clockTime(forecast.drainsAt, zones.get(connection) ?? 'utc')}`,
    ];
  });
  out.table(['CONNECTION', 'API', 'LEFT NOW', 'WAITING CALLS', 'FORECAST'], rows);
}

const clockTime = (iso: string, zone: string): string => DateTime.fromISO(iso, { zone }).toFormat('HH:mm, d LLL');
