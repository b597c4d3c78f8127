import { expect, test } from '@jest/globals';
import { createMetrics, setUnexplained } from '../../runtime/metrics.ts';

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
