import type { ClientBase } from 'pg';
import { Refusal } from '../../domain/kernel/refusal.js';
import { applicationRole } from './database.js';
import { keptTables } from './kept-tables.js';

/** What the program may not do to a table beside what its trigger `…_append_only` refuses without looking at the row. */
const kept = Object.fromEntries(keptTables.map((table) => [table, 'DELETE, TRUNCATE']));

/**
 * Refuses a database in which words could not be kept or found, before anything is made in it. Its encoding must hold every
 * letter; its locale must know that Я and я are one letter, or search and the comparison of addresses are blind to Cyrillic.
 */
export async function mustBeFit(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ encoding: string; locale: string; folds: boolean }>(
    `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS locale,
            CASE pg_encoding_to_char(encoding) WHEN 'UTF8' THEN lower('Я') = 'я' ELSE false END AS folds
       FROM pg_database WHERE datname = current_database()`,
  );
  const { encoding, locale, folds } = rows[0]!;
  if (encoding !== 'UTF8') throw new Refusal({ code: 'database-unfit', need: 'ENCODING UTF8', found: encoding });
  if (!folds)
    throw new Refusal({ code: 'database-unfit', need: 'LOCALE_PROVIDER icu ICU_LOCALE ru-RU', found: locale });
}

/** The role of the program; roles are of the whole server, so that a copy of the database on another one lacks it. */
export async function makeRole(client: ClientBase): Promise<void> {
  await client.query(
    `DO $$ BEGIN
       CREATE ROLE ${applicationRole} NOLOGIN;
     EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
     END $$`,
  );
  await client.query(`DO $$ BEGIN EXECUTE format('GRANT ${applicationRole} TO %I', current_user); END $$`);
}

/**
 * What the role may do, set anew from what the tables are: a copy that was made without the role has lost it. Rows of every
 * table may be changed but those of append-only ones.
 */
export async function grantRole(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; verbs: string }>(
    // The bits of `tgtype`: a trigger for DELETE has 8, one for UPDATE 16.
    `SELECT c.relname AS name,
            concat_ws(', ', CASE WHEN t.tgtype::int & 16 > 0 THEN 'UPDATE' END, CASE WHEN t.tgtype::int & 8 > 0 THEN 'DELETE' END,
                      'TRUNCATE') AS verbs
       FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE c.relnamespace = 'public'::regnamespace AND t.tgname = c.relname || '_append_only'
        AND t.tgfoid = 'refuse_change'::regproc`,
  );
  const refused = Object.fromEntries(rows.map(({ name, verbs }) => [name, verbs]));
  const statements = [
    'BEGIN',
    `GRANT USAGE ON SCHEMA public TO ${applicationRole}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${applicationRole}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${applicationRole}`,
    ...Object.entries({ ...refused, ...kept }).map(
      ([table, verbs]) => `REVOKE ${verbs} ON "${table}" FROM ${applicationRole}`,
    ),
    'COMMIT',
  ];
  await client.query(statements.join(';\n'));
}
