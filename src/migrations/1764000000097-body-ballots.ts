import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The marks and votes of a body's members in a second phase. */
export class BodyBallots1764000000097 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Votes are not taken back: restore the database instead');
  }
}

const statements = [
  `CREATE TABLE body_ballots (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    ballots jsonb NOT NULL,
    ground text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT body_ballots_has_ground CHECK (ground <> ''),
    CONSTRAINT body_ballots_has_ballots CHECK (jsonb_array_length(ballots) > 0),
    CONSTRAINT body_ballots_pkey PRIMARY KEY (id),
    CONSTRAINT body_ballots_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination(id) ON DELETE RESTRICT,
    CONSTRAINT body_ballots_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting(id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX body_ballots_latest ON body_ballots (nomination_id, id)',
  `CREATE TRIGGER body_ballots_append_only BEFORE UPDATE OR DELETE ON body_ballots
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER body_ballots_no_truncate BEFORE TRUNCATE ON body_ballots
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  'REVOKE UPDATE, DELETE, TRUNCATE ON body_ballots FROM laureat_app',
  // A ballot is of a member who is present and does not stand aside from the nomination.
  `CREATE FUNCTION refuse_strange_ballots() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF EXISTS (
       SELECT 1 FROM jsonb_array_elements(NEW.ballots) b WHERE NOT EXISTS (
         SELECT 1 FROM meeting_member m WHERE m.id::text = b->>'voterId' AND m.meeting_id = NEW.meeting_id AND m.present
            AND NOT EXISTS (SELECT 1 FROM recusal r JOIN agenda_item i ON i.id = r.agenda_item_id
                             WHERE r.member_id = m.id AND i.nomination_id = NEW.nomination_id))) THEN
       RAISE EXCEPTION 'a ballot of somebody who may not vote' USING ERRCODE = '23514', CONSTRAINT = 'body_ballots_of_members';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER body_ballots_of_members BEFORE INSERT ON body_ballots
     FOR EACH ROW EXECUTE FUNCTION refuse_strange_ballots()`,
];
