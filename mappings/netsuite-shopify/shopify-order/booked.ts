/**
 * What NetSuite holds of a refund already, told by the names of the records.
 * The trap: a refund that gave money back without a credit was for goods that never left, whatever was shipped since.
 */
import type { Refund } from '../../../connectors/shopify/types.ts';
import { creditName, moneyBackName } from './names.ts';
import type { OrderPlanInput } from './types.ts';
import type { Booked } from './units.ts';

export function bookedIn({
  settings,
  target,
}: Pick<OrderPlanInput, 'settings' | 'target'>): (refund: Refund) => Booked {
  const prefix = settings.externalIdPrefix;
  return (refund) => {
    if (target.credits.some((one) => one.externalId === creditName(prefix, refund.id))) return 'credited';
    const names = refund.transactions.map((one) => moneyBackName(prefix, one.id));
    return target.customerRefunds.some((one) => names.includes(one.externalId ?? '')) ? 'drawn' : 'nothing';
  };
}
