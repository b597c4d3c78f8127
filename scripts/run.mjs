// node scripts/run.mjs <file.ts> …args: what the package scripts use to run a TypeScript file, set-up included.
import { launch } from './launch.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node scripts/run.mjs <file.ts> …args\n');
  process.exitCode = 2;
} else {
  await launch(file, args);
}
