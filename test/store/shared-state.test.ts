import { expect, test } from '@jest/globals';
import { onEachBackend } from './backends.ts';

onEachBackend((backend) => {
  test('changes that meet are all counted, also over several openings of one store', async () => {
    const options = await backend.fresh();
    const stores = [await backend.open(options), await backend.open(options)];
    const count = (value: string | undefined) => {
      const next = Number(value ?? '0') + 1;
      return { value: String(next), answer: next };
    };
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => stores[index % 2]!.shared.change('budget/x', count)),
    );
    expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(await stores[0]!.shared.get('budget/x')).toBe('60');
    expect(await stores[0]!.shared.get('budget/y')).toBeUndefined();
  });
});
