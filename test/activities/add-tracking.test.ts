import { expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type ApplyInput, applyWrite } from '../../activities/apply-write.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import type { Fulfillment, FulfillmentPackage } from '../../connectors/netsuite/types.ts';
import { fulfillment } from '../mappings/support.ts';

/** NetSuite as far as this write needs it; `drops` = it takes the packages and forgets them, as with the wrong list. */
function depsWith(drops: boolean) {
  const held: Fulfillment = { ...fulfillment('IF_SS_501', [[1, '2']]), packages: [] };
  const netSuite = {
    updateFulfillment: jest.fn(async (_id: string, change: { packages: FulfillmentPackage[] }) => {
      if (!drops) held.packages = change.packages;
    }),
    readFulfillment: async () => held,
  };
  const append = jest.fn(async () => undefined);
  const deps = {
    connections: {
      open: async () => ({
        settings: { syncs: { orderShipped: { shipStatus: 'C' } } },
        netSuite: async () => netSuite,
      }),
    },
    store: { ledger: { append } },
    vault: { seal: (text: string) => text },
    now: () => new Date(0),
  } as unknown as ActivityDeps;
  return { deps, append };
}

const input: ApplyInput = {
  connection: 'acme',
  sync: 'orderShipped',
  recordKey: '900',
  write: {
    kind: 'addTracking',
    source: 'shipment:501',
    title: 'tracking number 1Z501 on IF77',
    fulfillmentId: 'f-1',
    packageSublist: 'package',
    packages: [{ trackingNumber: '1Z501' }],
  },
};
const apply = (deps: ActivityDeps) => new MockActivityEnvironment().run(applyWrite, deps, input);

test('a tracking number that came later is written, and read back', async () => {
  const { deps, append } = depsWith(false);
  await expect(apply(deps)).resolves.toMatchObject({ done: 'tracking number 1Z501 on IF77' });
  expect(append).toHaveBeenCalledTimes(2);
});

test('one that NetSuite drops without a word is told, not taken for done', async () => {
  const { deps, append } = depsWith(true);
  await expect(apply(deps)).rejects.toMatchObject({
    type: 'Invalid',
    message: expect.stringContaining('tracking number 1Z501 is missing'),
  });
  expect(append).toHaveBeenCalledTimes(1);
});
