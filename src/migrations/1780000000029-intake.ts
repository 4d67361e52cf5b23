import { SchemaPart, sqlFunction } from './schema-part.js';

/** A returned entry is opened field by field; an edition says what is looked for in an entry and how many must say their word of it. */
export class Intake1780000000029 extends SchemaPart {
  readonly statements = [...returns, ...screening, ...alike];
}

const returns = [
  `ALTER TABLE submission
     ADD COLUMN open_fields text[],
     ADD CONSTRAINT submission_open_fields_of_returned
       CHECK (open_fields IS NULL OR (state = 'returned' AND cardinality(open_fields) > 0))`,
];

const screening = [
  `ALTER TABLE regulation_edition ADD COLUMN screening_rules jsonb NOT NULL DEFAULT '{}'`,
  // What each of those who screen found of an item of the checklist in a revision.
  `CREATE TABLE screening_mark (
     revision_id uuid NOT NULL,
     item text NOT NULL,
     user_id uuid NOT NULL,
     mark text NOT NULL,
     marked_at timestamptz NOT NULL,
     CONSTRAINT screening_mark_pkey PRIMARY KEY (revision_id, user_id, item),
     CONSTRAINT screening_mark_known CHECK (mark IN ('fits', 'fails', 'unseen')),
     CONSTRAINT screening_mark_revision_id_fkey
       FOREIGN KEY (revision_id) REFERENCES submission_revision (id) ON DELETE CASCADE,
     CONSTRAINT screening_mark_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
   )`,
  // The word that each of a panel says of a revision, once.
  `CREATE TABLE screening_opinion (
     id uuid NOT NULL,
     submission_id uuid NOT NULL,
     revision_id uuid NOT NULL,
     user_id uuid NOT NULL,
     verb text NOT NULL,
     reason text NOT NULL DEFAULT '',
     given_at timestamptz NOT NULL,
     CONSTRAINT screening_opinion_pkey PRIMARY KEY (id),
     CONSTRAINT screening_opinion_once UNIQUE (revision_id, user_id),
     CONSTRAINT screening_opinion_verb_known CHECK (verb IN ('admit', 'return', 'reject')),
     CONSTRAINT screening_opinion_has_reason CHECK (verb = 'admit' OR reason <> ''),
     CONSTRAINT screening_opinion_submission_id_fkey
       FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE CASCADE,
     CONSTRAINT screening_opinion_revision_id_fkey
       FOREIGN KEY (revision_id) REFERENCES submission_revision (id) ON DELETE CASCADE,
     CONSTRAINT screening_opinion_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
   )`,
  'REVOKE UPDATE, DELETE, TRUNCATE ON screening_opinion FROM laureat_app',
  // It goes only with an import that is taken back.
  `CREATE TRIGGER screening_opinion_append_only BEFORE UPDATE OR DELETE ON screening_opinion FOR EACH ROW
     WHEN (coalesce(current_setting('laureat.takes_back', true), '') = '')
     EXECUTE FUNCTION refuse_change()`,
];

const alike = [
  sqlFunction('submissions/text_bands'),
  `ALTER TABLE submission_words ADD COLUMN bands bigint[] NOT NULL DEFAULT '{}'`,
  'CREATE INDEX submission_words_bands ON submission_words USING gin (bands)',
  `INSERT INTO submission_unread (submission_id) SELECT id FROM submission WHERE revision_id IS NOT NULL
   ON CONFLICT DO NOTHING`,
];
