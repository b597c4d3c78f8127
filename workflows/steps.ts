/**
 * The activities as workflows call them: each vendor's on its own queue, our own store's as local activities.
 * The trap: only types come from the activities' room; their code must never reach the workflow bundle.
 */
import type { Priority } from '@temporalio/common';
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type {
  CommonVendorActivities,
  FusionActivities,
  NetSuiteActivities,
  ShipBobActivities,
  ShipStationActivities,
  ShopifyActivities,
  StoreActivities,
} from '../activities/index.ts';
import type { System } from './manifest.ts';
import { HEARTBEAT_TIMEOUT, VENDOR_RETRY, VENDOR_TIMEOUT, vendorQueue } from './policies.ts';

export function stepsFor(priority: Priority | undefined) {
  const vendor = {
    startToCloseTimeout: VENDOR_TIMEOUT,
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: VENDOR_RETRY,
    ...(priority === undefined ? {} : { priority }),
  };
  return {
    /** What every vendor's queue offers. */
    vendor: (system: System) => proxyActivities<CommonVendorActivities>({ ...vendor, taskQueue: vendorQueue(system) }),
    shipStation: proxyActivities<ShipStationActivities>({ ...vendor, taskQueue: vendorQueue('shipstation') }),
    shipBob: proxyActivities<ShipBobActivities>({ ...vendor, taskQueue: vendorQueue('shipbob') }),
    shopify: proxyActivities<ShopifyActivities>({ ...vendor, taskQueue: vendorQueue('shopify') }),
    fusion: proxyActivities<FusionActivities>({ ...vendor, taskQueue: vendorQueue('fusion') }),
    netSuite: proxyActivities<NetSuiteActivities>({ ...vendor, taskQueue: vendorQueue('netsuite') }),
    store: proxyLocalActivities<StoreActivities>({
      startToCloseTimeout: '30s',
      retry: { initialInterval: '100ms', maximumInterval: '10s' },
    }),
    /** Steps of ours that take long or call out; on the workflows' queue, heartbeating. */
    slow: proxyActivities<StoreActivities>({ ...vendor }),
  };
}

export type Steps = ReturnType<typeof stepsFor>;
