/** `trace`: one order, one page. Needs only the store, so it works while Temporal is away and after its retention. */
import type { Command } from 'commander';
import { addCommand } from '../command.ts';
import { webUiLink, withSession } from '../session.ts';
import { readStories } from '../story/trace-data.ts';
import { printStory } from '../story/trace-words.ts';

export const addTrace = (parent: Command): Command =>
  addCommand<{ connection?: string }>(parent, {
    usage: 'trace <number>',
    summary: 'everything that happened to an order, found by any of its numbers',
    examples: ['trace 10045', 'trace SO-991', 'trace 1Z999AA10123456784 --json'],
    more: 'Any number does: order, sales order, shipment, tracking, fulfilment. Exit code 1 when nothing carries it.',
    options: (command) => command.option('--connection <id>', 'only this connection'),
    run: ({ args: [number = ''], options, out }) =>
      withSession(async ({ store, env }) => {
        const stories = await readStories(store, number, options.connection);
        const linked = stories.map((story) => ({ story, link: webUiLink(env, story.record.workflowId) }));
        out.result(linked.map(({ story, link }) => ({ ...story, ...(link === undefined ? {} : { link }) })));
        if (stories.length === 0) {
          out.line(`No record carries the number ${number}.`);
          out.line('If it was shipped lately, the next sweep finds it; for an older one run `ml-connector backfill`.');
          return 1;
        }
        linked.forEach(({ story, link }, index) => {
          if (index > 0) out.line(`\n${'─'.repeat(60)}\n`);
          printStory(out, story, link);
        });
        return 0;
      }),
  });
