/**
 * `npm test` and CI run this first: it finds, downloads or builds the Temporal program, with its progress on screen,
 * so that no test has to wait for that. Exit code 3 when there is none.
 */
import { messageOf, StartProblem } from './problem.ts';
import { resolveTemporalBinary } from './temporal-binary.ts';

try {
  await resolveTemporalBinary();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n${error instanceof StartProblem ? `${error.fix}\n` : ''}`);
  process.exitCode = 3;
}
