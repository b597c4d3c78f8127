/** Orders with money, and a toy of Fusion's receivables that takes what is planned and shows it as the connector would. */
import type { FusionBody, FusionView, Json, ViewValue } from '../../../connectors/fusion/types.ts';
import type { Shipment, SoldItem } from '../../../connectors/shipstation/types.ts';
import { billsOf } from '../../../mappings/fusion-shipstation/receivables/bills.ts';
import { planReceivables } from '../../../mappings/fusion-shipstation/receivables/plan.ts';
import { postedInvoice } from '../../../mappings/fusion-shipstation/receivables/posted.ts';
import type {
  Frame,
  PostedInvoice,
  ReceivablesPlan,
  ReceivablesTarget,
  ReceivablesWrite,
} from '../../../mappings/fusion-shipstation/receivables/types.ts';
import type { SoldView } from '../../../mappings/fusion-shipstation/types.ts';
import { add, inCurrency, multiply } from '../../../mappings/shared/money.ts';
import { settingsOf } from './sold.ts';

export type Row = {
  id: string;
  sku?: string;
  quantity: string;
  unitPrice: string;
  name?: string;
  adjustment?: boolean;
};
export type Parcel = { id: string; rows?: { id: string; quantity: string }[]; voided?: boolean; at?: string };

export function frameOf(receivables: object = {}, more: Record<string, unknown> = {}): Frame {
  const customer = { account: '1008' };
  const settings = settingsOf({
    warehouses: { 10: { organization: 'Seattle', costCenter: '110' } },
    syncs: { receivablesPosting: { enabled: true, customer, ...receivables } },
    ...more,
  });
  const { business, warehouses, defaultWarehouse, channels, skuAliases, ignoreSkus, periods, timeZone } = settings;
  return {
    settings: settings.syncs.receivablesPosting,
    ...{ business, warehouses, defaultWarehouse, channels, skuAliases, ignoreSkus, periods, timeZone },
    periodRecheckMs: 3_600_000,
    record: 'acme/receivablesPosting/77',
  };
}

type Money = { total?: string; tax?: string; shipping?: string; paid?: string };

/** An order with these rows and parcels; its total is the sum of its parts unless it is told. */
export function orderOf(rows: Row[], parcels: Parcel[], money: Money = {}): SoldView {
  const { tax = '0', shipping = '0' } = money;
  const items: SoldItem[] = rows.map(({ id, name = `thing ${id}`, quantity, unitPrice, sku, adjustment = false }) => ({
    ...{ orderItemId: id, name, quantity, unitPrice, adjustment },
    ...(sku === undefined ? {} : { sku }),
  }));
  const goods = items.map(({ quantity, unitPrice }) => multiply(quantity, unitPrice));
  const total = money.total ?? inCurrency(add('0', ...goods, tax, shipping), 'USD');
  const at = '2026-11-20T15:00:00.000Z';
  const shipments: Shipment[] = parcels.map((parcel, index) => ({
    shipmentId: parcel.id,
    orderId: '77',
    createdAt: parcel.at ?? `2026-11-20T15:00:00.${String(index).padStart(3, '0')}Z`,
    shipDate: '2026-11-20',
    trackingNumber: `1Z${parcel.id}`,
    isReturnLabel: false,
    warehouseId: '10',
    voided: parcel.voided ?? false,
    ...(parcel.voided === true ? { voidedAt: '2026-11-21T10:00:00.000Z' } : {}),
    ...(parcel.rows === undefined
      ? {}
      : { items: parcel.rows.map(({ id, quantity }) => ({ orderItemId: id, name: 'thing', quantity })) }),
  }));
  const order = {
    ...{ orderId: '77', orderNumber: 'W-1', orderStatus: 'shipped', customFields: {}, items, storeId: '5' },
    ...{ mergedOrSplit: false, mergedIds: [], createdAt: at, modifiedAt: at, total, amountPaid: money.paid ?? total },
    ...{ taxAmount: tax, shippingAmount: shipping, billTo: {}, shipTo: { country: 'US', state: 'CA' } },
  };
  return { order, shipments, fulfillments: [], complete: true, family: [] };
}

/** What Fusion answers for a body: decimals as text. */
function shown(value: Json): ViewValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(shown);
  if ('decimal' in value) return String(value.decimal);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one)]));
}

type Line = { [key: string]: ViewValue };
const sumOf = (rows: Line[], quantity: string, currency: string): string =>
  add('0', ...rows.map((row) => inCurrency(multiply(String(row[quantity]), String(row.UnitSellingPrice)), currency)));

export class ToyReceivables {
  readonly invoices: PostedInvoice[] = [];
  readonly creditMemos: { reference: string; amount: string; lines: Line[] }[] = [];
  readonly receipts: { number: string; amount: string }[] = [];

  target(sold: SoldView, frame: Frame, generation = 1): ReceivablesTarget {
    const { prefix } = frame.settings;
    const target: ReceivablesTarget = { invoices: {}, creditMemos: {}, receipts: {} };
    for (const { id } of billsOf(sold, frame.settings, generation)) {
      target.invoices[id] = this.invoices.filter((one) => one.crossReference === `${prefix}:${id}`);
      target.creditMemos[id] = this.creditMemos
        .filter(({ reference }) => reference === `${prefix}:${id}/void`)
        .map(({ reference, amount }) => ({ id: reference, number: reference, amount }));
      target.receipts[id] = this.receipts
        .filter(({ number }) => number === `${prefix}${id}R`)
        .map(({ number, amount }) => ({ id: number, amount }));
    }
    return target;
  }

  plan(
    sold: SoldView,
    frame: Frame,
    more: Partial<Pick<ReceivablesTarget, 'periods'>> & { nextPeriod?: boolean } = {},
  ) {
    const { nextPeriod, periods } = more;
    return planReceivables({
      sold,
      bills: billsOf(sold, frame.settings),
      target: { ...this.target(sold, frame), ...(periods === undefined ? {} : { periods }) },
      frame,
      billTo: { account: '1008' },
      ...(nextPeriod === undefined ? {} : { nextPeriod }),
    });
  }

  /** Throws what Fusion would refuse. */
  apply(write: ReceivablesWrite): void {
    switch (write.kind) {
      case 'invoice':
        this.#invoice(write.body);
        break;
      case 'creditMemo':
        this.#creditMemo(write.body, write.expect.currency);
        break;
      case 'receipt':
        this.receipts.push({ number: write.number, amount: write.expect.amount });
        break;
      default:
        throw new Error(`the toy knows no ${write.kind}`);
    }
  }

  /** Plans and applies the first thing until nothing is missing; `refuses`: what Fusion will not take now. */
  settle(sold: SoldView, frame: Frame, refuses: (bill: string) => boolean = () => false): ReceivablesPlan {
    for (let steps = 0; steps < 100; steps++) {
      const plan = this.plan(sold, frame);
      const write = plan.writes.find(({ bill }) => !refuses(bill));
      if (write === undefined) return plan;
      this.apply(write);
    }
    throw new Error('it never comes to rest');
  }

  #invoice(body: FusionBody): void {
    const view = shown(body) as FusionView;
    const currency = String(view.InvoiceCurrencyCode);
    const amount = sumOf(view.receivablesInvoiceLines as Line[], 'Quantity', currency);
    if (amount.startsWith('-')) throw new Error('an invoice below zero');
    const made = postedInvoice({ ...view, CustomerTransactionId: String(this.invoices.length), EnteredAmount: amount });
    if (this.invoices.some(({ number }) => number === made.number)) throw new Error(`number ${made.number} is taken`);
    this.invoices.push(made);
  }

  #creditMemo(body: FusionBody, currency: string): void {
    const view = shown(body) as FusionView;
    const lines = view.receivablesCreditMemoLines as Line[];
    for (const line of lines) {
      if (!String(line.UnitSellingPrice).startsWith('-')) throw new Error(`price ${line.UnitSellingPrice}`);
      if (String(line.LineQuantityCredit).startsWith('-')) throw new Error(`quantity ${line.LineQuantityCredit}`);
    }
    const reference = String(view.CrossReference);
    this.creditMemos.push({ reference, amount: sumOf(lines, 'LineQuantityCredit', currency), lines });
  }
}
