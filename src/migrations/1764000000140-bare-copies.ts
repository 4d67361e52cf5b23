import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Copies of files without metadata, by the hash of the original. */
export class BareCopies1764000000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE bare_copy (
      sha256 text NOT NULL,
      recipe integer NOT NULL,
      storage_key text,
      why text,
      made_at timestamptz NOT NULL,
      CONSTRAINT bare_copy_hash_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      CONSTRAINT bare_copy_why_known CHECK (why IN ('encrypted', 'broken', 'complex', 'unknown')),
      CONSTRAINT bare_copy_kept_or_why CHECK ((storage_key IS NULL) = (why IS NOT NULL)),
      CONSTRAINT bare_copy_pkey PRIMARY KEY (sha256)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bare_copy');
  }
}
