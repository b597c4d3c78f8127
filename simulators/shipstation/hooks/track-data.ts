// The tracking record of a label, as V2 sends it with track events and from /labels/{id}/track.
// Trap: `carrier_occurred_at` is the carrier's local time although it ends in Z.
import type { ShipmentRow } from '../domain/model.ts';

const DESCRIPTIONS: Record<string, string> = {
  NY: 'Not yet in system',
  AC: 'Accepted',
  IT: 'In transit',
  DE: 'Delivered',
  EX: 'Exception',
  AT: 'Delivery attempt',
  UN: 'Unknown',
  SP: 'Delivered to collection point',
};

const HOUR = 3_600_000;

/** V2 tracking data for a label in a given state (NY, AC, IT, DE, EX, AT, UN, SP). */
export function trackData(row: ShipmentRow, statusCode: string, nowMs: number) {
  const occurred = new Date(nowMs).toISOString();
  const description = DESCRIPTIONS[statusCode] ?? 'Unknown';
  return {
    tracking_number: row.trackingNumber,
    tracking_url: `https://track.example/${row.trackingNumber}`,
    status_code: statusCode,
    carrier_code: row.carrierCode,
    carrier_id: 3,
    status_description: description,
    ship_date: new Date(row.shipDateMs).toISOString(),
    estimated_delivery_date: new Date(row.shipDateMs + 72 * HOUR).toISOString(),
    actual_delivery_date: statusCode === 'DE' ? occurred : null,
    exception_description: null,
    events: [
      {
        occurred_at: occurred,
        carrier_occurred_at: new Date(nowMs - 7 * HOUR).toISOString(),
        description,
        city_locality: row.shipTo.city,
        state_province: row.shipTo.state,
        postal_code: row.shipTo.postalCode,
        country_code: row.shipTo.country,
        event_code: statusCode[0] ?? 'U',
        status_code: statusCode,
      },
    ],
  };
}
