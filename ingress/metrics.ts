/** Figures of the front door (Prometheus). The trap: labels are closed lists; no connection token, address or number. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type IngressMetrics = {
  stored(labels: { connection: string; system: string; duplicate: boolean }): void;
  rejected(reason: string): void;
  answered(status: number, seconds: number): void;
  signalled(outcome: 'sent' | 'failed' | 'left'): void;
  queued(rows: number): void;
};

/** Registers its metrics with `registry`; call once per registry. */
export function createIngressMetrics(registry: Registry): IngressMetrics {
  const registers = [registry];
  const stored = new Counter({
    name: 'ml_connector_webhooks_stored_total',
    help: 'Webhooks stored durably; duplicate=true raised the count of a known row',
    labelNames: ['connection', 'system', 'duplicate'],
    registers,
  });
  const rejected = new Counter({
    name: 'ml_connector_webhooks_rejected_total',
    help: 'Webhooks turned away, by reason',
    labelNames: ['reason'],
    registers,
  });
  const seconds = new Histogram({
    name: 'ml_connector_webhook_seconds',
    help: 'Time from the first byte to the answer',
    labelNames: ['status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const signals = new Counter({
    name: 'ml_connector_webhook_signals_total',
    help: 'Stored webhooks handed to Temporal: sent, failed, or left to the relay',
    labelNames: ['outcome'],
    registers,
  });
  const queue = new Gauge({
    name: 'ml_connector_webhook_signal_queue',
    help: 'Stored webhooks that wait in memory to be handed to Temporal',
    registers,
  });
  return {
    stored: ({ connection, system, duplicate }) => stored.inc({ connection, system, duplicate: `${duplicate}` }),
    rejected: (reason) => rejected.inc({ reason }),
    answered: (status, duration) => seconds.observe({ status: `${status}` }, duration),
    signalled: (outcome) => signals.inc({ outcome }),
    queued: (rows) => queue.set(rows),
  };
}
