// Runs the ShipBob simulator alone: node simulators/shipbob/main.ts --port 4040 [--seed-wros 20] …
// Trap: it has no persistence; stopping it forgets everything.
import { Command } from 'commander';
import { DEFAULT_APP, DEFAULT_PAT } from './options.ts';
import { startShipBobSimulator } from './server.ts';

const program = new Command('shipbob-simulator')
  .option('--host <host>', 'loopback address to listen on', '127.0.0.1')
  .option('--port <port>', 'port, 0 = any free one', '4040')
  .option('--public-url <url>', 'name of this server in links and token issuers')
  .option('--no-limits', 'switch the rate limit off')
  .option('--seed-wros <count>', 'WROs to start with', '0')
  .option('--seed-orders <count>', 'orders to start with', '0')
  .parse();

const given = program.opts<Record<string, string>>();
const simulator = await startShipBobSimulator({
  host: String(given.host),
  port: Number(given.port),
  ...(given.publicUrl && { publicBaseUrl: given.publicUrl }),
  ...(!given.limits && { settings: { limits: { perWindow: 0 } } }),
});
const [wros, orders] = [Number(given.seedWros), Number(given.seedOrders)];
if (wros + orders > 0) simulator.seed({ generate: { wros, orders } });
console.log(`ShipBob simulator on ${simulator.url} (control ${simulator.url}/__sim)`);
console.log(`Token ${DEFAULT_PAT}; application ${DEFAULT_APP.clientId}, secret ${DEFAULT_APP.clientSecret}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
