import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters know their cycle; invitations are narrowed as the grants that they become. */
export class People1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'ALTER TABLE delivery ADD cycle_id uuid',
      'CREATE INDEX delivery_of_cycle ON delivery (cycle_id, created_at, id)',
      'ALTER TABLE delivery ADD CONSTRAINT delivery_message_id_fkey FOREIGN KEY (message_id) REFERENCES outbox_message(id) ON DELETE RESTRICT ON UPDATE NO ACTION',
      `ALTER TABLE invitation ADD CONSTRAINT invitation_role_known
         CHECK (role IN ('organizer', 'coordinator', 'expert', 'member', 'chair', 'secretary', 'auditor', 'admin'))`,
      `ALTER TABLE invitation ADD CONSTRAINT invitation_coordinator_has_region
         CHECK (role <> 'coordinator' OR region_code IS NOT NULL)`,
      `ALTER TABLE invitation ADD CONSTRAINT invitation_answer_has_person
         CHECK (accepted_at IS NULL OR accepted_by_id IS NOT NULL)`,
      'CREATE INDEX invitation_recent ON invitation (created_at, id)',
      'CREATE INDEX audit_record_recent ON audit_record (at, id)',
      'CREATE INDEX organisation_list ON organisation (name, id)',
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'DROP INDEX organisation_list',
      'DROP INDEX audit_record_recent',
      'DROP INDEX invitation_recent',
      'ALTER TABLE invitation DROP CONSTRAINT invitation_answer_has_person',
      'ALTER TABLE invitation DROP CONSTRAINT invitation_coordinator_has_region',
      'ALTER TABLE invitation DROP CONSTRAINT invitation_role_known',
      'ALTER TABLE delivery DROP CONSTRAINT delivery_message_id_fkey',
      'DROP INDEX delivery_of_cycle',
      'ALTER TABLE delivery DROP COLUMN cycle_id',
    ])
      await runner.query(statement);
  }
}
