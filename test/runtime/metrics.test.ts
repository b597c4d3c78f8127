import { expect, test } from '@jest/globals';
import { createMetrics, setParked, setUnexplained } from '../../runtime/metrics.ts';

test('what the last reconciliations left unexplained, by list; an explained list says 0, an old one disappears', async () => {
  const metrics = createMetrics();
  setUnexplained(metrics, [{ connection: 'gone', streams: [{ stream: 'shipments', unexplained: 9 }] }]);
  setUnexplained(metrics, [
    {
      connection: 'acme',
      streams: [
        { stream: 'shipments', unexplained: 2 },
        { stream: 'stock', unexplained: 0 },
      ],
    },
  ]);
  const lines = (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('mlc_recon'));
  expect(lines).toEqual([
    'mlc_recon_unexplained{connection="acme",stream="shipments"} 2',
    'mlc_recon_unexplained{connection="acme",stream="stock"} 0',
  ]);
});

test('which connections are parked: 1 while one is, 0 for the others, gone with the connection', async () => {
  const metrics = createMetrics();
  const parked = { system: 'shipbob', failureType: 'Auth', reason: 'revoked', since: '2026-11-21T09:00:00Z' };
  setParked(metrics, [{ id: 'gone' }]);
  setParked(metrics, [{ id: 'acme', parked }, { id: 'depot' }]);
  const lines = (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('mlc_connection'));
  expect(lines).toEqual(['mlc_connection_parked{connection="acme"} 1', 'mlc_connection_parked{connection="depot"} 0']);
});
