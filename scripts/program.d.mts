import type { ChildProcess, StdioOptions } from 'node:child_process';

type Environment = Record<string, string | undefined>;

export interface Program {
  process: ChildProcess;
  baseUrl: string;
  exited: Promise<number>;
  ready(withinMs?: number): Promise<void>;
  signal(name: string): void;
  stop(graceMs?: number): Promise<number>;
}
export function runCommand(args: string[], env: Environment): Promise<void>;
export function askCommand(args: string[], env: Environment): Promise<unknown>;
export function startProgram(options: { env: Environment; port: number; stdio?: StdioOptions }): Program;
export function isPortFree(port: number): Promise<boolean>;
export function installationSecret(): string;
