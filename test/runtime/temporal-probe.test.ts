/** The probe runs under Node itself, whose modules differ from the tests' own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('asked outside the tests, a server that is not there is a no and no crash', async () => {
  const probe = new URL('../../runtime/temporal-probe.ts', import.meta.url).href;
  const script = `const { readsHistories } = await import('${probe}'); console.log(await readsHistories('127.0.0.1:1', 'x', 500));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(stdout.trim()).toBe('false');
});
