/**
 * `worker` and `ingress`: one long-running process each, for containers and service managers.
 * The trap: their main files run as soon as they are loaded and end the process by themselves.
 */
import type { Command } from 'commander';
import { addCommand } from '../command.ts';

export const addWorker = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'worker',
    summary: 'run the worker alone (workflows and activities); waits for Temporal and the store',
    examples: ['worker'],
    more: 'SIGTERM drains. Health and metrics: /livez /readyz /metrics on ML_CONNECTOR_WORKER_PORT.',
    run: () => load('workers/main.ts'),
  });

export const addIngress = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'ingress',
    summary: 'run the webhook door alone; it keeps taking webhooks while Temporal is away',
    examples: ['ingress'],
    more: 'SIGTERM drains. Listens on ML_CONNECTOR_INGRESS_HOST and _PORT.',
    run: () => load('ingress/main.ts'),
  });

async function load(file: string): Promise<undefined> {
  await import(new URL(`../../${file}`, import.meta.url).href);
  return undefined;
}
