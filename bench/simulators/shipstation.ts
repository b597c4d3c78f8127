/**
 * The ShipStation simulator in a process of its own, without rate limits, steered by the bench.
 * The trap: its request log is bounded, so ask for first calls soon after they were made.
 */
import { startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import { answerCalls } from '../calls.ts';

const LOG_SIZE = 200_000;

export type Shipped = { orderId: string; orderNumber: string; shipmentId: string; batchId: number };

const simulator = await startShipStationSimulator({
  settings: { limits: { v1PerWindow: 0, v2PerWindow: 0 } },
  requestLogSize: LOG_SIZE,
});

const skuOf = (n: number) => `SKU-${String(n).padStart(6, '0')}`;

const methods = {
  url: () => simulator.url,
  /** Orders with one label each, in a batch of its own; order keys are `key:<number>`. */
  ship: ({ prefix, count, lines }: { prefix: string; count: number; lines: number }): Shipped[] => {
    const { orderIds } = simulator.seed({ generate: { prefix, count, linesPerOrder: lines } });
    return orderIds.flatMap((orderId, index) => {
      const { batchId, rows } = simulator.admin.buyLabels([{ orderId }]);
      const shipmentId = String(rows[0]?.shipmentId);
      return { orderId: String(orderId), orderNumber: `${prefix}${index + 1}`, shipmentId, batchId };
    });
  },
  /** When a request whose path holds this text first came in (epoch ms); undefined = not yet. */
  firstCall: (text: string): number | undefined => {
    const found = simulator.log.entries().find((entry) => entry.path.includes(text));
    return found === undefined ? undefined : Date.parse(found.at);
  },
  /** Levels of `items` SKUs at each place, the level of item n at place k is first + n + k; answers the places' ids. */
  stock: ({ items, places, first }: { items: number; places: number; first: number }): string[] => {
    for (let k = 0; k < places; k++) {
      const rows = Array.from({ length: items }, (_, n) => ({
        sku: skuOf(n + 1),
        location: `P${k}`,
        quantity: first + n + 1 + k,
      }));
      simulator.seed({ inventory: rows });
    }
    return [...simulator.world.inventoryLocations.values()].map((row) => row.id);
  },
  /** Sets so many calls a window, told in headers; 0 = no limit. */
  limit: ({ v2PerWindow, v2WindowMs }: { v2PerWindow: number; v2WindowMs: number }) =>
    simulator.setSettings({ limits: { v2PerWindow, v2WindowMs }, behaviour: { v2LimitHeaders: true } }),
  /** A checksum of what each place shows, and the calls so far. */
  levels: () => [...simulator.world.stock.values()].map((b) => `${b.locationId} ${b.sku} ${b.onHand}`),
  calls: () => {
    const entries = simulator.log.entries().filter((entry) => entry.api === 'v2');
    const writes = entries.filter((entry) => entry.method === 'POST').length;
    return { all: entries.length, writes, refused: entries.filter((entry) => entry.status === 429).length };
  },
  requests: () => simulator.log.total(),
  /** Every answer takes so long; 0 = at once again. */
  slow: (delayMs: number) => simulator.faults.replace(delayMs === 0 ? [] : [{ kind: 'slow', delayMs }]),
};

export type ShipStationBench = typeof methods;
answerCalls(methods);
