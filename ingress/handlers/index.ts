/** The systems that may call us, and which of them a hook address means. A new one is a file and a line here. */
import type { WebhookHandler } from './contract.ts';
import { createNetSuiteHandler } from './netsuite.ts';
import { createShipBobHandler } from './shipbob.ts';
import { createShipStationHandler } from './shipstation.ts';
import { createShopifyHandler } from './shopify.ts';

export const createHandlers = (options: { now: () => Date }): WebhookHandler[] => [
  createShipStationHandler(options),
  createNetSuiteHandler(options),
  createShopifyHandler(),
  createShipBobHandler(options),
];

/** With a system segment only that system, and only if it is one of the pair's two; else the pair's own default. */
export function handlerFor(handlers: WebhookHandler[], pair: string, system?: string): WebhookHandler | undefined {
  if (system === undefined) return handlers.find((handler) => handler.pairs.includes(pair));
  return pair.split('-').includes(system) ? handlers.find((handler) => handler.system === system) : undefined;
}
