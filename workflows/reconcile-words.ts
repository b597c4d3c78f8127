/** A reconciliation in plain words, as the Web UI shows it on the workflow's page (markdown). */
import type { ReconcileProgress, ReconcileResult, StreamResult } from './contracts.ts';

export function describeProgress(progress: ReconcileProgress): string {
  const { from, to, stage, source, target, compared, looked } = progress;
  const stream = progress.streams[progress.stream]?.name ?? '';
  const doing = {
    source: 'reads the source',
    target: 'reads the target',
    compare: 'compares',
    look: 'looks a second time at what differs',
    close: 'sums up',
    heal: 'mends',
  }[stage];
  return [
    `**${from} to ${to}: ${doing} ${stream}**`,
    `${source} and ${target} rows read, ${compared} compared, ${looked} looked at a second time`,
  ].join('\n\n');
}

export function describeResult(result: ReconcileResult): string {
  const { from, to, unexplained, explained, streams, healed, stopped, notLookedAt } = result;
  const head =
    stopped === undefined
      ? `${unexplained === 0 ? 'nothing unexplained' : `${unexplained} unexplained`}, ${explained} explained`
      : `stopped: ${stopped}`;
  return [
    `**${from} to ${to}: ${head}**`,
    ...(healed === undefined ? [] : [`${healed.started} records started again, ${healed.stillOpen} still differ`]),
    ...streams.map(describeStream),
    ...(notLookedAt === undefined ? [] : ['Too many differences: only the first were looked at a second time.']),
  ].join('\n\n');
}

function describeStream({ stream, source, target, causes }: StreamResult): string {
  const found = Object.entries(causes).map(([cause, count]) => `${count} ${cause}`);
  return `${stream}: ${source} ↔ ${target}${found.length === 0 ? ', all agree' : `; ${found.join(', ')}`}`;
}
