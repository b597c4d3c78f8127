// Runs all simulators, empty: `npm run simulators [-- --netsuite-port 4010 --shipstation-port 4020 --shopify-port 4030 --shipbob-port 4040 --fusion-port 4050]`. State is in memory.
// Trap: NetSuite lets nobody in before a certificate is registered through its /__sim/certificates.
import { parseArgs } from 'node:util';
import { startFusionSimulator } from './fusion/server.ts';
import { startNetSuiteSimulator } from './netsuite/server.ts';
import { startShipBobSimulator } from './shipbob/server.ts';
import { startShipStationSimulator } from './shipstation/server.ts';
import { startShopifySimulator } from './shopify/server.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    'netsuite-port': { type: 'string', default: '4010' },
    'shipstation-port': { type: 'string', default: '4020' },
    'shopify-port': { type: 'string', default: '4030' },
    'shipbob-port': { type: 'string', default: '4040' },
    'fusion-port': { type: 'string', default: '4050' },
  },
});

const { host } = values;
const started = await Promise.allSettled([
  startNetSuiteSimulator({ host, port: Number(values['netsuite-port']) }),
  startShipStationSimulator({ host, port: Number(values['shipstation-port']) }),
  startShopifySimulator({ host, port: Number(values['shopify-port']) }),
  startShipBobSimulator({ host, port: Number(values['shipbob-port']) }),
  startFusionSimulator({ host, port: Number(values['fusion-port']) }),
]);
const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
const stop = () => Promise.all(running.map((simulator) => simulator.close()));

const failed = started.filter((result) => result.status === 'rejected');
if (failed.length > 0) {
  for (const { reason } of failed)
    console.error(
      `A simulator did not start: ${reason}. Choose other ports with --netsuite-port, --shipstation-port, --shopify-port, --shipbob-port and --fusion-port.`,
    );
  await stop();
  process.exit(3);
}
const [netSuite, shipStation, shopify, shipBob, fusion] = running.map(({ url }) => url);
console.log(`NetSuite simulator     ${netSuite}   control ${netSuite}/__sim`);
console.log(
  `ShipStation simulator  ${shipStation}   control ${shipStation}/__sim   key sim-key, secret sim-secret, V2 key sim-v2-key`,
);
console.log(
  `Shopify simulator      ${shopify}   control ${shopify}/__sim   token shpat_sim-token, client sim-client, secret sim-shopify-secret`,
);
console.log(
  `ShipBob simulator      ${shipBob}   control ${shipBob}/__sim   token sim-pat, client sim-client, secret sim-shipbob-secret`,
);
console.log(`Fusion simulator       ${fusion}   control ${fusion}/__sim   client sim-client, secret sim-fusion-secret`);
console.log('Ctrl-C stops all.');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
