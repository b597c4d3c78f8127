/**
 * ShipStation for connections whose books are elsewhere: everything may be read, but only an order's owner, custom fields,
 * addresses and tags may be written. Nothing financial (items, amounts, tax, shipping, payment) and no stock can be.
 * The trap: V1 replaces an order whole, so the body does hold its amounts; they are frozen as they were read here, and a
 * body that was not read here is refused.
 */
import { ConnectorError } from '../http/errors.ts';
import type { ShipStation } from './contract.ts';
import type { OrderChange, RawOrder } from './types.ts';

const READS = [
  'getOrder',
  'readSoldOrder',
  'listSoldOrders',
  'findProductCost',
  'findOrders',
  'listTags',
  'listOrders',
  'listShipments',
  'listFulfillments',
  'readPointer',
  'sweepPage',
  'listWebhooks',
  'budgets',
  'ping',
  'listInventory',
  'listInventoryLocations',
  'listProducts',
  'readOrderWhole',
] as const satisfies (keyof ShipStation)[];
const WRITES = ['replaceOrder', 'setTag', 'subscribe', 'unsubscribe'] as const satisfies (keyof ShipStation)[];

/** What such a connection's steps can call; anything else is no method of it. */
export type OrdersOnly = Pick<ShipStation, (typeof READS)[number] | (typeof WRITES)[number]>;

/** Members of an order that may be changed. */
const CHANGEABLE: Record<keyof OrderChange, true> = {
  customerUsername: true,
  customField1: true,
  customField2: true,
  customField3: true,
  billTo: true,
  shipTo: true,
};

/** The same connector without its other writes: calling one throws Config before anything is sent. */
export function ordersOnly(api: ShipStation): ShipStation {
  const readHere = new WeakSet<RawOrder>();
  const allowed = new Set<string>([...READS, ...WRITES]);
  const own: Pick<ShipStation, 'readOrderWhole' | 'replaceOrder'> = {
    async readOrderWhole(orderId) {
      const found = await api.readOrderWhole(orderId);
      if (found !== undefined) readHere.add(frozen(found.raw));
      return found;
    },
    async replaceOrder(raw, change) {
      const foreign = Object.keys(change).filter((member) => !(member in CHANGEABLE));
      if (foreign.length > 0) throw refused(`change ${foreign.join(', ')} of an order`);
      if (!readHere.has(raw)) throw refused('put back an order that was not read just so');
      return api.replaceOrder(raw, change);
    },
  };
  return new Proxy(api, {
    get(target, name, receiver) {
      if (name in own) return Reflect.get(own, name);
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || allowed.has(String(name))) return value;
      return () => Promise.reject(refused(`call ${String(name)}`));
    },
  });
}

/** Deeply, so that nobody changes an amount on the way back. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

const refused = (what: string) =>
  new ConnectorError({
    type: 'Config',
    system: 'shipstation',
    code: 'WRITE_NOT_ALLOWED',
    message: `this connection must not ${what} in ShipStation: it writes an order's owner, custom fields, addresses and tags, nothing financial and no stock`,
  });
