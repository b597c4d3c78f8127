/** Days of a reconciliation as instants. The trap: a plain day begins when it does in the connection's zone. */
import { DateTime } from 'luxon';
import type { ReconcileWindow } from './contract.ts';

/** When the first day that is read begins, ISO-8601 UTC. */
export const startOf = ({ read, zone }: ReconcileWindow): string =>
  DateTime.fromISO(read.from, { zone }).toUTC().toISO() ?? `${read.from}T00:00:00.000Z`;
