/**
 * Charges as lines of a bill: where each fee is booked, and what a person reads in its memo.
 * The trap: a fee without an account is never guessed; it is named, and its whole invoice waits.
 */
import type { RecordBody } from '../../../connectors/netsuite/record-types.ts';
import type { ChargePlace, WarehouseChargesSettings } from '../../../settings/warehouse-charges.ts';
import { isZero, negate } from '../../shared/money.ts';
import { skuTable } from '../../shared/sku.ts';
import type { ChargeLine, InvoiceSource, Place, Problem } from './types.ts';

/** A line of a paper; `amount` is negative for money back. */
export type Line = Place & { amount: string; memo: string; reference?: string; isBack: boolean };

const OF_CENTRE = 'centre';

export function linesOf(
  { invoice, lines, locations }: InvoiceSource,
  settings: WarehouseChargesSettings,
): { lines: Line[]; problems: Problem[] } {
  const byFee = skuTable(settings.fees);
  const unmapped = new Set<string>();
  const homeless = new Set<string>();
  const made: Line[] = [];
  for (const line of lines) {
    const place = byFee(line.fee) ?? settings.otherFees;
    if (place === undefined) unmapped.add(line.fee);
    else {
      const parts = [
        { ...line, place, words: wordsOf(line) },
        { ...line, place: settings.tax.place ?? place, amount: line.tax, words: `Tax, ${wordsOf(line)}` },
      ];
      for (const part of parts) {
        if (isZero(part.amount)) continue;
        const booked = placed(part.place, line.centre, locations);
        if (booked === undefined) homeless.add(line.centre ?? 'none');
        else made.push({ ...booked, ...tailOf(line), amount: part.amount, memo: part.words });
      }
    }
  }
  return { lines: made, problems: [...feeProblems(invoice.id, unmapped), ...centreProblems(invoice.id, homeless)] };
}

const tailOf = ({ kind, order, reference }: ChargeLine): Pick<Line, 'isBack' | 'reference'> => {
  const shown = order ?? reference;
  return { isBack: kind === 'back', ...(shown === undefined ? {} : { reference: shown }) };
};

/** undefined: the location is to be the centre's, and there is none for it. A charge of no centre has no location. */
function placed(place: ChargePlace, centre: string | undefined, locations: Record<string, string>): Place | undefined {
  const { account, department, class: segment, location } = place;
  const own = location === OF_CENTRE ? locations[centre ?? ''] : location;
  if (location === OF_CENTRE && centre !== undefined && own === undefined) return undefined;
  return {
    account,
    ...(department === undefined ? {} : { department }),
    ...(segment === undefined ? {} : { class: segment }),
    ...(own === undefined ? {} : { location: own }),
  };
}

function feeProblems(invoiceId: string, fees: Set<string>): Problem[] {
  if (fees.size === 0) return [];
  const names = [...fees].map((fee) => `"${fee}"`).join(', ');
  const reason = `ShipBob's invoice ${invoiceId}: no account is set for ${names}; add ${fees.size === 1 ? 'it' : 'them'} to warehouseCharges.fees, or set otherFees`;
  return [{ cause: 'fee-unmapped', reason }];
}

function centreProblems(invoiceId: string, centres: Set<string>): Problem[] {
  if (centres.size === 0) return [];
  const reason = `ShipBob's invoice ${invoiceId}: no NetSuite location is set for the fulfilment centre ${[...centres].join(', ')}; add its id to locations`;
  return [{ cause: 'location-unmapped', reason }];
}

const THINGS: Record<string, string> = { Shipment: 'shipment', Return: 'return', WRO: 'receiving order' };

function wordsOf({ fee, referenceType, reference, order, count }: ChargeLine): string {
  const thing = THINGS[referenceType ?? ''] ?? referenceType ?? 'reference';
  return [
    fee,
    ...(reference === undefined ? [] : [`${thing} ${reference}`]),
    ...(order === undefined ? [] : [`order ${order}`]),
    ...(count > 1 ? [`${count} charges`] : []),
  ].join(', ');
}

/** As NetSuite's expense lines; `sign` -1 turns a credit's lines positive. */
export function expenseLines(lines: Line[], sign: 1 | -1, settings: WarehouseChargesSettings): RecordBody[] {
  const { tax, referenceField } = settings;
  return lines.map(({ account, department, class: segment, location, amount, memo, reference }) => ({
    account: { id: account },
    amount: { decimal: sign === 1 ? amount : negate(amount) },
    memo,
    ...(department === undefined ? {} : { department: { id: department } }),
    ...(segment === undefined ? {} : { class: { id: segment } }),
    ...(location === undefined ? {} : { location: { id: location } }),
    ...(tax.lineTaxCode === undefined ? {} : { taxCode: { id: tax.lineTaxCode } }),
    ...(referenceField === undefined || reference === undefined ? {} : { [referenceField]: reference }),
  }));
}
