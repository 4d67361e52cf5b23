import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The part of the schema that belongs to one context, as statements in the order in which they can be run. */
export abstract class SchemaPart implements MigrationInterface {
  abstract readonly statements: readonly string[];

  async up(runner: QueryRunner): Promise<void> {
    // The file of a function is that of today: it may name what a later migration brings.
    await runner.query('SET LOCAL check_function_bodies = off');
    for (const statement of this.statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('A part of the schema is not taken back: drop the database instead');
  }
}

/** The function of that name, with its trigger where it serves one table: the text of `sql/<part>/<name>.sql`. */
export const sqlFunction = (name: string): string =>
  readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');

/** Rows are only added: SQL refuses to change or delete one, and the program's role may not even try. */
export const unchanging = (table: string): string[] => [
  `REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM laureat_app`,
  `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
];

/** The same, and the owner of the database cannot empty the table at a stroke either. */
export const appendOnly = (table: string): string[] => [
  ...unchanging(table),
  `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];
