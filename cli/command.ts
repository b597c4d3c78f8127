/**
 * How a command is added: name, summary, examples, options, and what it runs. Each gets --json, --debug and examples in
 * its help. The trap: `run` loads heavy packages itself (import() inside), so that `--help` answers at once.
 */
import type { Command } from 'commander';
import type { ExitCode } from './errors.ts';
import { createOutput, type Output } from './output.ts';

type Call<Options> = {
  args: readonly string[];
  options: Options;
  out: Output;
};

export type CommandSpec<Options> = {
  /** commander's usage, e.g. `trace <number>`. */
  usage: string;
  summary: string;
  examples: readonly [string, ...string[]];
  /** More lines under the help. */
  more?: string;
  options?(command: Command): void;
  /** Answers the exit code; nothing = 0. */
  run(call: Call<Options>): Promise<ExitCode | undefined>;
};

export function addCommand<Options = Record<string, never>>(parent: Command, spec: CommandSpec<Options>): Command {
  const command = parent.command(spec.usage).description(spec.summary);
  spec.options?.(command);
  command.option('--json', 'answer as JSON').option('--debug', 'show the stack of an error');
  command.addHelpText('after', helpTail(spec.examples, spec.more));
  return command.action(async () => {
    const { json = false } = command.opts<{ json?: boolean }>();
    const args = command.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string');
    process.exitCode =
      (await spec.run({ args, options: command.opts<Options & object>(), out: createOutput(json) })) ?? 0;
  });
}

/** A command that only holds others, e.g. `connections`. */
export function addGroup(parent: Command, name: string, summary: string, examples: readonly string[]): Command {
  return parent.command(name).description(summary).addHelpText('after', helpTail(examples));
}

const helpTail = (examples: readonly string[], more?: string) =>
  `${more === undefined ? '' : `\n${more}\n`}\nExample:\n${examples.map((example) => `  $ ml-connector ${example}`).join('\n')}\n`;
