/**
 * What all measurements share: one tuned Temporal server on a file database, and the two simulators, each a process.
 * The trap: a server that is already there (TEMPORAL_ADDRESS) may be tuned differently, so the bench always starts its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { resolveTemporalBinary } from '../runtime/temporal-binary.ts';
import { freePort, startTemporalServer, type TemporalServer } from '../runtime/temporal-server.ts';
import { callsTo, type Remote } from './calls.ts';
import { type Child, cpuMs, endAll, startChild } from './child.ts';
import type { NetSuiteBench } from './simulators/netsuite.ts';
import type { Shipped, ShipStationBench } from './simulators/shipstation.ts';

export type Machine = {
  /** Temporary folder of this run; gone at the end unless it is to be kept. */
  dir: string;
  server: TemporalServer;
  connection: Connection;
  shipStation: Remote<ShipStationBench>;
  netSuite: Remote<NetSuiteBench>;
  /** CPU milliseconds used so far by the server and by both simulators. */
  cpu(): { server: number; simulators: number };
  say(line: string): void;
  close(): Promise<void>;
};

/** Lines of each order. */
const LINES = 2;

export async function startMachine(options: { keep: boolean; say: (line: string) => void }): Promise<Machine> {
  const dir = mkdtempSync(join(tmpdir(), 'ml-connector-bench-'));
  const { path } = await resolveTemporalBinary({ say: options.say });
  const files = { dbFile: join(dir, 'temporal.db'), logFile: join(dir, 'temporal.log') };
  const server = await startTemporalServer({ binary: path, port: await freePort(), ...files });
  process.once('exit', () => killGroup(server.pid));
  const simulator = (name: string): Child =>
    startChild({ name, file: `bench/simulators/${name}.ts`, logFile: join(dir, `${name}.log`) });
  const shop = simulator('shipstation');
  const books = simulator('netsuite');
  const connection = await Connection.connect({ address: server.address });
  return {
    dir,
    server,
    connection,
    shipStation: callsTo<ShipStationBench>(shop.process),
    netSuite: callsTo<NetSuiteBench>(books.process),
    cpu: () => ({ server: cpuMs(server.pid), simulators: cpuMs(shop.pid) + cpuMs(books.pid) }),
    say: options.say,
    close: async () => {
      await connection.close();
      await endAll();
      await server.stop();
      if (!options.keep) rmSync(dir, { recursive: true, force: true });
      else options.say(`kept: ${dir}`);
    },
  };
}

/** The server's process group, when the bench itself breaks; it has usually ended long before. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

let orderSets = 0;

/** New orders of two lines, in both systems, each with its label bought. */
export async function shipOrders({ shipStation, netSuite }: Machine, count: number): Promise<Shipped[]> {
  orderSets += 1;
  const wanted = { prefix: `B${orderSets}-`, count, lines: LINES };
  await netSuite.order(wanted);
  return shipStation.ship(wanted);
}
