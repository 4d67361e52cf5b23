import { runMigrations as migrateBullMq } from 'bullmq';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { createDataSource, type DatabaseOptions } from './database.js';
import { grantRole, makeRole, mustBeFit } from './foundation.js';

type MigrationClass = new () => { up: unknown };

export interface MigrateOptions extends Pick<DatabaseOptions, 'url'> {
  migrations: MigrationClass[];
  /** The migration by which a database of the earlier form is known. */
  earlierForm: string;
}

/** Brings the role of the program, the schema and what the role may do up to date as the owner, one process at a time, and returns the names of what ran. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const lock = new pg.Client({ connectionString: options.url });
  await lock.connect();
  try {
    await lock.query("SELECT pg_advisory_lock(hashtext('laureat migrate'))");
    await mustBeFit(lock);
    await makeRole(lock);
    const source = await openAsOwner(options);
    try {
      await refuseOtherForms(source, options);
      const ran = await source.runMigrations({ transaction: 'each' });
      await migrateBullMq(lock);
      await grantRole(lock);
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
    await refuseOtherForms(source, options);
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map((query) => query.query);
  } finally {
    await source.destroy();
  }
}

/** Refuses a database to which migrations were applied that this program does not have, before anything is changed. */
async function refuseOtherForms(source: DataSource, { migrations, earlierForm }: MigrateOptions): Promise<void> {
  const applied = await appliedMigrations(source);
  if (applied.includes(earlierForm)) throw new Refusal({ code: 'database-of-earlier-form' });
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = applied.find((name) => !known.has(name));
  if (unknown !== undefined) throw new Refusal({ code: 'database-newer', migration: unknown });
}

async function appliedMigrations(source: DataSource): Promise<string[]> {
  const [table] = await source.query<{ exists: boolean }[]>(`SELECT to_regclass('migration') IS NOT NULL AS exists`);
  if (!table?.exists) return [];
  const rows = await source.query<{ name: string }[]>('SELECT name FROM migration ORDER BY id');
  return rows.map(({ name }) => name);
}

async function openAsOwner({ url, migrations }: MigrateOptions): Promise<DataSource> {
  const source = createDataSource({ url, poolSize: 2, asOwner: true });
  source.setOptions({ migrations: migrations as never, migrationsTableName: 'migration' });
  return source.initialize();
}
