/** What people in the warehouse do in NetSuite, in the simulated account: ship, change, take back. Events go out as set. */
import { executeRecord } from '../../simulators/netsuite/http/dispatch.ts';
import type { NetSuiteSimulator } from '../../simulators/netsuite/server.ts';

export type Shipment = {
  /** Order line → units; other open lines stay. */
  lines: Record<number, number>;
  tracking?: string[];
  /** A picked, B packed, C shipped (default). */
  status?: 'A' | 'B' | 'C';
  externalId?: string;
};

const PATH = '/services/rest/record/v1';

export function warehouseOf(netSuite: NetSuiteSimulator) {
  const call = (method: string, path: string, body?: object, query = '') => {
    const answer = executeRecord(netSuite.world, {
      method,
      path: `${PATH}${path}`,
      query: new URLSearchParams(query),
      headers: {},
      body,
      base: netSuite.url,
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.headers.location ?? answer.headers.Location ?? '';
  };
  const packages = (numbers: string[]) => ({
    items: numbers.map((packageTrackingNumber) => ({ packageTrackingNumber, packageWeight: 1 })),
  });
  return {
    /** Answers the fulfilment's id. */
    ship(salesOrderId: string, shipment: Shipment): string {
      const order = netSuite.dump().salesOrders.find(({ id }) => id === salesOrderId);
      const items = (order?.lines ?? []).map(({ line }) => {
        const quantity = shipment.lines[line] ?? 0;
        return quantity > 0
          ? { orderLine: line, quantity, itemReceive: true, location: { id: '1' } }
          : { orderLine: line, itemReceive: false };
      });
      const at = call('POST', `/salesOrder/${salesOrderId}/!transform/itemFulfillment`, {
        ...(shipment.externalId === undefined ? {} : { externalId: shipment.externalId }),
        shipStatus: { id: shipment.status ?? 'C' },
        item: { items },
        ...(shipment.tracking === undefined ? {} : { package: packages(shipment.tracking) }),
      });
      return at.split('/').at(-1) ?? '';
    },
    track: (id: string, numbers: string[]) =>
      call('PATCH', `/itemFulfillment/${id}`, { package: packages(numbers) }, 'replace=package'),
    setStatus: (id: string, status: 'A' | 'B' | 'C') =>
      call('PATCH', `/itemFulfillment/${id}`, { shipStatus: { id: status } }),
    remove: (id: string) => call('DELETE', `/itemFulfillment/${id}`),
    update: (type: string, id: string, body: object) => call('PATCH', `/${type}/${id}`, body),
    create: (type: string, body: object) => call('POST', `/${type}`, body).split('/').at(-1) ?? '',
  };
}
