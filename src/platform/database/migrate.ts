import { runMigrations as migrateBullMq } from 'bullmq';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, type DatabaseOptions } from './database.js';

type MigrationClass = new () => { up: unknown };

export interface MigrateOptions extends Pick<DatabaseOptions, 'url'> {
  migrations: MigrationClass[];
}

/** Brings the schema up to date as the owner, one process at a time, and returns the names of what ran. */
export async function migrate({ url, migrations }: MigrateOptions): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url });
  await lock.connect();
  try {
    await lock.query("SELECT pg_advisory_lock(hashtext('laureat migrate'))");
    const source = await openAsOwner({ url, migrations });
    try {
      const ran = await source.runMigrations({ transaction: 'each' });
      await migrateBullMq(lock);
      return ran.map((migration) => migration.name);
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}

/** What TypeORM would still change to make the tables equal to the entities: nothing, when all is well. */
export async function schemaDifference(options: MigrateOptions): Promise<string[]> {
  const source = await openAsOwner(options);
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map((query) => query.query);
  } finally {
    await source.destroy();
  }
}

async function openAsOwner({ url, migrations }: MigrateOptions): Promise<DataSource> {
  const source = createDataSource({ url, poolSize: 2, asOwner: true });
  source.setOptions({ migrations: migrations as never, migrationsTableName: 'migration' });
  return source.initialize();
}
