/**
 * A person in Temporal's Web UI, in a real browser: finds what waits, reads why, mends it and sends `retry`.
 * The trap: a waiting record looks again by itself, so here it does only after an hour.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { startWebUi, type WebUi } from '../support/web-ui.ts';
import {
  chooseColumns,
  currentDetails,
  listedIds,
  openList,
  openTab,
  openWorkflow,
  type Place,
  sendSignal,
  sendUpdate,
  useOwnCodec,
} from '../support/web-ui-pages.ts';
import { CONNECTION, type Stack, startStack } from './stack.ts';

const SETTINGS = { recheck: '1h' };
const MISSING = 'GLV-M-100';
// A page takes a second or two, and many more while other test files run beside it.

let ui: WebUi;
let stack: Stack;
let browser: Browser;
let done: Order;
let first: Order;
let second: Order;

beforeAll(async () => {
  ui = await startWebUi('web-ui');
  stack = await startStack({ name: 'web-ui', server: ui.server, masterKey: ui.masterKey });
  await stack.configure(SETTINGS);
  stack.netSuite.seed({
    customers: [{ companyName: 'Northside' }],
    items: [{ itemId: 'A', stock: [{ location: '1', quantity: 1000 }] }],
  });
  stack.shipStation.seed({ subscriptions: [{ api: 'v1', event: 'ITEM_SHIP_NOTIFY', url: stack.hookUrl }] });
  [done, first, second] = [shipped('U-1', 'A'), shipped('U-2', MISSING), shipped('U-3', MISSING)];
  await stack.recordWhen(done.orderId, (status) => status === 'done');
  for (const { orderId } of [first, second]) await stack.recordWhen(orderId, (status) => status === 'waiting');
  browser = await launchBrowser();
}, 2 * START_TIMEOUT_MS);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await ui?.stop();
});

type Order = { orderId: number; number: string; workflowId: string };

/** An order that has shipped with this SKU, while its sales order says A. */
function shipped(number: string, sku: string): Order {
  const items = [{ lineItemKey: '1', sku, name: sku, quantity: 1, unitPrice: 3 }];
  const orderId = stack.shipStation.seed({ orders: [{ orderNumber: number, orderKey: number, items }] }).orderIds[0]!;
  stack.netSuite.seed({
    salesOrders: [{ otherRefNum: number, orderStatus: 'B', lines: [{ item: 'A', quantity: 1, location: '1' }] }],
  });
  stack.shipStation.admin.buyLabels([{ orderId }]);
  return { orderId, number, workflowId: `${CONNECTION}/orderShipped/${orderId}` };
}

/** A browser of somebody who was never here. */
async function visit(): Promise<Place> {
  const page = await (await browser.newContext({ viewport: { width: 1500, height: 900 } })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return { page, url: ui.url, namespace: ui.server.namespace };
}

const fulfillmentsOf = (number: string) => {
  const dump = stack.netSuite.dump();
  const order = dump.salesOrders.find((o) => o.otherRefNum === number);
  return dump.itemFulfillments.filter((f) => f.createdFrom === order?.id);
};

test('the list shows what waits on a connection, by a link', async () => {
  const place = await visit();
  await chooseColumns(place, ['Workflow ID', 'MlCause', 'MlNumbers']);
  await openList(place, `MlConnection="${CONNECTION}" AND MlStatus="waiting" AND MlCause="sku-missing"`);
  await place.page.getByRole('link', { name: first.workflowId }).waitFor();
  const ids = await listedIds(place);
  expect(ids).toEqual(expect.arrayContaining([first.workflowId, second.workflowId]));
  expect(ids).not.toContain(done.workflowId);
  const row = await place.page.getByRole('row').filter({ hasText: first.workflowId }).textContent();
  expect(row).toMatch(new RegExp(`sku-missing.*${first.number}`, 's'));

  await openList(place, `MlNumbers="${done.number}"`);
  await place.page.getByRole('link', { name: done.workflowId }).waitFor();
  expect(await listedIds(place)).not.toContain(first.workflowId);
});

test('the page of an order says in clear text why it waits', async () => {
  const place = await visit();
  await openWorkflow(place, first.workflowId);
  await place.page.getByText(`"key": "${first.orderId}"`).waitFor();
  const observed = place.page.getByTestId('event-summary-row').filter({ hasText: `"orderNumber":"${first.number}` });
  await observed.first().waitFor();

  const details = await currentDetails(place);
  expect(details).toContain(`waiting: SKU ${MISSING} is not in NetSuite`);
  expect(details).toContain(`order ${first.number}`);
  expect(details).toContain('Send retry to look now, or skip to let it be.');

  await openTab(place, 'Queries');
  await place.page.getByRole('button', { name: 'Run Query' }).click();
  await place.page.getByText('"cause": "sku-missing"').waitFor();
});

test('with a wrong token of the codec server nothing can be read', async () => {
  const place = await visit();
  await openList(place, `MlConnection="${CONNECTION}"`);
  await useOwnCodec(place, `${ui.codec.url}/a-guess-at-the-token`);
  const refused = place.page.waitForResponse((response) => response.url().startsWith(ui.codec.url));
  await openWorkflow(place, first.workflowId);
  expect((await refused).status()).toBe(401);
  await place.page.locator('#content').getByText('Codec Server could not connect').waitFor();
  await place.page.getByText('"encryption-key-id"').first().waitFor();
  await place.page.getByTestId('event-summary-row').first().waitFor();
  expect(await place.page.content()).not.toContain('orderNumber');

  await openTab(place, 'User Metadata');
  await place.page.getByText('Current Details').waitFor();
  expect(await place.page.content()).not.toContain(MISSING);
});

test('once the cause is mended, retry from the page makes the fulfilment', async () => {
  const place = await visit();
  await stack.configure({ ...SETTINGS, skuAliases: { [MISSING]: 'A' } });
  expect([fulfillmentsOf(first.number), fulfillmentsOf(second.number)]).toEqual([[], []]);

  await openWorkflow(place, first.workflowId);
  await sendSignal(place, 'retry', '{"by":"ann"}');
  await place.page.getByText('Workflow signaled.').waitFor();
  expect((await stack.recordWhen(first.orderId, (status) => status === 'done'))?.summary).toContain('item fulfilment');
  expect(fulfillmentsOf(first.number)).toHaveLength(1);

  await openWorkflow(place, second.workflowId);
  await sendUpdate(place, 'retry');
  await place.page.getByText('Update successful').waitFor();
  await stack.recordWhen(second.orderId, (status) => status === 'done');
  expect(fulfillmentsOf(second.number)).toHaveLength(1);
});
