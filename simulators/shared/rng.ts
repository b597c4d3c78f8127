// Seeded random numbers, so that a simulated run with faults can be repeated exactly.
// Trap: one generator per concern; sharing one makes two unrelated features shift each other's sequence.

export interface Rng {
  /** Next number in [0, 1). */
  next(): number;
  /** True with probability p (0 never, 1 always; neither draws a number). */
  chance(p: number): boolean;
  /** Whole number in [0, below). */
  below(limit: number): number;
}

/** A mulberry32 generator: the same seed gives the same sequence. */
export function createRng(seed: number): Rng {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    chance: (p) => (p <= 0 ? false : p >= 1 ? true : next() < p),
    below: (limit) => Math.floor(next() * limit),
  };
}
