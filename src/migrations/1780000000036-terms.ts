import { SchemaPart, sqlFunction, unchanging } from './schema-part.js';

/** The intake is extended by facts; what came too late is known; a sending begun in time may end in the grace; entries are typed in for others. */
export class Terms1780000000036 extends SchemaPart {
  readonly statements = [...extensions, ...reminders, ...late, ...grace];
}

const extensions = [
  `CREATE TABLE intake_extension (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid,
    organisation_id uuid,
    submission_id uuid,
    closes_from timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    reason text NOT NULL,
    document text NOT NULL DEFAULT '',
    recorded_at timestamptz NOT NULL,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT intake_extension_pkey PRIMARY KEY (id),
    CONSTRAINT intake_extension_later CHECK (closes_at > closes_from AND closes_at > recorded_at),
    CONSTRAINT intake_extension_one_reach CHECK (num_nonnulls(nomination_id, organisation_id, submission_id) <= 1),
    CONSTRAINT intake_extension_has_reason CHECK (reason <> ''),
    CONSTRAINT intake_extension_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT intake_extension_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
    CONSTRAINT intake_extension_organisation_id_fkey
      FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE RESTRICT,
    CONSTRAINT intake_extension_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT intake_extension_recorded_by_id_fkey
      FOREIGN KEY (recorded_by_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX intake_extension_cycle ON intake_extension (cycle_id)',
  `CREATE TABLE intake_extension_withdrawal (
    id uuid NOT NULL,
    extension_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    reason text NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    withdrawn_by_id uuid NOT NULL,
    CONSTRAINT intake_extension_withdrawal_pkey PRIMARY KEY (id),
    CONSTRAINT intake_extension_withdrawal_once UNIQUE (extension_id),
    CONSTRAINT intake_extension_withdrawal_has_reason CHECK (reason <> ''),
    CONSTRAINT intake_extension_withdrawal_extension_id_fkey
      FOREIGN KEY (extension_id) REFERENCES intake_extension (id) ON DELETE RESTRICT,
    CONSTRAINT intake_extension_withdrawal_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT intake_extension_withdrawal_withdrawn_by_id_fkey
      FOREIGN KEY (withdrawn_by_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  'GRANT SELECT, INSERT ON intake_extension, intake_extension_withdrawal TO laureat_app',
  ...unchanging('intake_extension'),
  ...unchanging('intake_extension_withdrawal'),
  ...['intake_extension', 'intake_extension_withdrawal'].map(
    (table) => `CREATE TRIGGER ${table}_counts_setup_new AFTER INSERT ON ${table} REFERENCING NEW TABLE AS touched_rows
       FOR EACH STATEMENT EXECUTE FUNCTION count_setup()`,
  ),
  sqlFunction('cycles/refuse_strange_extension'),
  sqlFunction('cycles/refuse_silent_move'),
  ...['UPDATE ON stage', 'INSERT ON intake_extension', 'INSERT ON intake_extension_withdrawal'].map(
    (deed) => `CREATE CONSTRAINT TRIGGER ${deed.split(' ').at(-1)}_moves_by_extension AFTER ${deed}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_silent_move()`,
  ),
];

const grace = [
  `ALTER TABLE cycle ADD COLUMN grace_minutes integer NOT NULL DEFAULT 0,
     ADD CONSTRAINT cycle_grace_short CHECK (grace_minutes BETWEEN 0 AND 60)`,
  // The close after which it came, where it was begun in time and ended in the grace.
  `ALTER TABLE submission_revision ADD COLUMN grace_of timestamptz,
     ADD CONSTRAINT submission_revision_grace_is_late CHECK (grace_of IS NULL OR submitted_at >= grace_of)`,
  // When its first part arrived.
  'ALTER TABLE attachment ADD COLUMN begun_at timestamptz',
];

const late = [
  // One row an entry and close, however often it is sent; of what was begun and sent at once, one an organisation and nomination.
  `CREATE TABLE late_refusal (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    submission_id uuid,
    user_id uuid,
    arrived_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    CONSTRAINT late_refusal_pkey PRIMARY KEY (id),
    CONSTRAINT late_refusal_is_late CHECK (arrived_at >= closes_at),
    CONSTRAINT late_refusal_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
    CONSTRAINT late_refusal_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE RESTRICT,
    CONSTRAINT late_refusal_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT late_refusal_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX late_refusal_of_entry_once ON late_refusal (submission_id, closes_at) WHERE submission_id IS NOT NULL`,
  `CREATE UNIQUE INDEX late_refusal_at_once_once ON late_refusal (organisation_id, nomination_id, closes_at)
     WHERE submission_id IS NULL`,
  'CREATE INDEX late_refusal_cycle ON late_refusal (cycle_id, arrived_at)',
  'GRANT SELECT, INSERT ON late_refusal TO laureat_app',
  ...unchanging('late_refusal'),
];

const reminders = [
  // Who was reminded of one close is reminded of the one to which it moved, be it on the same day.
  'ALTER TABLE draft_reminder ADD COLUMN closes_at timestamptz',
  `UPDATE draft_reminder r SET closes_at = i.closes_at
     FROM submission s JOIN stage i ON i.cycle_id = s.cycle_id AND i.kind = 'intake' WHERE s.id = r.submission_id`,
  `UPDATE draft_reminder SET closes_at = reminded_at WHERE closes_at IS NULL`,
  `ALTER TABLE draft_reminder ALTER COLUMN closes_at SET NOT NULL,
     DROP CONSTRAINT draft_reminder_once_a_day,
     ADD CONSTRAINT draft_reminder_once_a_day UNIQUE (submission_id, user_id, reminded_on, closes_at)`,
  // The close to which an extension moved the intake of some has announcements of its own.
  `ALTER TABLE stage_notice ADD COLUMN extension_id uuid, DROP CONSTRAINT stage_notice_once`,
  'CREATE UNIQUE INDEX stage_notice_once ON stage_notice (stage_id, kind) WHERE extension_id IS NULL',
  'CREATE UNIQUE INDEX stage_notice_of_extension_once ON stage_notice (extension_id, kind) WHERE extension_id IS NOT NULL',
];
