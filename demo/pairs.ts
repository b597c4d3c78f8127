/** The pairs that can be played, one line each. The first is played when none is named. */
import { netSuiteShipStation } from './netsuite-shipstation/scenario.ts';
import { type DemoOptions, playDemo } from './play.ts';

type PlayedPair = { plays: string; run(options: DemoOptions): Promise<number> };

export const DEMO_PAIRS: Record<string, PlayedPair> = {
  'netsuite-shipstation': {
    plays: 'about forty orders of one shop: labels, voids, splits, marks, late and lost webhooks',
    run: (options) => playDemo(netSuiteShipStation, options),
  },
};
