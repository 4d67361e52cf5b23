import type { DataSource } from 'typeorm';

/** How many statements the work sends to the database. */
export async function countQueries(source: DataSource, work: () => Promise<void>): Promise<number> {
  const runner = Object.getPrototypeOf(source.createQueryRunner()) as { query: (...args: unknown[]) => unknown };
  const plain = runner.query;
  let queries = 0;
  runner.query = function (this: unknown, ...args: unknown[]) {
    queries += 1;
    return plain.apply(this, args);
  };
  try {
    await work();
  } finally {
    runner.query = plain;
  }
  return queries;
}
