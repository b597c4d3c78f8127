/** `keys generate`: a new master key on stdout, to be put where the environment looks for it. */
import type { Command } from 'commander';
import { generateMasterKey } from '../../vault/keys.ts';
import { addCommand } from '../command.ts';

export const addKeysGenerate = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'generate',
    summary: 'print a new master key; nothing is stored',
    examples: ['keys generate >> .data/master.key'],
    more: 'Keep a copy in a safe place: without the master key every credential and every history is lost.',
    run: ({ out }) => {
      const key = generateMasterKey();
      out.line(key);
      out.result({ id: key.split(':')[0], key });
      return Promise.resolve(0);
    },
  });
