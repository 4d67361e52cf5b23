import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a cycle judges, as part of its regulation. */
export class JudgingRules1764000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE regulation_edition ADD COLUMN judging_rules jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE regulation_edition DROP COLUMN judging_rules');
  }
}
