import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members who stand aside, and how many the regulation foresees. */
export class Results1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'ALTER TABLE meeting ADD recused integer NOT NULL DEFAULT 0',
      `ALTER TABLE meeting ADD CONSTRAINT meeting_recused_sane
         CHECK (recused >= 0 AND present + recused <= members)`,
      'ALTER TABLE regulation_edition ADD finalists_foreseen integer NOT NULL DEFAULT 3',
      'ALTER TABLE regulation_edition ADD winners_foreseen integer NOT NULL DEFAULT 1',
      `ALTER TABLE regulation_edition ADD CONSTRAINT regulation_edition_foreseen_positive
         CHECK (finalists_foreseen > 0 AND winners_foreseen > 0)`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE regulation_edition DROP winners_foreseen, DROP finalists_foreseen');
    await runner.query('ALTER TABLE meeting DROP recused');
  }
}
