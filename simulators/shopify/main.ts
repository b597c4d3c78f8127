// Runs the Shopify simulator alone: node simulators/shopify/main.ts --port 4030 [--seed-orders 100] …
// Trap: it has no persistence; stopping it forgets everything.
import { Command } from 'commander';
import { DEFAULT_APP, DEFAULT_TOKEN } from './options.ts';
import { startShopifySimulator } from './server.ts';

const program = new Command('shopify-simulator')
  .option('--host <host>', 'loopback address to listen on', '127.0.0.1')
  .option('--port <port>', 'port, 0 = any free one', '4030')
  .option('--public-url <url>', 'name of this server in bulk result addresses')
  .option('--currency <code>', "the shop's currency", 'USD')
  .option('--taxes-included', 'prices include tax')
  .option('--no-limits', 'switch the cost bucket off')
  .option('--seed-orders <count>', 'orders to start with', '0')
  .parse();

const given = program.opts<Record<string, string>>();
const simulator = await startShopifySimulator({
  host: String(given.host),
  port: Number(given.port),
  ...(given.publicUrl && { publicBaseUrl: given.publicUrl }),
  settings: {
    shop: { currency: String(given.currency), taxesIncluded: Boolean(given.taxesIncluded) },
    ...(!given.limits && { limits: { bucketSize: 0 } }),
  },
});
const count = Number(given.seedOrders);
if (count > 0) simulator.seed({ generate: { count } });
console.log(`Shopify simulator on ${simulator.url} (control ${simulator.url}/__sim)`);
console.log(`Token ${DEFAULT_TOKEN}, client ${DEFAULT_APP.clientId}, secret ${DEFAULT_APP.clientSecrets[0]}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
