// Runs the NetSuite simulator alone: `node simulators/netsuite/main.ts --port 4010`. State is kept in memory.
// Trap: register a certificate through `/__sim/certificates` before a client can sign in.
import { parseArgs } from 'node:util';
import { startNetSuiteSimulator } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    host: { type: 'string', default: '127.0.0.1' },
    account: { type: 'string', default: '123456_SB1' },
    zone: { type: 'string', default: 'America/Los_Angeles' },
    concurrency: { type: 'string', default: '5' },
  },
});

const simulator = await startNetSuiteSimulator({
  host: values.host,
  port: Number(values.port),
  accountId: values.account,
  accountZone: values.zone,
  concurrencyLimit: Number(values.concurrency),
});
console.log(`NetSuite simulator listening on ${simulator.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
