export interface Postgres {
  url: string;
  dir: string;
  exited: Promise<number>;
  urlOf(database: string): string;
  stop(): Promise<number>;
  /** As a failing machine would: nothing is ended in order. */
  stopAtOnce(): Promise<number>;
}
export interface Redis {
  url: string;
  stop(): Promise<number>;
}
export function freePort(): Promise<number>;
export function findProgram(...names: string[]): string | undefined;
export function findRedis(): string | undefined;
export function startPostgres(options?: {
  dir?: string;
  durable?: boolean;
  port?: number;
  patienceMs?: number;
}): Promise<Postgres>;
export function startRedis(options?: { port?: number }): Promise<Redis>;
