/** The measurements by name, in the order in which they run. */
import type { Machine } from './machine.ts';
import { measureIngress } from './parts/ingress.ts';
import { measureKill } from './parts/kill.ts';
import { measureLatency } from './parts/latency.ts';
import { measureMemory } from './parts/memory.ts';
import { measurePriority } from './parts/priority.ts';
import { measureStock } from './parts/stock.ts';
import { measureThroughput } from './parts/throughput.ts';
import type { Line } from './report.ts';

export type Sizes = {
  rounds: number;
  roundOrders: number;
  samples: number;
  ingressSeconds: number;
  burst: number;
  backlog: number;
  kills: number;
  memoryOrders: number;
  stockItems: number;
};

type Measurement = { title: string; measure: (machine: Machine, sizes: Sizes) => Promise<Line[]> };

export const MEASUREMENTS: Record<string, Measurement> = {
  throughput: {
    title: 'Orders per second, one worker process',
    measure: (machine, { rounds, roundOrders }) => measureThroughput(machine, rounds, roundOrders),
  },
  latency: {
    title: 'One webhook alone',
    measure: (machine, { samples }) => measureLatency(machine, samples),
  },
  ingress: {
    title: 'Webhooks at the front door, one process',
    measure: (machine, { ingressSeconds, burst }) => measureIngress(machine, ingressSeconds, burst),
  },
  priority: {
    title: 'A live event behind a backfill',
    measure: (machine, { backlog }) => measurePriority(machine, backlog),
  },
  kill: {
    title: 'kill -9 of a worker',
    measure: (machine, { kills }) => measureKill(machine, kills),
  },
  memory: {
    title: 'Memory and sizes',
    measure: (machine, { memoryOrders }) => measureMemory(machine, memoryOrders),
  },
  stock: {
    title: 'Stock levels of many SKUs',
    measure: (machine, { stockItems }) => measureStock(machine, stockItems, Math.ceil(stockItems / 20)),
  },
};
