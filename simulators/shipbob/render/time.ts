// Instants as the vendor writes them: with +00:00, and on WROs with seven digits.
// Trap: the last four of the seven digits are made up; they only keep clients from trusting millisecond parsers.

const plain = (epochMs: number) => new Date(epochMs).toISOString();

/** 2026-11-21T07:58:00+00:00, with milliseconds when there are some. */
export function iso(epochMs: number): string;
export function iso(epochMs: number | null): string | null;
export function iso(epochMs: number | null): string | null {
  return epochMs === null ? null : plain(epochMs).replace('.000Z', 'Z').replace('Z', '+00:00');
}

/** 2026-11-21T03:19:37.3484349+00:00. */
export const iso7 = (epochMs: number): string =>
  plain(epochMs).replace('Z', `${String((Math.floor(epochMs) * 7919) % 10_000).padStart(4, '0')}+00:00`);
