// Runs the Fusion simulator alone: node simulators/fusion/main.ts --port 4050 [--seed-customers 20] …
// Trap: it has no persistence; stopping it forgets everything.
import { Command } from 'commander';
import { DEFAULT_CLIENT, DEFAULT_SCOPE } from './options.ts';
import { startFusionSimulator } from './server.ts';

const program = new Command('fusion-simulator')
  .option('--host <host>', 'loopback address to listen on', '127.0.0.1')
  .option('--port <port>', 'port, 0 = any free one', '4050')
  .option('--public-url <url>', 'start of links, as https://pod.fa.ocs.oraclecloud.com:443')
  .option('--zone <zone>', 'zone of the legal entity', 'America/New_York')
  .option('--seed-customers <count>', 'customers to start with', '0')
  .option('--seed-items <count>', 'items to start with', '0')
  .parse();

const given = program.opts<Record<string, string>>();
const simulator = await startFusionSimulator({
  host: String(given.host),
  port: Number(given.port),
  ...(given.publicUrl && { publicBaseUrl: given.publicUrl }),
  settings: { pod: { zone: String(given.zone) } },
});
simulator.seed({ generate: { customers: Number(given.seedCustomers), items: Number(given.seedItems) } });
console.log(`Fusion simulator on ${simulator.url} (control ${simulator.url}/__sim)`);
console.log(`Client ${DEFAULT_CLIENT.clientId}, secret ${DEFAULT_CLIENT.clientSecret}, scope ${DEFAULT_SCOPE}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
