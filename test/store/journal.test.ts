import { expect, test } from '@jest/globals';
import { onEachBackend } from './backends.ts';

onEachBackend((backend) => {
  const entry = (key: string, day = '2026-11-20') => ({
    connection: 'acme',
    key,
    recordKey: '77',
    day,
    sealedPayload: `sealed ${key}`,
  });

  test('an entry is due once, goes with one import, and ends as that import says', async () => {
    const { journal } = await backend.open(await backend.fresh());
    expect(await journal.queue(entry('SS:1/5'))).toBe(true);
    expect(await journal.queue({ ...entry('SS:1/5'), sealedPayload: 'again' })).toBe(true);
    expect(await journal.queue(entry('SS:1/6', '2026-11-19'))).toBe(true);
    expect((await journal.due('acme', 10)).map(({ key }) => key)).toEqual(['SS:1/6', 'SS:1/5']);
    expect((await journal.due('acme', 1)).length).toBe(1);

    await journal.noteReason('acme', ['SS:1/6'], 'the period is closed');
    expect((await journal.ofRecord('acme', '77')).map(({ reason }) => reason)).toEqual([
      undefined,
      'the period is closed',
    ]);

    const taken = await journal.take('acme', ['SS:1/5', 'SS:1/6', 'SS:none'], '901');
    expect(taken).toMatchObject([
      { key: 'SS:1/5', state: 'sent', groupId: '901', sealedPayload: 'again' },
      { key: 'SS:1/6', state: 'sent', groupId: '901' },
    ]);
    expect(taken[1]?.reason).toBeUndefined();
    expect(await journal.take('acme', ['SS:1/5'], '902')).toEqual([]);
    expect(await journal.queue(entry('SS:1/5'))).toBe(false);
    expect(await journal.withdraw('acme', 'SS:1/5')).toBe(false);
    expect(await journal.openGroups('acme')).toEqual(['901']);

    await journal.settle('acme', '902', { key: 'SS:1/5', state: 'posted' });
    await journal.settle('acme', '901', { key: 'SS:1/5', state: 'posted' });
    await journal.settle('acme', '901', { key: 'SS:1/5', state: 'rejected', reason: 'too late' });
    await journal.settle('acme', '901', { key: 'SS:1/6', state: 'rejected', reason: 'account 1 is not valid' });
    expect(await journal.ofGroup('acme', '901')).toMatchObject([
      { key: 'SS:1/5', state: 'posted' },
      { key: 'SS:1/6', state: 'rejected', reason: 'account 1 is not valid' },
    ]);
    expect(await journal.openGroups('acme')).toEqual([]);
  });

  test('what was refused is due again when it is asked for, or leaves the queue; others are not touched', async () => {
    const { journal } = await backend.open(await backend.fresh());
    await journal.queue(entry('SS:1/5'));
    await journal.queue({ ...entry('SS:1/5'), connection: 'other' });
    await journal.take('acme', ['SS:1/5'], '901');
    await journal.settle('acme', '901', { key: 'SS:1/5', state: 'rejected', reason: 'no' });
    expect(await journal.queue(entry('SS:1/5'))).toBe(true);
    const [due] = await journal.due('acme', 5);
    expect(due).toMatchObject({ key: 'SS:1/5', state: 'due' });
    expect(due).not.toHaveProperty('groupId');
    expect(due).not.toHaveProperty('reason');
    expect(await journal.withdraw('acme', 'SS:1/5')).toBe(true);
    expect(await journal.withdraw('acme', 'SS:1/5')).toBe(false);
    expect((await journal.due('other', 5)).length).toBe(1);
  });
});
