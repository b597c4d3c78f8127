/**
 * How long a test waits for a state before it gives up. The trap: this is no measure of speed; machines with other work to
 * do are many times slower, so it is long, and only a test that fails takes that long.
 */
export const PATIENCE_MS = 300_000;
