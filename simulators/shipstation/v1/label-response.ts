// The answer of the label-buying calls, the only place where labelData is filled.
// Trap: the PDF is a stand-in of a few bytes, not a printable label.
import type { ShipmentRow } from '../domain/model.ts';

const LABEL_PDF = Buffer.from('%PDF-1.4 simulated label').toString('base64');

/** The answer for a bought label; without a row it is a test label, which leaves nothing behind. */
export const labelResponse = (row: ShipmentRow | undefined) => ({
  shipmentId: row?.shipmentId ?? -1,
  shipmentCost: row?.shipmentCost ?? 0,
  insuranceCost: row?.insuranceCost ?? 0,
  trackingNumber: row?.trackingNumber ?? '9400100000000000000000',
  labelData: LABEL_PDF,
  formData: null,
});
