/** The pairs that can be played, one line each. The first is played when none is named. */
import { fusionShipStation } from './fusion-shipstation/scenario.ts';
import { netSuiteShipBob } from './netsuite-shipbob/scenario.ts';
import { netSuiteShipStation } from './netsuite-shipstation/scenario.ts';
import { netSuiteShopify } from './netsuite-shopify/scenario.ts';
import { type DemoOptions, playDemo } from './play.ts';

type PlayedPair = { plays: string; run(options: DemoOptions): Promise<number> };

export const DEMO_PAIRS: Record<string, PlayedPair> = {
  'netsuite-shipstation': {
    plays: 'about forty orders of one shop: labels, voids, splits, marks, late and lost webhooks',
    run: (options) => playDemo(netSuiteShipStation, options),
  },
  'netsuite-shipbob': {
    plays: 'goods at ShipBob: eight receiving orders, twelve shipped orders, four purchase orders, returns, invoices',
    run: (options) => playDemo(netSuiteShipBob, options),
  },
  'netsuite-shopify': {
    plays: 'twenty-five orders of a web shop: discounts, gift cards, euros, edits, refunds, parcels, stock',
    run: (options) => playDemo(netSuiteShopify, options),
  },
  'fusion-shipstation': {
    plays: 'a retailer with three warehouses and three channels: invoices, inventory, a closed period',
    run: (options) => playDemo(fusionShipStation, options),
  },
};
