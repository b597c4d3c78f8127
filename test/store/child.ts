/**
 * A process of its own that uses the store, for tests with several processes or with kill -9.
 * Called as `child.ts append <options> <name>` or `child.ts add <options>`; it prints one line when it is done.
 */
import { setInterval } from 'node:timers';
import { openStore } from '../../store/open.ts';

const [action, options = '{}', name = 'child'] = process.argv.slice(2);
const store = await openStore(JSON.parse(options));

if (action === 'append') {
  const one = (index: number) =>
    store.ledger.append([
      {
        connection: 'shared',
        kind: 'attempt',
        sync: 'orderShipped',
        recordKey: `${name}-${index}`,
        workflowId: 'w',
        runId: 'r',
        at: '2026-11-21T10:00:00.000Z',
        step: 'test',
        outcome: 'ok',
        summary: `${name} ${index}`,
      },
    ]);
  // Some in one transaction, most in transactions of their own.
  for (let index = 0; index < 200; index += 5) await Promise.all([0, 1, 2, 3, 4].map((more) => one(index + more)));
  await store.close();
  console.log('appended');
}

if (action === 'add') {
  const { id } = await store.inbox.add({
    connection: 'crash',
    system: 'shipstation',
    topic: 'SHIP_NOTIFY',
    dedupeKey: 'one',
    sealedBody: 'mlc1.k.a.b',
    receivedAt: '2026-11-21T10:00:00.000Z',
  });
  console.log(id);
  // Stays, so that only kill -9 ends it, without any closing.
  setInterval(() => {}, 60_000);
}
