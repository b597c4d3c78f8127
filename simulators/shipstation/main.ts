// Runs the ShipStation simulator alone: node simulators/shipstation/main.ts --port 4020 [--seed-orders 100] …
// Trap: it has no persistence; stopping it forgets everything.
import { Command } from 'commander';
import { startShipStationSimulator } from './server.ts';

const program = new Command('shipstation-simulator')
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .option('--port <port>', 'port, 0 = any free one', '4020')
  .option('--v2-port <port>', 'serve V2 on this port too')
  .option('--public-url <url>', 'name of this server in webhooks and links')
  .option('--key <key>', 'V1 key', 'sim-key')
  .option('--secret <secret>', 'V1 secret', 'sim-secret')
  .option('--v2-key <key>', 'V2 key', 'sim-v2-key')
  .option('--window-ms <ms>', 'length of the rate windows', '60000')
  .option('--no-limits', 'switch the rate limits off')
  .option('--seed-orders <count>', 'open orders to start with', '0')
  .parse();

const given = program.opts<Record<string, string>>();
const windowMs = Number(given.windowMs);
const unlimited = given.limits ? {} : { v1PerWindow: 0, v2PerWindow: 0 };
const simulator = await startShipStationSimulator({
  host: String(given.host),
  port: Number(given.port),
  ...(given.v2Port && { v2Port: Number(given.v2Port) }),
  ...(given.publicUrl && { publicBaseUrl: given.publicUrl }),
  v1Keys: [{ key: String(given.key), secret: String(given.secret) }],
  v2Keys: [String(given.v2Key)],
  settings: { limits: { v1WindowMs: windowMs, v2WindowMs: windowMs, ...unlimited } },
});
const count = Number(given.seedOrders);
if (count > 0) simulator.seed({ generate: { count } });
console.log(`ShipStation simulator on ${simulator.url} (V2 ${simulator.v2Url}/v2, control ${simulator.url}/__sim)`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
