import { expect, test } from '@jest/globals';
import { withLease } from '../../store/lease.ts';
import { onEachBackend } from './backends.ts';

onEachBackend((backend) => {
  const SHORT = { leaseMs: 5_000, waitMs: 5_000 };

  test('eight at once: never two inside, and all get in', async () => {
    const options = await backend.fresh();
    const stores = [await backend.open(options), await backend.open(options)];
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      return 'done';
    };
    const all = Array.from({ length: 8 }, (_, index) => withLease(stores[index % 2]!.shared, 'lease/x', SHORT, work));
    expect(await Promise.all(all)).toEqual(Array(8).fill('done'));
    expect(most).toBe(1);
  });

  test('a holder that was killed holds nobody up for longer than its lease', async () => {
    const store = await backend.open(await backend.fresh());
    void withLease(store.shared, 'lease/y', { leaseMs: 80, waitMs: 0 }, () => new Promise<never>(() => undefined));
    const late = withLease(store.shared, 'lease/y', SHORT, async () => 'in');
    expect(await late).toBe('in');
  });

  test('who waits too long is told, and a failure inside lets the next one in', async () => {
    const store = await backend.open(await backend.fresh());
    const held = withLease(store.shared, 'lease/z', SHORT, () => new Promise((resolve) => setTimeout(resolve, 200)));
    await expect(withLease(store.shared, 'lease/z', { leaseMs: 10, waitMs: 0 }, async () => 1)).rejects.toMatchObject({
      code: 'busy',
    });
    await held;
    await expect(withLease(store.shared, 'lease/z', SHORT, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(await withLease(store.shared, 'lease/z', SHORT, async () => 2)).toBe(2);
  });
});
