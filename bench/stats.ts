/** Small arithmetic over samples. The trap: a percentile of few samples is the worst one, so say how many there were. */

/** Nearest-rank percentile, `share` 0..1; NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);
export const sum = (samples: readonly number[]): number => samples.reduce((total, next) => total + next, 0);

/** Rounded to so many decimals. */
export const round = (value: number, decimals = 0): number => Number(value.toFixed(decimals));

/** Runs `act` over all items, so many at once, in order. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Epoch milliseconds with fractions, comparable between processes of one machine. */
export const nowMs = (): number => performance.timeOrigin + performance.now();
