#!/usr/bin/env node
// The command line: the same launcher as the package scripts. Only standard error is used before the program itself runs.
import { launch } from '../scripts/launch.mjs';

await launch('cli/main.ts', process.argv.slice(2));
