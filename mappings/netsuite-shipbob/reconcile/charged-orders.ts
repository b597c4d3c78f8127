/**
 * ShipBob's charges against its own shipments: charges without an order, and orders that nothing was charged for.
 * The trap: a shipment may have many charges, and fees are shown up to six hours after the label.
 */
import type { BillingTransaction, Order, Shipment } from '../../../connectors/shipbob/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { Finding, ReconcileRow } from '../../shared/reconcile/types.ts';

export const CHARGED_ORDER_RULES: CompareRules = {
  source: 'ShipBob’s billing',
  target: 'ShipBob’s orders',
  thing: 'shipment',
  heals: false,
};

/** What they name is no order: storage, receiving, returns and the like. */
const OF_OTHER_THINGS = ['WRO', 'URO', 'Return', 'FC', 'LPN Reference', 'Transfer Plan'];
const FEES_LATE_MS = 6 * 3_600_000;
/** Before any range: such a row is there to be found, and never judged by itself. */
const NEVER = '0001-01-01';

export function rowOfCharge(charge: BillingTransaction): ReconcileRow[] {
  const { id, type, fee, amount, currency, chargedOn, referenceId, referenceType = 'Default' } = charge;
  if (type === 'Payment' || OF_OTHER_THINGS.includes(referenceType)) return [];
  const isOfShipment = referenceType === 'Shipment' && referenceId !== undefined && referenceId !== '0';
  const label = `charge ${id} (${fee}, ${amount} ${currency}, ${chargedOn}${isOfShipment ? `, shipment ${referenceId}` : ''})`;
  return [
    {
      side: 'source',
      id,
      key: isOfShipment ? referenceId : `charge/${id}`,
      day: chargedOn,
      facts: { label, ...(isOfShipment ? { order: referenceId } : { nothingFollows: true }) },
    },
  ];
}

export const rowsOfOrder = (order: Order, timeZone: string): ReconcileRow[] =>
  order.shipments.map((shipment) => rowOfShipment(shipment, order, timeZone));

function rowOfShipment(shipment: Shipment, { referenceId, id }: Order, timeZone: string): ReconcileRow {
  const { fulfilledAt, status } = shipment;
  const left = status === 'Cancelled' ? undefined : fulfilledAt;
  return {
    side: 'target',
    id: shipment.id,
    key: shipment.id,
    day: left === undefined ? NEVER : dayIn(left, timeZone),
    ...(left === undefined ? {} : { at: new Date(Date.parse(left) + FEES_LATE_MS).toISOString() }),
    facts: { label: `shipment ${shipment.id}`, order: referenceId ?? id, ours: true },
  };
}

/** In the words of this list. */
export const sayUncharged = (found: Finding): Finding =>
  found.what === 'no-source'
    ? {
        ...found,
        reason: `${found.target} of order ${found.order} was shipped, and ShipBob has charged nothing for it`,
      }
    : found;

/** A charge that was found alone, for a shipment that ShipBob knows. */
export const sayChargedLate = (found: Finding, { id, referenceId, fulfilledAt }: Shipment): Finding => ({
  ...found,
  cause: 'settled',
  explained: true,
  reason: `${found.reason}; it is of shipment ${id} (order ${referenceId ?? 'without reference'}${fulfilledAt === undefined ? '' : `, left on ${fulfilledAt.slice(0, 10)}`}), whose order was made before those that were read`,
});
