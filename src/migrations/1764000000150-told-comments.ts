import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People of an entry hear once that what others wrote of it can be read. */
export class ToldComments1764000000150 implements MigrationInterface {
  name = 'ToldComments1764000000150';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cross_review_duty ADD COLUMN comments_told_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cross_review_duty DROP COLUMN comments_told_at');
  }
}
