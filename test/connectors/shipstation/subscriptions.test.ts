import { expect, test } from '@jest/globals';
import {
  planSubscriptions,
  subscriptionName,
  wantedSubscriptions,
} from '../../../connectors/shipstation/subscriptions.ts';

const url = 'https://hooks.example/hooks/acme/token';
const name = subscriptionName('acme');
const base = { connectionId: 'acme', url, webhooks: ['v1'] as const, storeIds: [] };

const asExisting = (wanted: ReturnType<typeof wantedSubscriptions>) =>
  wanted.map((subscription, index) => ({ id: String(index + 1), ...subscription }));

test('asks for the two V1 events, and for the V2 ones only when they are wanted', () => {
  expect(wantedSubscriptions(base).map(({ event }) => event)).toEqual(['ITEM_SHIP_NOTIFY', 'FULFILLMENT_SHIPPED']);
  expect(wantedSubscriptions({ ...base, webhooks: ['v2'] }).map(({ event }) => event)).toEqual([
    'label_created_v2',
    'fulfillment_shipped_v2',
  ]);
  expect(wantedSubscriptions({ ...base, webhooks: [] })).toEqual([]);
});

test('narrows to stores with one subscription per event and store', () => {
  const wanted = wantedSubscriptions({ ...base, storeIds: ['1', '2'] });
  expect(wanted.map(({ event, storeId }) => `${event}/${storeId}`)).toEqual([
    'ITEM_SHIP_NOTIFY/1',
    'ITEM_SHIP_NOTIFY/2',
    'FULFILLMENT_SHIPPED/1',
    'FULFILLMENT_SHIPPED/2',
  ]);
});

test('nothing changes when everything is there', () => {
  const wanted = wantedSubscriptions(base);
  const plan = planSubscriptions({ name, wanted, existing: asExisting(wanted) });
  expect(plan).toMatchObject({ create: [], remove: [] });
  expect(plan.keep).toHaveLength(2);
});

test('replaces our own with another address and leaves those of others alone', () => {
  const wanted = wantedSubscriptions(base);
  const stale = { api: 'v1' as const, id: '7', event: 'ITEM_SHIP_NOTIFY', url: 'https://old.example/x', name };
  const foreign = { ...stale, id: '8', name: 'Celigo' };
  const plan = planSubscriptions({ name, wanted, existing: [stale, foreign] });
  expect(plan.create).toEqual(wanted);
  expect(plan.remove).toEqual([stale]);
});

test('a doubled subscription is removed, also a nameless one of V2', () => {
  const wanted = wantedSubscriptions({ ...base, webhooks: ['v2'] });
  const twice = [...asExisting(wanted), { api: 'v2' as const, id: '9', event: 'LABEL_CREATED_V2', url }];
  expect(planSubscriptions({ name, wanted, existing: twice }).remove.map(({ id }) => id)).toEqual(['9']);
});

test('with no webhooks wanted, ours go', () => {
  const existing = asExisting(wantedSubscriptions(base));
  expect(planSubscriptions({ name, wanted: [], existing }).remove).toHaveLength(2);
});

test('new orders are told by V1 alone, whatever tells of parcels', () => {
  const events = (webhooks: ('v1' | 'v2')[]) =>
    wantedSubscriptions({ ...base, webhooks, orders: true, storeIds: ['7'] }).map(({ api, event, storeId }) => [
      api,
      event,
      storeId,
    ]);
  expect(events([])).toEqual([['v1', 'ORDER_NOTIFY', '7']]);
  expect(events(['v2'])).toContainEqual(['v1', 'ORDER_NOTIFY', '7']);
});
