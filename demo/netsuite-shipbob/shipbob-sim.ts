/**
 * The ShipBob simulator as its warehouse staff, the carriers and the merchant's clerk use it; and its dump for the verdict.
 * The trap: these go to the control API, which has no rate limit; the connector's own calls do.
 */
import { controlAt } from '../control.ts';
import type { Fault } from '../netsuite-sim.ts';
import type { FaultHits } from '../scenario.ts';
import type { Warehouse } from './dumps.ts';

/** The application that the simulator knows. */
const APP = { clientId: 'sim-client', clientSecret: 'sim-shipbob-secret' };

export type Lines = { sku: string; quantity: number }[];
export type NewReceivingOrder = { purchaseOrderNumber?: string; centerId: number; lines: Lines };
export type NewOrder = { referenceId: string; lines: Lines; parcels?: { line: number; quantity: number }[][] };
export type NewCharge = { fee: string; amount: string; type?: string; referenceId?: number; referenceType?: string };

type Grant = { access_token: string; refresh_token: string; expires_in: number };
type Requests = { requests: { operation: string | null; path: string; status: number }[] };
type RawDump = Omit<Warehouse, 'problems'>;

export type ShipBobSim = ReturnType<typeof shipBobSim>;

/** `url` is the simulator's address. */
export function shipBobSim(url: string) {
  const control = controlAt(`${url}/__sim`);
  const post = <T = unknown>(path: string, body: object) => control.send<T>('POST', path, body);
  return {
    url,
    seed: (body: object) => post<{ wroIds: number[]; orderIds: number[]; shipmentIds: number[] }>('/seed', body),
    /** A merchant says yes to our application; answers the credentials that come of it. */
    signIn: async () => {
      const { access_token, refresh_token, expires_in } = await post<Grant>('/tokens/grant', {});
      const expiresAt = new Date(Date.now() + expires_in * 1000).toISOString();
      return { kind: 'oauth', ...APP, refreshToken: refresh_token, accessToken: access_token, expiresAt };
    },
    /** Every access token is refused from now on; the refresh token still works, once. */
    expireTokens: () => post('/tokens/expire', {}),
    receive: {
      create: (order: NewReceivingOrder) => post<{ id: number }>('/receiving/create', order),
      stow: (wro: number, sku: string, quantity: number) => post('/receiving/stow', { wro, sku, quantity }),
      recount: (wro: number, sku: string, quantity: number) => post('/receiving/recount', { wro, sku, quantity }),
      complete: (wro: number) => post('/receiving/complete', { wro }),
    },
    placeOrder: (order: NewOrder) => post<{ id: number; shipmentIds: number[] }>('/orders', order),
    ship: (shipment: number) => post<{ trackingNumber: string }>('/shipments/ship', { shipment }),
    scan: (shipment: number, scan: string) => post('/shipments/scan', { shipment, scan }),
    retrack: (shipment: number) => post<{ trackingNumber: string }>('/shipments/tracking', { shipment }),
    returns: {
      create: (row: { referenceId: string; shipmentId: number; items: Lines }) => post<{ id: number }>('/returns', row),
      process: (id: number, taken: { sku: string; action: string; quantity: number }[]) =>
        post('/returns/process', { return: id, taken }),
      complete: (id: number) => post('/returns/complete', { return: id }),
    },
    charge: (charge: NewCharge & { chargeDate: string }) => post('/billing/charge', charge),
    /** Invoices what was charged before the day. */
    invoice: (date: string) => post<{ id: number }[]>('/billing/invoice', { date }),
    set: (settings: object) => post('/settings', settings),
    addFaults: (faults: (Fault & { operation?: string })[]) => post('/faults', faults),
    faults: () => control.get<FaultHits[]>('/faults'),
    /** Sends old webhooks again. */
    redeliver: async (most: number) => {
      const done = (await control.get<{ id: number; state: string }[]>('/deliveries')).filter(
        ({ state }) => state === 'delivered',
      );
      for (const { id } of done.slice(0, most)) await post(`/deliveries/${id}/redeliver`, {});
      return Math.min(most, done.length);
    },
    requests: async () => (await control.get<Requests>('/requests')).requests,
    warehouse: async (): Promise<Warehouse> => {
      const dump = await control.get<RawDump>('/dump');
      return { ...dump, problems: (await control.get<{ problems: string[] }>('/verdict')).problems };
    },
  };
}
