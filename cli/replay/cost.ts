/**
 * Roughly what looking again costs: calls to each vendor, and how long they take at the rate that is left to us.
 * The trap: an estimate; what is settled already costs less, what waits for a rate limit of others takes longer.
 */
import type { Connection } from '../../settings/connection.ts';
import { manifestOf, type System } from '../../workflows/manifest.ts';

/** Calls of one look at one record that is in order. */
const CALLS_PER_LOOK: Record<string, Partial<Record<System, number>>> = {
  orderShipped: { shipstation: 3, netsuite: 5 },
};
/** For syncs that nobody has counted. */
const CALLS_OTHERWISE = 4;
/** ShipStation V1's limit for each key pair. */
const SHIPSTATION_PER_MINUTE = 40;
/** One call of NetSuite's takes about a second, several are in flight. */
const NETSUITE_SECONDS = 1;
const OTHERS_PER_MINUTE = 60;

export type Cost = { system: System; calls: number; minutes: number };

/** `looks` by sync; `pointers`: webhooks that are followed, one call each. */
export function costOf(connection: Connection, looks: Record<string, number>, pointers = 0): Cost[] {
  return manifestOf(connection.pair).systems.map((system) => {
    const calls = Object.entries(looks).reduce(
      (sum, [sync, count]) => sum + count * (CALLS_PER_LOOK[sync]?.[system] ?? CALLS_OTHERWISE),
      system === 'shipstation' ? pointers : 0,
    );
    return { system, calls, minutes: Math.ceil(calls / perMinute(connection, system)) };
  });
}

function perMinute(connection: Connection, system: System): number {
  if (system === 'shipstation' && 'shipstation' in connection) {
    return SHIPSTATION_PER_MINUTE - connection.shipstation.reservePerMinute;
  }
  if (system === 'netsuite' && 'netsuite' in connection) {
    return (60 / NETSUITE_SECONDS) * connection.netsuite.concurrency;
  }
  return OTHERS_PER_MINUTE;
}

export const costWords = (costs: Cost[]): string =>
  costs
    .filter(({ calls }) => calls > 0)
    .map(({ system, calls, minutes }) => `about ${calls} calls to ${system} (${minutes} min)`)
    .join(', ');
