/** Orders and payments of a shop compared with NetSuite: agreement, and what a person deleted or changed; and its mending. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { compareBooks } from './compare-books.ts';
import { CONNECTION, type ShopStack, startShopStack } from './shopify-stack.ts';

let stack: ShopStack;
let buyers = 0;

beforeAll(async () => {
  stack = await startShopStack('reconcile-shopify');
  await stack.configure({}, { reconcile: { grace: '0s' } });
}, START_TIMEOUT_MS);
afterAll(() => stack?.stop());

type Order = { id: number; name: string };
type Place = Parameters<ShopStack['shopify']['admin']['place']>[0];
const TAX = { title: 'State Tax', rate: 0.08 };

async function placed(given: Place): Promise<Order> {
  const customer = { email: `books-${buyers++}@example.com`, firstName: 'Bo', lastName: 'Oks' };
  const order = stack.shopify.admin.place({ taxes: [TAX], customer, ...given });
  return settled(order);
}

async function settled(order: Order): Promise<Order> {
  await stack.shopify.courier.idle();
  for (const limit = Date.now() + PATIENCE_MS; Date.now() < limit; ) {
    const { stored, signalled } = await stack.store.inbox.counts(CONNECTION);
    if (stored + signalled === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await stack.recordWhen('shopifyOrder', String(order.id), (status) => status === 'done');
  return order;
}

const reconcile = (more?: object) => compareBooks(stack, more);

const so = ({ id }: Order) => stack.inNetSuite('salesOrder', `SHOPIFY_SO_${id}`);
const depositOf = ({ id }: Order) => {
  const [payment] = stack.shopify.dump().orders.find((one) => one.id === id)?.payments ?? [];
  return stack.inNetSuite('customerDeposit', `SHOPIFY_DEP_${payment?.id}`);
};

test('plain, taxed, edited, refunded and test orders agree; what somebody changed is told, and mended on request', async () => {
  const lines = [{ sku: 'TEE', quantity: 3, price: '19.99' }];
  const deleted = await placed({ lines });
  const changed = await placed({ lines, taxesIncluded: true });
  const refunded = await placed({ lines });
  const edited = await placed({ lines: [...lines, { sku: 'MUG', quantity: 2, price: '9.99' }] });
  await placed({ lines, test: true });
  stack.shopify.admin.refund(refunded.id, { lines: [{ line: 'TEE', quantity: 1, restockType: 'CANCEL' }] });
  stack.shopify.admin.edit(edited.id, { quantities: [{ line: 'TEE', quantity: 1 }] });
  for (const order of [refunded, edited]) await settled(order);
  // What changes after the comparison has begun is too young to be judged by it: a status that is just written back.
  let agreed = await reconcile();
  for (const limit = Date.now() + PATIENCE_MS; agreed.streams[0]?.source !== 5 && Date.now() < limit; )
    agreed = await reconcile();
  expect(agreed.reasons).toEqual([]);
  expect(
    agreed.streams.map(({ stream, source, target, unexplained }) => [stream, source, target, unexplained]),
  ).toEqual([
    ['orders', 5, 4, 0],
    ['payments', 6, 5, 0],
  ]);

  const api = await (await createConnectionRegistry(stack.store, stack.vault).get(CONNECTION)).netSuite();
  await api.deleteRecord('customerDeposit', depositOf(deleted)?.id ?? '');
  const line = so(changed)?.lists.item?.[0]?.line;
  await api.updateRecord('salesOrder', so(changed)?.id ?? '', {
    item: {
      items: [
        { line: { decimal: String(line) }, price: { id: '-1' }, rate: { decimal: '1' }, amount: { decimal: '3' } },
      ],
    },
  });
  const differs = await reconcile();
  expect(differs.reasons).toEqual([
    expect.stringMatching(
      new RegExp(`^order ${changed.name} and sales order \\S+ differ: total: 59.97 in Shopify, [\\d.]+ in NetSuite`),
    ),
    expect.stringMatching(
      new RegExp(
        `^payment by \\S+ of order ${deleted.name} has no payment in NetSuite; it was posted as .* deleted since`,
      ),
    ),
  ]);
  const mended = await reconcile({ heal: true });
  expect(mended.reasons).toEqual([expect.stringMatching(`^order ${changed.name} and`)]);
  expect(depositOf(deleted)?.total?.toFixed(2)).toBe('64.77');
  expect(so(edited)).toBeDefined();
});

test('days that Shopify hides from the app are refused, not taken for empty', async () => {
  const hidden = await reconcile({ from: '2026-01-01', to: '2026-01-31' });
  expect(hidden.stopped).toMatch(/no orders from before .*read_all_orders/);
  expect(hidden.reasons).toEqual([]);
});
