/**
 * Which of two of ShipBob's times is the earlier one.
 * The trap: its fields have none to seven digits of fraction, so within one second nothing can be told.
 */
const UP_TO_SECONDS = 19;

/** Both ISO-8601 UTC; the empty text is earlier than any. */
export const isEarlier = (a: string, b: string): boolean => a.slice(0, UP_TO_SECONDS) < b.slice(0, UP_TO_SECONDS);
