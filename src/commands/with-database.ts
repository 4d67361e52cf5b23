import type { EntityManager } from 'typeorm';
import { loadConfig, type Config } from '../platform/config.js';
import { createDataSource, Database } from '../platform/database/database.js';

/** Opens the database for a command, with the rights of the program, and closes it whatever happens. */
export async function withDatabase<T>(work: (db: Database, config: Config) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const source = createDataSource({ url: config.databaseUrl, poolSize: 2 });
  await source.initialize();
  try {
    return await work(new Database(source), config);
  } finally {
    await source.destroy();
  }
}

/** The database as services know it, bound to one transaction: all that they do happens together or not at all. */
export function boundTo(tx: EntityManager): Database {
  const bound = Object.create(Database.prototype) as Database;
  return Object.defineProperties(bound, {
    source: { value: tx.connection },
    reader: { value: tx },
    transaction: { value: (work: (tx: EntityManager) => Promise<unknown>) => work(tx) },
  });
}
