/** `version`: ours, and what we stand on. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { addCommand } from '../command.ts';

export const addVersion = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'version',
    summary: 'version of the program, of Node and of the Temporal SDK',
    examples: ['version --json'],
    run: async ({ out }) => {
      const versions = {
        'ml-connector': await ownVersion(),
        node: process.versions.node,
        temporalSdk: await sdkVersion(),
      };
      out.result(versions);
      for (const [name, version] of Object.entries(versions)) out.line(`${name} ${version}`);
      return 0;
    },
  });

async function versionIn(file: URL): Promise<string> {
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return version;
}

const ownVersion = () => versionIn(new URL('../../package.json', import.meta.url));
const sdkVersion = () => versionIn(new URL('../package.json', import.meta.resolve('@temporalio/client')));
