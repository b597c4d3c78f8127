/**
 * What a shipped order is found by before its plan tells more.
 * The trap: a record that fails at its first step is looked for by the order's number, not by ShipStation's id.
 */
import type { SoldView } from '../mappings/fusion-shipstation/types.ts';
import type { RecordState } from './contracts.ts';

/** Order number and id; the plan adds shipments and tracking numbers. */
export const orderNumbers = ({ order }: SoldView): RecordState['numbers'] => [
  { kind: 'order', value: order.orderNumber },
  { kind: 'order id', value: order.orderId },
];
