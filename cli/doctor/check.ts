/** One line of `doctor`: how it stands, and what to do when it does not stand well. */
import { StartProblem } from '../../runtime/problem.ts';
import { describeError } from '../errors.ts';

export type Check = { name: string; state: 'ok' | 'warn' | 'fail'; detail: string; fix?: string };

export const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail });
export const warn = (name: string, detail: string, fix: string): Check => ({ name, state: 'warn', detail, fix });
export const fail = (name: string, detail: string, fix: string): Check => ({ name, state: 'fail', detail, fix });

/** A check that throws is a failed check with the error's own words. */
export async function guarded(name: string, run: () => Promise<Check | Check[]> | Check | Check[]): Promise<Check[]> {
  try {
    return [await run()].flat();
  } catch (error) {
    if (error instanceof StartProblem) return [fail(name, error.message, error.fix)];
    const { message, fix: advice } = describeError(error);
    return [fail(name, message, advice ?? 'run it again with --debug')];
  }
}
