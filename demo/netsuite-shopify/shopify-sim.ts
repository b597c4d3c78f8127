/**
 * The Shopify simulator as buyers and shop assistants use it, and its dump for the verdict.
 * The trap: these go to the control API; what the connector does goes through Shopify's own GraphQL API.
 */
import { controlAt } from '../control.ts';
import type { FaultHits } from '../scenario.ts';
import { type Shop, type ShopOrder, sumUp } from './dumps.ts';

/** The app that the simulator knows, installed with a token that never expires. */
export const APP = { accessToken: 'shpat_sim-token', webhookSecrets: ['sim-shopify-secret'] };

export type NewLine = { sku: string; quantity: number; price?: string };
type Refunding = { line: string; quantity: number; restockType: 'CANCEL' | 'RETURN' };
type Fault = { kind: string; operation?: string; times?: number; retryAfterSec?: number };

type Money = { presentment: string };
type RawOrder = {
  id: number;
  name: string;
  currency: { presentment: string };
  cancelledAt: number | null;
  financialStatus: string;
  lines: {
    id: number;
    sku: string | null;
    kind: string;
    quantity: number;
    currentQuantity: number;
    net: Money;
    tax: Money;
  }[];
  shipping: { net: Money; tax: Money };
  totals: { current: Money };
  payments: { id: number; kind: string; status: string; gateway: string; amount: Money }[];
  fulfillments: {
    id: number;
    status: string;
    tracking: { number: string | null }[];
    lines: { sku: string | null; quantity: number }[];
  }[];
  refunds: { id: number; lines: { lineId: number; quantity: number; restockType: string }[]; refunded: Money }[];
};
type RawLevel = { sku: string | null; locationId: number; quantities: { available?: number } };
type RawDump = { orders: RawOrder[]; inventory: RawLevel[]; counts: Record<string, number> };
type Delivery = {
  id: number;
  topic: string;
  mode: string | null;
  state: string;
  attempts: { status: number | null }[];
};

export type ShopifySim = ReturnType<typeof shopifySim>;

/** `url` is the simulator's address. */
export function shopifySim(url: string) {
  const control = controlAt(`${url}/__sim`);
  const post = <T = unknown>(path: string, body: object) => control.send<T>('POST', path, body);
  const deliveries = () => control.get<Delivery[]>('/deliveries');
  return {
    url,
    seed: (body: object) => post('/seed', body),
    set: (settings: object) => post('/settings', settings),
    place: async (order: object): Promise<ShopOrder> => orderOf(await post<RawOrder>('/orders', order)),
    pay: (order: number) => post('/pay', { order }),
    cancel: (order: number) => post('/cancel', { order, refund: true }),
    refund: (order: number, lines: Refunding[]) => post('/refund', { order, lines }),
    addLine: (order: number, add: NewLine[], taxes: object[]) => post('/edit', { order, add, taxes }),
    addFaults: (faults: Fault[]) => post('/faults', faults),
    faults: () => control.get<FaultHits[]>('/faults'),
    /** How often an operation of GraphQL was asked for. */
    asked: async (operation: string) =>
      (await control.get<{ requests: unknown[] }>(`/requests?operation=${operation}`)).requests.length,
    /** Single levels are read all the time; only a comparison of all of them lists what the shop sells. */
    comparing: async () => {
      const { requests } = await control.get<{ requests: { operation: string | null }[] }>('/requests');
      const names = requests.map(({ operation }) => operation);
      const since = names.slice(names.lastIndexOf('AllVariants'));
      return { lists: names.filter((name) => name === 'AllVariants').length, isReading: since.includes('StockAt') };
    },
    /** Sends old webhooks again. */
    redeliver: async (most: number) => {
      const done = (await deliveries()).filter(({ state }) => state === 'delivered').slice(0, most);
      for (const { id } of done) await post(`/deliveries/${id}/redeliver`, { newId: true });
      return done.length;
    },
    /** An old webhook about an order with a signature that is not Shopify's. */
    forge: async () => {
      const old = (await deliveries()).find(({ topic, state }) => topic === 'orders/create' && state === 'delivered');
      if (old === undefined) throw new Error('no webhook was delivered yet');
      await post(`/deliveries/${old.id}/redeliver`, { newId: true, mode: 'bad-hmac' });
    },
    shop: async (): Promise<Shop> => shopOf(await control.get<RawDump>('/dump'), await deliveries()),
  };
}

const REFUSED = 401;
const MUST_BE_NONE = ['invalidRequests', 'missingIdempotency'];

function shopOf({ orders, inventory, counts }: RawDump, deliveries: Delivery[]): Shop {
  const forged = deliveries.filter(({ mode }) => mode === 'bad-hmac');
  return {
    orders: orders.map(orderOf),
    available: sumUp(inventory.map(({ sku, quantities }) => ({ sku, quantity: quantities.available ?? 0 }))),
    forged: forged.filter(({ attempts }) => attempts.length > 0).map(answerTo),
    problems: MUST_BE_NONE.filter((name) => (counts[name] ?? 0) > 0).map((name) => `${counts[name]} ${name}`),
  };
}

/** Shopify sends a refused one again; any other answer than the usual refusal counts. */
const answerTo = ({ attempts }: Delivery): number => {
  const statuses = attempts.map(({ status }) => status ?? 0);
  return statuses.find((status) => status !== REFUSED) ?? REFUSED;
};

function orderOf(raw: RawOrder): ShopOrder {
  const skuOf = (lineId: number) => raw.lines.find(({ id }) => id === lineId)?.sku ?? null;
  return {
    ...{ id: raw.id, name: raw.name, currency: raw.currency.presentment, isCancelled: raw.cancelledAt !== null },
    financialStatus: raw.financialStatus,
    lines: raw.lines.map(({ sku, kind, quantity, currentQuantity, net, tax }) => ({
      ...{ sku, kind, quantity, currentQuantity },
      ...{ net: net.presentment, tax: tax.presentment },
    })),
    shipping: { net: raw.shipping.net.presentment, tax: raw.shipping.tax.presentment },
    current: raw.totals.current.presentment,
    payments: raw.payments.map(({ amount, ...payment }) => ({ ...payment, amount: amount.presentment })),
    refunds: raw.refunds.map(({ id, lines, refunded }) => ({
      id,
      restock: lines.map(({ restockType }) => restockType),
      units: sumUp(lines.map(({ lineId, quantity }) => ({ sku: skuOf(lineId), quantity }))),
      refunded: refunded.presentment,
    })),
    parcels: raw.fulfillments.map(({ id, status, tracking, lines }) => ({
      ...{ id, status },
      tracking: tracking.flatMap(({ number }) => (number === null ? [] : [number])),
      units: sumUp(lines),
    })),
  };
}
