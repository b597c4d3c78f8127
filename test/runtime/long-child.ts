/** A long-running process for process.test.ts and supervisor.test.ts; what it does stands in its arguments. */
import { createLogger } from '../../runtime/log.ts';
import { StartProblem } from '../../runtime/problem.ts';
import { runProcess } from '../../runtime/process.ts';

const [behaviour] = process.argv.slice(2);
const log = createLogger({ log: { level: 'info', format: 'json' } }, 'child');
const keepAlive = setInterval(() => undefined, 1000);

runProcess({
  name: 'child',
  log,
  graceMs: 5000,
  async start(stopping) {
    if (behaviour === 'no-server') throw new StartProblem('unreachable', 'nothing there', 'start it');
    if (behaviour === 'waits') {
      log.info('waiting');
      await new Promise((_resolve, reject) => stopping.addEventListener('abort', reject));
    }
    if (behaviour === 'crashes') setTimeout(() => JSON.parse('{'), 10);
  },
  async stop() {
    if (behaviour === 'stuck') await new Promise(() => undefined);
    clearInterval(keepAlive);
    log.info('drained');
  },
});
