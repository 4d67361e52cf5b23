import { SchemaPart, sqlFunction, unchanging } from './schema-part.js';

/** People of other organisations work on an entry; somebody answers for it and can hand it over; who has a draft is reminded. */
export class SeveralHands1780000000030 extends SchemaPart {
  readonly statements = [...collaborators, ...conflicts, ...responsible, ...reminders];
}

const collaborators = [
  // One row for each time that somebody was let in; who worked on an entry stays known.
  `CREATE TABLE submission_collaborator (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    user_id uuid NOT NULL,
    "right" text NOT NULL,
    added_by_id uuid,
    added_at timestamptz NOT NULL,
    removed_by_id uuid,
    removed_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT submission_collaborator_pkey PRIMARY KEY (id),
    CONSTRAINT submission_collaborator_right_known CHECK ("right" IN ('view', 'edit', 'submit')),
    CONSTRAINT submission_collaborator_removed_has_person CHECK ((removed_at IS NULL) = (removed_by_id IS NULL)),
    CONSTRAINT submission_collaborator_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT submission_collaborator_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX submission_collaborator_once ON submission_collaborator (submission_id, user_id)
     WHERE removed_at IS NULL`,
  'CREATE INDEX submission_collaborator_user ON submission_collaborator (user_id)',
  `CREATE TABLE collaborator_invitation (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    locale text NOT NULL,
    "right" text NOT NULL,
    token_hash text NOT NULL,
    invited_by_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    -- may be another than the invited: the link is answered by who has it
    accepted_by_id uuid,
    declined_at timestamptz,
    revoked_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT collaborator_invitation_pkey PRIMARY KEY (id),
    CONSTRAINT collaborator_invitation_token_once UNIQUE (token_hash),
    CONSTRAINT collaborator_invitation_right_known CHECK ("right" IN ('view', 'edit', 'submit')),
    CONSTRAINT collaborator_invitation_email_lower CHECK (email = lower(email)),
    CONSTRAINT collaborator_invitation_answered_once CHECK (num_nonnulls(accepted_at, declined_at, revoked_at) <= 1),
    CONSTRAINT collaborator_invitation_accepted_has_person CHECK ((accepted_at IS NULL) = (accepted_by_id IS NULL)),
    CONSTRAINT collaborator_invitation_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX collaborator_invitation_open_once ON collaborator_invitation (submission_id, email)
     WHERE accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL`,
  'GRANT SELECT, INSERT, UPDATE ON submission_collaborator, collaborator_invitation TO laureat_app',
];

const conflicts = [
  sqlFunction('judging/is_conflicted'),
  sqlFunction('judging/entries_hidden_from'),
  sqlFunction('judging/refuse_judging_collaborator'),
];

const responsible = [
  'ALTER TABLE submission ADD COLUMN responsible_id uuid',
  'UPDATE submission SET responsible_id = started_by_id WHERE started_by_id IS NOT NULL',
  `CREATE TABLE entry_handover (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'offered',
    note text NOT NULL DEFAULT '',
    offered_at timestamptz NOT NULL,
    answered_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT entry_handover_pkey PRIMARY KEY (id),
    CONSTRAINT entry_handover_state_known CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn')),
    CONSTRAINT entry_handover_answered_has_instant CHECK ((state = 'offered') = (answered_at IS NULL)),
    CONSTRAINT entry_handover_to_another CHECK (from_id <> to_id),
    CONSTRAINT entry_handover_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT entry_handover_from_id_fkey FOREIGN KEY (from_id) REFERENCES user_account (id) ON DELETE RESTRICT,
    CONSTRAINT entry_handover_to_id_fkey FOREIGN KEY (to_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX entry_handover_open_once ON entry_handover (submission_id) WHERE state = 'offered'`,
  `CREATE INDEX entry_handover_to ON entry_handover (to_id) WHERE state = 'offered'`,
  'GRANT SELECT, INSERT, UPDATE ON entry_handover TO laureat_app',
];

const reminders = [
  // One a person and entry a day, whoever reminds; the day is that of the cycle's zone.
  `CREATE TABLE draft_reminder (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    user_id uuid NOT NULL,
    reminded_on date NOT NULL,
    -- null: the schedule, whose message it is then
    reminded_by_id uuid,
    message_id uuid,
    reminded_at timestamptz NOT NULL,
    CONSTRAINT draft_reminder_pkey PRIMARY KEY (id),
    CONSTRAINT draft_reminder_has_origin CHECK ((reminded_by_id IS NULL) <> (message_id IS NULL)),
    CONSTRAINT draft_reminder_once_a_day UNIQUE (submission_id, user_id, reminded_on),
    CONSTRAINT draft_reminder_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT draft_reminder_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  'GRANT SELECT, INSERT ON draft_reminder TO laureat_app',
  ...unchanging('draft_reminder'),
  'CREATE INDEX draft_reminder_message ON draft_reminder (message_id) WHERE message_id IS NOT NULL',
  sqlFunction('submissions/entry_contacts'),
  `CREATE INDEX submission_not_sent ON submission (cycle_id, region_code, created_at, id) WHERE state = 'draft'`,
];
