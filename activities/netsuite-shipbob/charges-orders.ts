/**
 * Which order or purchase order a charge belongs to, where that is known: from our own records, else from ShipBob.
 * The trap: it is a convenience for readers; whatever is not found is left out and holds nothing up.
 */
import type { ShipBob } from '../../connectors/shipbob/contract.ts';
import type { ChargeLine } from '../../mappings/netsuite-shipbob/warehouse-charges/types.ts';
import type { Store } from '../../store/contract.ts';

/** By type of reference: the sync that knows it, and what its number is called there. */
const KNOWN_BY: Record<string, { sync: string; kinds: RegExp }> = {
  Shipment: { sync: 'shipmentTracking', kinds: /^(sales order|order number|order reference)$/ },
  WRO: { sync: 'receivingOrder', kinds: /^purchase order$/ },
  Return: { sync: 'customerReturn', kinds: /^(sales order|order number|order reference)$/ },
};

/** Calls are few (150 a minute for everything), and an invoice is looked at several times while its charges arrive. */
const MOST_REMEMBERED = 5_000;
const remembered = new Map<string, string | undefined>();

async function lookedUp(api: ShipBob, connection: string, shipmentId: string): Promise<string | undefined> {
  const key = `${connection} ${shipmentId}`;
  if (remembered.has(key)) return remembered.get(key);
  const order = (await api.getShipment(shipmentId))?.referenceId;
  const [oldest] = remembered.keys();
  if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, order);
  return order;
}

/** `lookups`: so many shipments may be asked for in ShipBob. */
export async function withOrders(
  tools: { store: Store; api: ShipBob },
  connection: string,
  lines: ChargeLine[],
  lookups: number,
): Promise<ChargeLine[]> {
  const known = new Map<string, string | undefined>();
  let left = lookups;
  for (const { reference, referenceType = '' } of lines) {
    const key = `${referenceType} ${reference}`;
    if (reference === undefined || known.has(key)) continue;
    let order = await ownOrder(tools.store, connection, reference, referenceType);
    if (order === undefined && referenceType === 'Shipment' && left > 0) {
      left -= 1;
      order = await lookedUp(tools.api, connection, reference);
    }
    known.set(key, order);
  }
  return lines.map((line) => {
    const order = known.get(`${line.referenceType ?? ''} ${line.reference}`);
    return order === undefined ? line : { ...line, order };
  });
}

async function ownOrder(
  store: Store,
  connection: string,
  reference: string,
  type: string,
): Promise<string | undefined> {
  const { sync, kinds } = KNOWN_BY[type] ?? {};
  if (sync === undefined || kinds === undefined) return undefined;
  const records = await store.records.findByNumber(reference, connection);
  const own = records.find((record) => record.sync === sync);
  return own?.numbers.find(({ kind }) => kinds.test(kind))?.value;
}
