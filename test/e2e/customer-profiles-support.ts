/** The customers and orders of the customer profile tests, on one running bench.stack. */
import { PATIENCE_MS } from '../support/patience.ts';
import { CONNECTION, type Stack, startStack } from './stack.ts';

const SYNC = 'customerProfiles';
const NO_PLACE = { name: 'Pat Doe' };
let next = 5000;

/** Filled by `startBench`. */
export const bench = {} as { stack: Stack };

/** Starts the machine with two levels of customers in NetSuite and a tag in ShipStation. */
export async function startBench(): Promise<void> {
  bench.stack = await startStack({ name: 'customer-profiles' });
  bench.stack.netSuite.seed({
    items: [{ itemId: 'A', stock: [{ location: '1', quantity: 100 }] }],
    records: [{ type: 'term', id: 60, body: { name: 'Net 60' } }],
    customers: [
      { id: 800, entityId: 'RES-800', companyName: 'Harbour Resellers' },
      { id: 812, entityId: 'ACCT-812', companyName: 'Northside Group', parent: { id: '800' } },
    ],
  });
  bench.stack.shipStation.seed({
    tags: [{ tagId: 31, name: 'B2B' }],
    subscriptions: [{ api: 'v1', event: 'ORDER_NOTIFY', url: bench.stack.hookUrl }],
  });
  await configure();
}

export const configure = (sync: object = {}, more: object = {}) =>
  bench.stack.configure(
    {},
    {
      // The simulated account keeps Pacific time, the connection New York's.
      netsuite: { account: '123456_SB1', baseUrl: bench.stack.netSuite.url, timeZone: 'America/Los_Angeles' },
      syncs: {
        orderShipped: { recheck: '1s' },
        customerProfiles: { enabled: true, recheck: '1s', tags: { category: { Wholesale: 'B2B' } }, ...sync },
      },
      ...more,
    },
  );

export const ADDRESS = {
  addressee: 'Northside Dental',
  addr1: '1 Main St',
  city: 'Reno',
  state: 'NV',
  zip: '89501',
  country: { id: 'US' },
};

/** A customer three levels down, in NetSuite; the category is Wholesale where its id is 2. */
export function customer(id: number, more: Record<string, unknown> = {}) {
  const body = {
    entityId: `ACCT-${id}`,
    companyName: `Dental ${id}`,
    email: `ap@north-${id}.example`,
    parent: { id: '812' },
    terms: { id: '2' },
  };
  const addressBook = { items: [{ defaultBilling: true, defaultShipping: true, addressBookAddress: ADDRESS }] };
  bench.stack.netSuite.seed({ customers: [{ id, ...body, addressBook, ...more }] });
}

/** NetSuite's times have seconds: another change within the same one could not be told from it. */
export const laterSecond = () => {
  const second = Math.floor(Date.now() / 1000);
  return until(() => Math.floor(Date.now() / 1000) > second);
};

export function placeOrder(of: number | string, more: Record<string, unknown> = {}, notify = false): number {
  const number = `C-${next++}`;
  const [orderId] = bench.stack.shipStation.seed({
    notify,
    orders: [
      {
        orderNumber: number,
        orderKey: `key-${number}`,
        customerEmail: typeof of === 'number' ? `ap@north-${of}.example` : of,
        billTo: NO_PLACE,
        items: [{ lineItemKey: '1', sku: 'A', name: 'A', quantity: 3, unitPrice: 3 }],
        ...more,
      },
    ],
  }).orderIds;
  return orderId!;
}

export const shown = (orderId: number) => {
  const row = bench.stack.shipStation.world.orders.get(orderId)!;
  const { customField1, customField2, customField3 } = row.advancedOptions;
  return {
    username: row.customerUsername,
    customField1,
    customField2,
    customField3,
    billTo: row.billTo,
    shipTo: row.shipTo,
    tags: row.tagIds,
  };
};

export const sweep = () =>
  bench.stack.client.workflow.execute('sweep', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/${SYNC}/sweep-${Math.random()}`,
    args: [{ connection: CONNECTION, sync: SYNC }],
  });

export const recordOf = (key: string) => bench.stack.store.records.get(CONNECTION, SYNC, key);
export const orderRecord = (orderId: number) => recordOf(`order/${orderId}`);

export async function recordWhen(key: string, isSo: (status: string, cause?: string) => boolean) {
  await until(
    async () => {
      const record = await recordOf(key);
      return record !== undefined && isSo(record.status, record.cause);
    },
    async () => `${key}: ${JSON.stringify(await recordOf(key))}`,
  );
  return (await recordOf(key))!;
}
export const isDone = (status: string) => status === 'done';

export const replacements = () =>
  bench.stack.shipStation.log.entries().filter((entry) => /createorder|tag$/.test(entry.path)).length;

/** All records at rest: nothing runs that could still write. */
export async function atRest(): Promise<void> {
  const query = `MlConnection = '${CONNECTION}' AND ExecutionStatus = 'Running'`;
  await until(async () => {
    for await (const run of bench.stack.client.workflow.list({ query })) {
      const [, sync, ...key] = run.workflowId.split('/');
      if (sync === SYNC && (await recordOf(key.join('/')))?.status === 'waiting') continue;
      return false;
    }
    return true;
  });
}

export async function until(
  isSo: () => boolean | Promise<boolean>,
  words: () => string | Promise<string> = () => 'it did not come about in time',
): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(await words());
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
