import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members of a sitting, its agenda, who stands aside, ballots and dissent. */
export class Sittings1764000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Votes are not taken back: restore the database instead');
  }
}

const statements = [
  `CREATE TABLE meeting_member (
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    user_id uuid,
    name text NOT NULL,
    role text NOT NULL DEFAULT 'member',
    present boolean NOT NULL DEFAULT false,
    declaration text,
    declared_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT meeting_member_once UNIQUE (meeting_id, name),
    CONSTRAINT meeting_member_role_known CHECK (role IN ('chair', 'secretary', 'member')),
    CONSTRAINT meeting_member_declaration_known CHECK (declaration IS NULL OR declaration IN ('none', 'conflict')),
    CONSTRAINT meeting_member_declared_has_instant CHECK ((declaration IS NULL) = (declared_at IS NULL)),
    CONSTRAINT meeting_member_pkey PRIMARY KEY (id),
    CONSTRAINT meeting_member_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting(id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX meeting_member_user_once ON meeting_member (meeting_id, user_id) WHERE user_id IS NOT NULL`,
  `CREATE TABLE agenda_item (
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    nomination_id uuid,
    CONSTRAINT agenda_item_position_once UNIQUE (meeting_id, position),
    CONSTRAINT agenda_item_has_title CHECK (title <> ''),
    CONSTRAINT agenda_item_pkey PRIMARY KEY (id),
    CONSTRAINT agenda_item_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE recusal (
    id uuid NOT NULL,
    agenda_item_id uuid NOT NULL,
    member_id uuid NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT recusal_once UNIQUE (agenda_item_id, member_id),
    CONSTRAINT recusal_has_reason CHECK (reason <> ''),
    CONSTRAINT recusal_pkey PRIMARY KEY (id),
    CONSTRAINT recusal_agenda_item_id_fkey FOREIGN KEY (agenda_item_id) REFERENCES agenda_item(id) ON DELETE RESTRICT,
    CONSTRAINT recusal_member_id_fkey FOREIGN KEY (member_id) REFERENCES meeting_member(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE ballot (
    id uuid NOT NULL,
    agenda_item_id uuid NOT NULL,
    question text NOT NULL,
    secret boolean NOT NULL,
    state text NOT NULL DEFAULT 'open',
    result jsonb,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT ballot_state_known CHECK (state IN ('open', 'closed')),
    CONSTRAINT ballot_closed_has_result CHECK ((state = 'closed') = (result IS NOT NULL AND closed_at IS NOT NULL)),
    CONSTRAINT ballot_has_question CHECK (question <> ''),
    CONSTRAINT ballot_pkey PRIMARY KEY (id),
    CONSTRAINT ballot_agenda_item_id_fkey FOREIGN KEY (agenda_item_id) REFERENCES agenda_item(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE ballot_voter (
    id uuid NOT NULL,
    ballot_id uuid NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT ballot_voter_once UNIQUE (ballot_id, member_id),
    CONSTRAINT ballot_voter_pkey PRIMARY KEY (id),
    CONSTRAINT ballot_voter_ballot_id_fkey FOREIGN KEY (ballot_id) REFERENCES ballot(id) ON DELETE RESTRICT,
    CONSTRAINT ballot_voter_member_id_fkey FOREIGN KEY (member_id) REFERENCES meeting_member(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE ballot_vote (
    id uuid NOT NULL,
    ballot_id uuid NOT NULL,
    member_id uuid,
    choice text NOT NULL,
    CONSTRAINT ballot_vote_choice_known CHECK (choice IN ('for', 'against', 'abstained')),
    CONSTRAINT ballot_vote_pkey PRIMARY KEY (id),
    CONSTRAINT ballot_vote_ballot_id_fkey FOREIGN KEY (ballot_id) REFERENCES ballot(id) ON DELETE RESTRICT
  )`,
  `CREATE FUNCTION refuse_wrong_vote() RETURNS trigger LANGUAGE plpgsql AS $$
     DECLARE b ballot%ROWTYPE;
     BEGIN
       SELECT * INTO b FROM ballot WHERE id = NEW.ballot_id;
       IF b.state <> 'open' THEN
         RAISE EXCEPTION 'the ballot is closed' USING ERRCODE = '23514', CONSTRAINT = 'ballot_vote_while_open';
       END IF;
       IF b.secret <> (NEW.member_id IS NULL) THEN
         RAISE EXCEPTION 'a secret vote has no name' USING ERRCODE = '23514', CONSTRAINT = 'ballot_vote_secret_has_no_name';
       END IF;
       RETURN NEW;
     END $$`,
  `CREATE TRIGGER ballot_vote_fits BEFORE INSERT ON ballot_vote FOR EACH ROW EXECUTE FUNCTION refuse_wrong_vote()`,
  `CREATE TRIGGER ballot_vote_append_only BEFORE UPDATE OR DELETE ON ballot_vote
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER ballot_voter_append_only BEFORE UPDATE OR DELETE ON ballot_voter
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  'REVOKE UPDATE, DELETE, TRUNCATE ON ballot_vote, ballot_voter FROM laureat_app',
  `CREATE TABLE dissent (
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    member_id uuid NOT NULL,
    text text NOT NULL,
    given_at timestamptz NOT NULL,
    CONSTRAINT dissent_has_text CHECK (text <> ''),
    CONSTRAINT dissent_pkey PRIMARY KEY (id),
    CONSTRAINT dissent_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting(id) ON DELETE RESTRICT,
    CONSTRAINT dissent_member_id_fkey FOREIGN KEY (member_id) REFERENCES meeting_member(id) ON DELETE RESTRICT
  )`,
];
