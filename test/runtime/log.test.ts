/** The log: nothing secret or personal in it, and readable lines when asked for. */
import { expect, test } from '@jest/globals';
import { createLogger, sdkLogger } from '../../runtime/log.ts';

function capture(format: 'json' | 'pretty') {
  const lines: string[] = [];
  const log = createLogger({ log: { level: 'info', format } }, 'worker', { write: (line) => lines.push(line) });
  return { log, lines, text: () => lines.join('') };
}

test('secrets and personal data are hidden at every depth that is logged', () => {
  const { log, text } = capture('json');
  const secret = 'hunter2';
  log.info({ apiKey: secret, request: { headers: { authorization: secret }, body: secret } }, 'call');
  log.info({
    order: { id: 1, shipTo: { name: secret }, email: secret },
    password: secret,
    a: { b: { c: { token: secret } } },
  });
  expect(text()).not.toContain(secret);
  expect(text()).toContain('"id":1');
});

test('of an error only its type, message, code, stack and causes are written', () => {
  const { log, lines } = capture('json');
  const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' });
  const error = Object.assign(new Error('call failed', { cause }), { options: { headers: { 'x-key': 'hunter2' } } });
  log.error({ err: error }, 'oh');
  const entry = JSON.parse(lines[0]!);
  expect(entry).toMatchObject({ level: 'error', name: 'worker', msg: 'oh' });
  expect(entry.err).toMatchObject({
    type: 'Error',
    message: 'call failed',
    cause: { type: 'TypeError', code: 'ECONNREFUSED' },
  });
  expect(lines[0]).not.toContain('hunter2');
});

test('pretty lines have the time, the level, the text and the fields', () => {
  const { log, text } = capture('pretty');
  log.warn({ connection: 'acme', err: new Error('boom') }, 'waiting');
  expect(text()).toMatch(
    /^\d\d:\d\d:\d\d WARN {2}worker {2}waiting {2}connection=acme {2}error=boom\n {4}Error: boom\n/,
  );
});

test('the level holds, and the SDK logs through the same logger', () => {
  const { log, lines } = capture('json');
  log.debug('not this');
  sdkLogger(log).log('WARN', 'from the SDK', { taskQueue: 'q' });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'warn', msg: 'from the SDK', taskQueue: 'q' }]);
});
