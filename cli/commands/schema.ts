/** `schema`: the JSON Schema of the connection file, for editors and CI. */
import type { Command } from 'commander';
import { connectionJsonSchema } from '../../settings/json-schema.ts';
import { addCommand } from '../command.ts';

export const addSchema = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'schema',
    summary: 'the JSON Schema of the connection file, for editors',
    examples: ['schema > connections/connection.schema.json'],
    run: () => {
      process.stdout.write(`${JSON.stringify(connectionJsonSchema(), null, 2)}\n`);
      return Promise.resolve(0);
    },
  });
