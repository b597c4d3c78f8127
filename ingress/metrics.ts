/** Figures of the front door (Prometheus). The trap: labels are closed lists; no token, address or number. */
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Metrics } from '../runtime/metrics.ts';

export type IngressMetrics = {
  stored(connection: string, duplicate: boolean): void;
  rejected(reason: string): void;
  answered(status: number, seconds: number): void;
  signalled(outcome: 'sent' | 'failed' | 'left'): void;
  queued(rows: number): void;
  temporalAway(away: boolean): void;
};

/** Adds the front door's own figures to the process's; call once per set. */
export function createIngressMetrics(shared: Pick<Metrics, 'registry' | 'webhooksReceivedTotal'>): IngressMetrics {
  const registers = [shared.registry];
  const rejected = new Counter({
    name: 'mlc_webhooks_rejected_total',
    help: 'Webhook deliveries turned away, by reason',
    labelNames: ['reason'],
    registers,
  });
  const seconds = new Histogram({
    name: 'mlc_webhook_seconds',
    help: 'Time from the first byte of a delivery to our answer',
    labelNames: ['status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const signals = new Counter({
    name: 'mlc_webhook_signals_total',
    help: 'Stored webhooks handed to Temporal: sent, failed, or left to the relay',
    labelNames: ['outcome'],
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const queue = gauge('mlc_webhook_signal_queue', 'Stored webhooks that wait in memory to be handed to Temporal');
  const away = gauge('mlc_webhook_temporal_away', '1 = Temporal does not take webhooks now; they are stored meanwhile');
  return {
    stored: (connection, duplicate) =>
      shared.webhooksReceivedTotal.inc({ connection, outcome: duplicate ? 'duplicate' : 'stored' }),
    rejected: (reason) => rejected.inc({ reason }),
    answered: (status, duration) => seconds.observe({ status: `${status}` }, duration),
    signalled: (outcome) => signals.inc({ outcome }),
    queued: (rows) => queue.set(rows),
    temporalAway: (isAway) => away.set(isAway ? 1 : 0),
  };
}
