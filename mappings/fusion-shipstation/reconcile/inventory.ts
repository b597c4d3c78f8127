/**
 * What left with a parcel and what Fusion's inventory shows of it, unit by unit and organisation by organisation.
 * The trap: a voided parcel that was posted has an issue and a receipt, which come to nothing together; it is compared as
 * a parcel without goods, not as one that must not be there.
 */
import type { CompletedRow } from '../../../connectors/fusion/types.ts';
import type { FusionShipStation } from '../../../settings/pairs/fusion-shipstation.ts';
import { dayIn } from '../../shared/calendar.ts';
import { add } from '../../shared/money.ts';
import { minus } from '../../shared/quantity.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { Goods, ReconcileRow, Sum } from '../../shared/reconcile/types.ts';
import { parcelName, stockLines } from '../inventory/lines.ts';
import { parcelWords } from '../inventory/parcels.ts';
import type { Parcel, StockLine } from '../inventory/types.ts';
import { accountingDay } from '../posting-day.ts';
import type { SoldView } from '../types.ts';

export const INVENTORY_RULES: CompareRules = {
  source: 'ShipStation',
  target: 'Fusion',
  thing: 'inventory transaction',
};

type Settings = Pick<
  FusionShipStation,
  'syncs' | 'skuAliases' | 'ignoreSkus' | 'warehouses' | 'defaultWarehouse' | 'timeZone'
>;

/** One row for each parcel; without goods where nobody can tell them. */
export function rowsOfParcels(sold: SoldView, settings: Settings): ReconcileRow[] {
  const sync = settings.syncs.inventoryPosting;
  const { parcels, lines, problems } = stockLines(sold, { ...settings, ...sync });
  return parcels.map((parcel): ReconcileRow => {
    const own = lines.filter((line) => line.parcel.source === parcel.source);
    const isTold = problems.length === 0;
    const goods = own.map((line) => goodsOf(line, parcel, settings));
    const day = accountingDay(parcel, settings.timeZone, sync.day);
    const key = `${sync.prefix}:${parcelName(parcel)}`;
    return {
      side: 'source',
      id: parcel.source,
      key,
      recordKey: sold.order.orderId,
      day,
      at: parcel.voidedAt ?? parcel.createdAt,
      facts: {
        label: parcelWords(parcel),
        order: sold.order.orderNumber,
        ...(isTold ? { goods, sums: [unitsOf(goods, { ref: key, day, place: placeOf(parcel, settings) })] } : {}),
      },
    };
  });
}

/** What went out counts up, what came back counts down; the warehouse's organisation is part of the name. */
function goodsOf(line: StockLine, parcel: Parcel, settings: Settings): Goods {
  const quantity = parcel.voided ? '0' : line.direction === 'issue' ? line.quantity : minus('0', line.quantity);
  return { names: [nameOf(line.item, placeOf(parcel, settings)), line.item], quantity };
}

const placeOf = ({ warehouseId }: Parcel, { warehouses, defaultWarehouse }: Settings): string | undefined =>
  ((warehouseId === undefined ? undefined : warehouses[warehouseId]) ?? defaultWarehouse)?.organization;

type Where = { ref: string; day?: string | undefined; place?: string | undefined };

const unitsOf = (goods: Goods[], { ref, day, place }: Where): Sum => ({
  ...{ ref, unit: 'units', value: add('0', ...goods.map(({ quantity }) => quantity)) },
  ...(day === undefined ? {} : { day }),
  ...(place === undefined ? {} : { place }),
});

const nameOf = (item: string, organization: string | undefined): string =>
  organization === undefined ? item : `${item} at ${organization}`;

/** Nothing for transactions whose reference is none of ours. Fusion's quantities are negative for what left. */
export function rowsOfCompleted(row: CompletedRow, { syncs, timeZone }: Settings): ReconcileRow[] {
  const { prefix, sourceCode } = syncs.inventoryPosting;
  const reference = [row.externalReference, row.reference].find((text) => text?.startsWith(`${prefix}:`));
  const parcel = reference?.slice(prefix.length + 1).split('/')[0] ?? headerOf(row, sourceCode);
  if (parcel === undefined || parcel === '') return [];
  const { transactionId, type = 'inventory transaction', item = '?', organization, quantity = '0', at } = row;
  const key = `${prefix}:${parcel}`;
  const day = at === undefined ? undefined : dayIn(at, timeZone);
  const goods = [{ names: [nameOf(item, organization)], quantity: minus('0', quantity) }];
  return [
    {
      side: 'target',
      id: `transaction/${transactionId}`,
      key,
      ...(day === undefined ? {} : { day }),
      facts: {
        label: `${type} ${transactionId}`,
        ours: true,
        goods,
        sums: [unitsOf(goods, { ref: key, day, place: organization })],
      },
    },
  ];
}

/** A pod that gives no references back may give our source keys. */
const headerOf = ({ sourceCode, sourceHeaderId }: CompletedRow, own: string): string | undefined =>
  sourceCode === own ? sourceHeaderId : undefined;
