import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A year whose competition was called off may have another one. */
export class CancelledCycles1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cycle DROP CONSTRAINT cycle_year_once');
    await runner.query(`CREATE UNIQUE INDEX cycle_year_once ON cycle (year) WHERE state <> 'cancelled'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX cycle_year_once');
    await runner.query('ALTER TABLE cycle ADD CONSTRAINT cycle_year_once UNIQUE (year)');
  }
}
