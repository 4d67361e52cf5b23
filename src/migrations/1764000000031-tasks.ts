import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work that is proposed first and done when a person confirms it. */
export class Tasks1764000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE task DROP CONSTRAINT task_state_known');
    await runner.query(
      `ALTER TABLE task ADD CONSTRAINT task_state_known
         CHECK (state IN ('proposed', 'waiting', 'running', 'done', 'failed', 'stopped'))`,
    );
    await runner.query(`UPDATE task SET state = 'proposed', kind = 'import.write' WHERE state = 'waiting'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE task SET state = 'waiting' WHERE state = 'proposed'`);
    await runner.query('ALTER TABLE task DROP CONSTRAINT task_state_known');
    await runner.query(
      `ALTER TABLE task ADD CONSTRAINT task_state_known
         CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped'))`,
    );
  }
}
