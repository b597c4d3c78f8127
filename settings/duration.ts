/** Durations as people write them in the connection's file: `30s`, `15m`, `2h`, `7d`. */
import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PATTERN = /^(\d+)(ms|s|m|h|d)$/;

/** Milliseconds; undefined when the text is not a duration. */
export function durationMs(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const unit = match[2] as keyof typeof UNIT_MS;
  return Number(match[1]) * UNIT_MS[unit];
}

/** A duration of at least `minimum`; kept as text, so that the file reads back as it was written. */
export const durationSchema = (minimum = '1s') =>
  z
    .string()
    .regex(PATTERN, 'write a duration such as 30s, 15m, 2h or 7d')
    .refine((text) => (durationMs(text) ?? 0) >= (durationMs(minimum) ?? 0), `must be at least ${minimum}`);
