/** Parcels of ShipStation ↔ inventory transactions of Fusion. The trap: transactions of other days may stand for the same
 * parcel (a void, a later period), so the second look asks by the parcel's own keys. */
import {
  INVENTORY_RULES,
  rowsOfCompleted,
  rowsOfParcels,
} from '../../mappings/fusion-shipstation/reconcile/inventory.ts';
import type { ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import type { FusionShipStation } from '../../settings/pairs/fusion-shipstation.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { readSold } from '../fusion-shipstation/order-source.ts';
import type { ReconcileStream, ReconcileWindow, SecondLook, SidePage } from './contract.ts';
import { startOf } from './days.ts';
import { shippedBook } from './shipped-book.ts';
import { dayAfter, rowsFrom } from './shipped-rows.ts';

export const fusionInventoryStream: ReconcileStream = {
  name: 'inventory',
  sync: 'inventoryPosting',
  source: 'shipstation',
  target: 'fusion',
  isOn(open) {
    const { enabled, book } = fusionSettings(open).syncs.inventoryPosting;
    return enabled && book === 'inventory';
  },
  async readSource(open, window, cursor): Promise<SidePage> {
    const book = await shippedBook(await open.shipStation(), window, cursor === undefined);
    const settings = fusionSettings(open);
    return rowsFrom([...book.views.values()], cursor, (sold) => rowsOfParcels(sold, settings));
  },
  async readTarget(open, window, cursor): Promise<SidePage> {
    const settings = fusionSettings(open);
    const filter = { sourceCode: settings.syncs.inventoryPosting.sourceCode, ...rangeOf(window) };
    const { rows, next } = await (await open.fusion()).listCompleted(filter, cursor);
    return { rows: rows.flatMap((row) => rowsOfCompleted(row, settings)), ...(next === undefined ? {} : { next }) };
  },
  sums: true,
  rules: () => INVENTORY_RULES,
  look,
};

export function fusionSettings(open: OpenConnection): FusionShipStation {
  if (open.settings.pair !== 'fusion-shipstation')
    throw new Error(`Fusion's books of a ${open.settings.pair} connection`);
  return open.settings;
}

const rangeOf = (window: ReconcileWindow) => ({
  from: startOf(window),
  to: startOf({ ...window, read: { ...window.read, from: dayAfter(window.read.to) } }),
});

async function look(open: OpenConnection, orderId: string): Promise<SecondLook | undefined> {
  const settings = fusionSettings(open);
  const sold = await readSold(await open.shipStation(), orderId);
  // What Fusion has of an order that is gone stays as the list told it.
  if (sold === undefined) return undefined;
  const sources = rowsOfParcels(sold, settings);
  const api = await open.fusion();
  const { sourceCode } = settings.syncs.inventoryPosting;
  const rows: ReconcileRow[] = [...sources];
  for (const { id } of sources) {
    const sourceHeaderId = id.slice(id.indexOf(':') + 1);
    const found = await api.findCompleted({ sourceCode, sourceHeaderId });
    rows.push(...found.flatMap((row) => rowsOfCompleted(row, settings)));
  }
  return { rows, verdicts: {} };
}
