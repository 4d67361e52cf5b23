import { sqlFunction, unchanging } from '../schema-part.js';

/** Sittings of bodies: who is there, what is asked, who stands aside, how the vote goes, and what was said. */
export const sittings = [
  `CREATE TABLE meeting (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    body text NOT NULL,
    -- the region whose commission sits; null for the bodies of the competition
    region_code text,
    number text NOT NULL,
    held_on date NOT NULL,
    place text NOT NULL,
    form text NOT NULL DEFAULT 'in-person',
    -- who stands aside for a conflict of interest is not among the present
    members integer NOT NULL,
    present integer NOT NULL,
    recused integer NOT NULL DEFAULT 0,
    chair_name text NOT NULL,
    secretary_name text NOT NULL,
    attendees jsonb NOT NULL DEFAULT '[]',
    -- the entry that is being discussed now
    discussing_id uuid,
    discussing_since timestamptz,
    convened_by_id uuid,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT meeting_pkey PRIMARY KEY (id),
    CONSTRAINT meeting_form_known CHECK (form IN ('in-person', 'remote', 'by-correspondence')),
    CONSTRAINT meeting_attendance_sane CHECK (members > 0 AND present >= 0 AND present <= members),
    CONSTRAINT meeting_recused_sane CHECK (recused >= 0 AND present + recused <= members),
    CONSTRAINT meeting_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX meeting_cycle ON meeting (cycle_id, held_on)',

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
    CONSTRAINT meeting_member_pkey PRIMARY KEY (id),
    CONSTRAINT meeting_member_once UNIQUE (meeting_id, name),
    CONSTRAINT meeting_member_role_known CHECK (role IN ('chair', 'secretary', 'member')),
    CONSTRAINT meeting_member_declaration_known CHECK (declaration IS NULL OR declaration IN ('none', 'conflict')),
    CONSTRAINT meeting_member_declared_has_instant CHECK ((declaration IS NULL) = (declared_at IS NULL)),
    CONSTRAINT meeting_member_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT
  )`,
  'CREATE UNIQUE INDEX meeting_member_user_once ON meeting_member (meeting_id, user_id) WHERE user_id IS NOT NULL',
  // Whether somebody is a member of a sitting is asked with every page of that person.
  'CREATE INDEX meeting_member_user ON meeting_member (user_id) WHERE user_id IS NOT NULL',

  `CREATE TABLE agenda_item (
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    nomination_id uuid,
    CONSTRAINT agenda_item_pkey PRIMARY KEY (id),
    CONSTRAINT agenda_item_position_once UNIQUE (meeting_id, position),
    CONSTRAINT agenda_item_has_title CHECK (title <> ''),
    CONSTRAINT agenda_item_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT
  )`,

  // A member stands aside from one question.
  `CREATE TABLE recusal (
    id uuid NOT NULL,
    agenda_item_id uuid NOT NULL,
    member_id uuid NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT recusal_pkey PRIMARY KEY (id),
    CONSTRAINT recusal_once UNIQUE (agenda_item_id, member_id),
    CONSTRAINT recusal_has_reason CHECK (reason <> ''),
    CONSTRAINT recusal_agenda_item_id_fkey
      FOREIGN KEY (agenda_item_id) REFERENCES agenda_item (id) ON DELETE RESTRICT,
    CONSTRAINT recusal_member_id_fkey FOREIGN KEY (member_id) REFERENCES meeting_member (id) ON DELETE RESTRICT
  )`,

  sqlFunction('results/has_quorum'),

  // Who has voted and how are kept apart, so that a secret ballot is one.
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
    CONSTRAINT ballot_pkey PRIMARY KEY (id),
    CONSTRAINT ballot_state_known CHECK (state IN ('open', 'closed')),
    CONSTRAINT ballot_closed_has_result CHECK ((state = 'closed') = (result IS NOT NULL AND closed_at IS NOT NULL)),
    CONSTRAINT ballot_has_question CHECK (question <> ''),
    CONSTRAINT ballot_agenda_item_id_fkey FOREIGN KEY (agenda_item_id) REFERENCES agenda_item (id) ON DELETE RESTRICT
  )`,

  `CREATE TABLE ballot_voter (
    id uuid NOT NULL,
    ballot_id uuid NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT ballot_voter_pkey PRIMARY KEY (id),
    CONSTRAINT ballot_voter_once UNIQUE (ballot_id, member_id),
    CONSTRAINT ballot_voter_ballot_id_fkey FOREIGN KEY (ballot_id) REFERENCES ballot (id) ON DELETE RESTRICT,
    CONSTRAINT ballot_voter_member_id_fkey FOREIGN KEY (member_id) REFERENCES meeting_member (id) ON DELETE RESTRICT
  )`,
  ...unchanging('ballot_voter'),

  `CREATE TABLE ballot_vote (
    id uuid NOT NULL,
    ballot_id uuid NOT NULL,
    -- null in a secret ballot
    member_id uuid,
    choice text NOT NULL,
    CONSTRAINT ballot_vote_pkey PRIMARY KEY (id),
    CONSTRAINT ballot_vote_choice_known CHECK (choice IN ('for', 'against', 'abstained')),
    CONSTRAINT ballot_vote_ballot_id_fkey FOREIGN KEY (ballot_id) REFERENCES ballot (id) ON DELETE RESTRICT
  )`,
  ...unchanging('ballot_vote'),
  sqlFunction('results/refuse_wrong_vote'),

  // What members of the body said of an entry.
  `CREATE TABLE discussion_message (
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    author_id uuid NOT NULL,
    author_name text NOT NULL,
    text text NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT discussion_message_pkey PRIMARY KEY (id),
    CONSTRAINT discussion_message_has_text CHECK (text <> ''),
    CONSTRAINT discussion_message_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT,
    CONSTRAINT discussion_message_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX discussion_message_thread ON discussion_message (meeting_id, submission_id, written_at)',
  sqlFunction('results/refuse_conflicted_message'),

  // A dissenting opinion, for the protocol.
  `CREATE TABLE dissent (
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    member_id uuid NOT NULL,
    text text NOT NULL,
    given_at timestamptz NOT NULL,
    CONSTRAINT dissent_pkey PRIMARY KEY (id),
    CONSTRAINT dissent_has_text CHECK (text <> ''),
    CONSTRAINT dissent_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT,
    CONSTRAINT dissent_member_id_fkey FOREIGN KEY (member_id) REFERENCES meeting_member (id) ON DELETE RESTRICT
  )`,
];
