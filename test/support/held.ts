import pg from 'pg';
import { until } from './until.js';

/**
 * Holds rows, so that whoever wants to write them waits, until `begin` has made so many wait; then `meanwhile` happens, and
 * the rows are let go. `select` is what holds: `SELECT … FOR UPDATE`.
 */
export async function whileHeld(
  databaseUrl: string,
  select: { sql: string; values: unknown[] },
  { begin, waiters = 1, meanwhile }: { begin: () => void; waiters?: number; meanwhile: () => unknown },
): Promise<void> {
  // Two connections: what a transaction sees of the others' waiting stands still.
  const [holder, watcher] = [
    new pg.Client({ connectionString: databaseUrl }),
    new pg.Client({ connectionString: databaseUrl }),
  ];
  await Promise.all([holder.connect(), watcher.connect()]);
  try {
    await holder.query('BEGIN');
    await holder.query(select.sql, select.values);
    begin();
    await until(async () => {
      const { rows } = await watcher.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows[0]!.n >= waiters;
    }, 60);
    await meanwhile();
    await holder.query('COMMIT');
  } finally {
    await Promise.all([holder.end(), watcher.end()]);
  }
}
