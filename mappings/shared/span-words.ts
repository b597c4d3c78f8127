/**
 * Spans of time in words, for sentences that people read.
 * The trap: a span is never told longer than it is, nor as 0.
 */

/** Seconds below two minutes, else minutes, else hours: `15 s`, `15 min`, `2 h`. */
export function spanWords(ms: number): string {
  const seconds = Math.max(1, Math.floor(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 || minutes % 60 !== 0 ? `${minutes} min` : `${minutes / 60} h`;
}
