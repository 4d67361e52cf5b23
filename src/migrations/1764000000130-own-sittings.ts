import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether somebody is a member of a sitting is asked with every page of that person. */
export class OwnSittings1764000000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX meeting_member_user ON meeting_member (user_id) WHERE user_id IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX meeting_member_user');
  }
}
