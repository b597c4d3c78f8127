/**
 * What is wrong in a connection's file, said so that it can be mended: place, path, what, and how.
 */

export type SettingsProblem = {
  file: string;
  /** 1-based; absent when the file as a whole is meant. */
  line?: number;
  column?: number;
  /** Path inside the document, e.g. `syncs.orderShipped.sweep.every`; '' for the document itself. */
  path: string;
  what: string;
  fix?: string;
};

/** `connections/acme.yaml:7:3  timeZone: "…" is not a time zone. Did you mean …?` */
export function problemText(problem: SettingsProblem): string {
  const position = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const path = problem.path === '' ? '' : `${problem.path}: `;
  const fix = problem.fix === undefined ? '' : ` ${problem.fix}`;
  return `${position}  ${path}${endSentence(problem.what)}${fix}`;
}

const endSentence = (text: string) => (/[.?!]$/.test(text) ? text : `${text}.`);

/** All problems of one or more files at once. */
export class SettingsError extends Error {
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[]) {
    super(problems.map(problemText).join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/** By file, then from top to bottom. */
export const byPosition = (a: SettingsProblem, b: SettingsProblem): number =>
  a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
