import type { ParseArgsConfig } from 'node:util';

export interface CommandContext {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
  /** With `--json` prints the data, otherwise the text. */
  print: (data: unknown, text: string) => void;
}

/** An operator's command: `run` returns the exit code, 0 only when all is well. */
export interface Command {
  summary: string;
  options?: ParseArgsConfig['options'];
  run(context: CommandContext): Promise<number>;
}
