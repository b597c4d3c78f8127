/**
 * What start-up can find wrong: a text for people and the exit code that goes with it.
 * The trap: messages are shown as they are, so never put a secret's value into one.
 */

/** `usage` = bad configuration (exit code 2), `unreachable` = something needed does not answer (exit code 3). */
export type ProblemKind = 'usage' | 'unreachable';

/** Thrown by runtime/; `message` says what is wrong, `fix` what to do about it, in one sentence each. */
export class StartProblem extends Error {
  readonly kind: ProblemKind;
  readonly fix: string;

  constructor(kind: ProblemKind, message: string, fix: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StartProblem';
    this.kind = kind;
    this.fix = fix;
  }
}

/** The text of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
