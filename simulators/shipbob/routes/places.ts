// Channels and locations.
// Trap: a caller sees every channel of the merchant, with write scopes only on its own.
import { type Call, type Operation, ok } from '../api/operation.ts';
import { cursorPage } from '../http/paging.ts';

function channels(call: Call) {
  const cursor = cursorPage(call.query, { fallback: 50, max: 250, sizeName: 'RecordsPerPage' });
  const { next, prev, items } = cursor.page(
    [...call.world.channels.values()],
    call.world.settings.paging.recordsNext,
    call.place,
  );
  const { scopes, channelId } = call.credential;
  const view = items.map((row) => ({
    ...{ id: row.id, name: row.name, application_name: row.applicationName },
    scopes: scopes.filter((scope) => (row.id === channelId && scope.endsWith('_write')) || scope.endsWith('_read')),
  }));
  return ok({ items: view, next, prev });
}

function locations(call: Call) {
  const { query } = call;
  const [receiving, access] = [query.bool('ReceivingEnabled'), query.bool('AccessGranted')];
  const rows = [...call.world.centers.values()]
    .filter((row) => row.active || query.bool('IncludeInactive') === true)
    .filter((row) => receiving === undefined || row.receiving === receiving)
    .filter((row) => access === undefined || row.accessGranted === access);
  return ok(
    rows.map((row) => ({
      ...{ id: row.id, name: row.name, abbreviation: row.abbreviation, timezone: row.timezone, is_active: row.active },
      ...{
        is_receiving_enabled: row.receiving,
        is_shipping_enabled: true,
        access_granted: row.accessGranted,
        attributes: [],
      },
      region: { id: 1, name: 'US' },
      services: [
        {
          service_type: 'Receiving',
          enabled: row.receiving,
          address: {
            name: row.name,
            address1: row.address1,
            city: row.city,
            state: row.state,
            zip_code: row.zipCode,
            country: row.country,
          },
        },
      ],
    })),
  );
}

/** Channels and locations. */
export const placeOperations: Operation[] = [
  {
    id: 'channel.list',
    method: 'GET',
    path: '/channel',
    scopes: ['channels_read'],
    dialect: 'classic',
    query: ['RecordsPerPage', 'Cursor'],
    answer: channels,
  },
  {
    ...{
      id: 'location.list',
      method: 'GET',
      path: '/location',
      scopes: ['locations_read'],
      dialect: 'classic',
      answer: locations,
    },
    query: ['IncludeInactive', 'ReceivingEnabled', 'AccessGranted'],
  },
];
