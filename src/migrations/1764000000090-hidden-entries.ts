import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Entries that a person must not meet as a set, so that a list asks once and not for each of its rows. */
export class HiddenEntries1764000000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE FUNCTION entries_hidden_from(person uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
         SELECT c.submission_id FROM staff_conflict c WHERE c.user_id = person
         UNION ALL
         SELECT s.id FROM membership m JOIN submission s ON s.organisation_id = m.organisation_id WHERE m.user_id = person
         UNION ALL
         SELECT c.submission_id FROM expert e JOIN conflict c ON c.expert_id = e.id
          WHERE e.user_id = person AND c.state <> 'dismissed'
       $$`,
    );
    await runner.query(
      `CREATE OR REPLACE FUNCTION is_staff_conflicted(person uuid, entry uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
         SELECT EXISTS (SELECT 1 FROM entries_hidden_from(person) AS hidden(id) WHERE hidden.id = entry)
       $$`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE OR REPLACE FUNCTION is_staff_conflicted(person uuid, entry uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
         SELECT EXISTS (SELECT 1 FROM staff_conflict c WHERE c.user_id = person AND c.submission_id = entry)
             OR EXISTS (SELECT 1 FROM membership m JOIN submission s ON s.organisation_id = m.organisation_id
                         WHERE m.user_id = person AND s.id = entry)
             OR EXISTS (SELECT 1 FROM expert e JOIN conflict c ON c.expert_id = e.id
                         WHERE e.user_id = person AND c.submission_id = entry AND c.state <> 'dismissed')
       $$`,
    );
    await runner.query('DROP FUNCTION entries_hidden_from(uuid)');
  }
}
