import { SchemaPart, sqlFunction } from './schema-part.js';

/** What is asked and answered. */
export class Talk1780000000037 extends SchemaPart {
  readonly statements = [...questions, ...clarifications, ...broadcasts, ...erasures];
}

const questions = [
  `CREATE TABLE question (
     id uuid NOT NULL,
     cycle_id uuid NOT NULL,
     nomination_id uuid,
     submission_id uuid,
     user_id uuid NOT NULL,
     text text NOT NULL,
     asked_at timestamptz NOT NULL,
     state text NOT NULL DEFAULT 'open',
     answer text NOT NULL DEFAULT '',
     answered_by_id uuid,
     answered_at timestamptz,
     version integer NOT NULL DEFAULT 1,
     CONSTRAINT question_pkey PRIMARY KEY (id),
     CONSTRAINT question_state_known CHECK (state IN ('open', 'answered')),
     CONSTRAINT question_has_words CHECK (text <> ''),
     CONSTRAINT question_answered_has_facts CHECK (
       (state = 'answered') = (answered_at IS NOT NULL) AND (state = 'answered') = (answered_by_id IS NOT NULL)
       AND (state = 'answered') = (answer <> '')),
     CONSTRAINT question_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
     CONSTRAINT question_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
     CONSTRAINT question_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
     CONSTRAINT question_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
   )`,
  // Asked again while it waits, it is the same question.
  `CREATE UNIQUE INDEX question_open_once ON question (user_id, cycle_id, nomination_id, submission_id, md5(text))
     NULLS NOT DISTINCT WHERE state = 'open'`,
  'CREATE INDEX question_queue ON question (cycle_id, state, asked_at, id)',
  'CREATE INDEX question_own ON question (user_id, asked_at)',
  'GRANT SELECT, INSERT, UPDATE ON question TO laureat_app',
  `CREATE TABLE public_answer (
     id uuid NOT NULL,
     cycle_id uuid NOT NULL,
     nomination_id uuid,
     number integer NOT NULL,
     question_id uuid NOT NULL,
     asked text NOT NULL,
     answer text NOT NULL,
     published_by_id uuid NOT NULL,
     published_at timestamptz NOT NULL,
     amended_at timestamptz,
     taken_down_at timestamptz,
     reason text NOT NULL DEFAULT '',
     version integer NOT NULL DEFAULT 1,
     CONSTRAINT public_answer_pkey PRIMARY KEY (id),
     CONSTRAINT public_answer_number_once UNIQUE (cycle_id, number),
     CONSTRAINT public_answer_question_once UNIQUE (question_id),
     CONSTRAINT public_answer_has_words CHECK (asked <> '' AND answer <> ''),
     CONSTRAINT public_answer_taken_down_has_reason CHECK ((taken_down_at IS NULL) = (reason = '')),
     CONSTRAINT public_answer_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
     CONSTRAINT public_answer_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
     CONSTRAINT public_answer_question_id_fkey FOREIGN KEY (question_id) REFERENCES question (id) ON DELETE RESTRICT
   )`,
  `CREATE INDEX public_answer_words ON public_answer
     USING gin (to_tsvector('russian', replace(lower(asked || ' ' || answer), 'ё', 'е')))`,
  'GRANT SELECT, INSERT, UPDATE ON public_answer TO laureat_app',
];

const clarifications = [
  `CREATE TABLE clarification (
     id uuid NOT NULL,
     submission_id uuid NOT NULL,
     expert_id uuid NOT NULL,
     -- in the expert's words; nobody reads them but who passes them on
     asked text NOT NULL,
     asked_at timestamptz NOT NULL,
     state text NOT NULL DEFAULT 'asked',
     decided_by_id uuid,
     decided_at timestamptz,
     reason text NOT NULL DEFAULT '',
     -- as it was passed on: its words, its number of the entry, until when it can be answered
     question text NOT NULL DEFAULT '',
     number integer,
     due_at timestamptz,
     answer text NOT NULL DEFAULT '',
     answered_by_id uuid,
     answered_at timestamptz,
     version integer NOT NULL DEFAULT 1,
     CONSTRAINT clarification_pkey PRIMARY KEY (id),
     CONSTRAINT clarification_number_once UNIQUE (submission_id, number),
     CONSTRAINT clarification_state_known CHECK (state IN ('asked', 'declined', 'passed', 'answered')),
     CONSTRAINT clarification_has_words CHECK (asked <> ''),
     CONSTRAINT clarification_decided_has_person CHECK (
       (state = 'asked') = (decided_by_id IS NULL) AND (state = 'asked') = (decided_at IS NULL)),
     CONSTRAINT clarification_declined_has_reason CHECK ((state = 'declined') = (reason <> '')),
     CONSTRAINT clarification_passed_has_facts CHECK (
       (state IN ('passed', 'answered')) = (number IS NOT NULL) AND (number IS NULL) = (due_at IS NULL)
       AND (number IS NULL) = (question = '')),
     CONSTRAINT clarification_answered_has_facts CHECK (
       (state = 'answered') = (answered_at IS NOT NULL) AND (state = 'answered') = (answered_by_id IS NOT NULL)
       AND (state = 'answered') = (answer <> '')),
     CONSTRAINT clarification_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
     CONSTRAINT clarification_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert (id) ON DELETE RESTRICT
   )`,
  `CREATE UNIQUE INDEX clarification_asked_once ON clarification (expert_id, submission_id, md5(asked)) WHERE state = 'asked'`,
  "CREATE INDEX clarification_waiting ON clarification (asked_at, id) WHERE state = 'asked'",
  'GRANT SELECT, INSERT, UPDATE ON clarification TO laureat_app',
];

const broadcasts = [
  `CREATE TABLE broadcast (
     id uuid NOT NULL,
     cycle_id uuid NOT NULL,
     -- of whose coordinator it is; null where the organizer writes
     side_region text,
     kind text NOT NULL,
     nomination_id uuid,
     region_code text,
     subject text NOT NULL,
     body text NOT NULL,
     is_duty boolean NOT NULL DEFAULT false,
     written_by_id uuid NOT NULL,
     created_at timestamptz NOT NULL,
     sent_at timestamptz,
     list_hash text NOT NULL DEFAULT '',
     version integer NOT NULL DEFAULT 1,
     CONSTRAINT broadcast_pkey PRIMARY KEY (id),
     CONSTRAINT broadcast_kind_known
       CHECK (kind IN ('entrants', 'drafts', 'submitted', 'returned', 'experts', 'coordinators')),
     CONSTRAINT broadcast_has_words CHECK (subject <> '' AND body <> ''),
     CONSTRAINT broadcast_sent_has_list CHECK ((sent_at IS NULL) = (list_hash = '')),
     CONSTRAINT broadcast_of_region_stays_there CHECK (side_region IS NULL OR region_code = side_region),
     CONSTRAINT broadcast_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
     CONSTRAINT broadcast_written_by_id_fkey FOREIGN KEY (written_by_id) REFERENCES user_account (id) ON DELETE RESTRICT
   )`,
  // The same words to the same people are the same letter; the hash is of both.
  `CREATE UNIQUE INDEX broadcast_sent_once ON broadcast (cycle_id, list_hash) WHERE list_hash <> ''`,
  'CREATE INDEX broadcast_of_cycle ON broadcast (cycle_id, created_at)',
  'GRANT SELECT, INSERT, UPDATE ON broadcast TO laureat_app',
  `CREATE TABLE broadcast_recipient (
     broadcast_id uuid NOT NULL,
     user_id uuid NOT NULL,
     CONSTRAINT broadcast_recipient_pkey PRIMARY KEY (broadcast_id, user_id),
     CONSTRAINT broadcast_recipient_broadcast_id_fkey FOREIGN KEY (broadcast_id) REFERENCES broadcast (id) ON DELETE RESTRICT,
     CONSTRAINT broadcast_recipient_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
   )`,
  'GRANT SELECT, INSERT ON broadcast_recipient TO laureat_app',
  `CREATE TABLE broadcast_refusal (
     user_id uuid NOT NULL,
     refused_at timestamptz NOT NULL,
     CONSTRAINT broadcast_refusal_pkey PRIMARY KEY (user_id),
     CONSTRAINT broadcast_refusal_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
   )`,
  'GRANT SELECT, INSERT, DELETE ON broadcast_refusal TO laureat_app',
];

const erasures = [
  `CREATE TABLE erasure_request (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     -- to which the answer goes; forgotten a week after it
     email text NOT NULL,
     note text NOT NULL DEFAULT '',
     asked_at timestamptz NOT NULL,
     state text NOT NULL DEFAULT 'open',
     decided_by_id uuid,
     decided_at timestamptz,
     ground text NOT NULL DEFAULT '',
     version integer NOT NULL DEFAULT 1,
     CONSTRAINT erasure_request_pkey PRIMARY KEY (id),
     CONSTRAINT erasure_request_state_known CHECK (state IN ('open', 'withdrawn', 'declined', 'carried-out')),
     CONSTRAINT erasure_request_decided_has_person CHECK (
       (state IN ('declined', 'carried-out')) = (decided_by_id IS NOT NULL) AND (state = 'open') = (decided_at IS NULL)),
     CONSTRAINT erasure_request_declined_has_ground CHECK ((state = 'declined') = (ground <> '')),
     CONSTRAINT erasure_request_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
   )`,
  `CREATE UNIQUE INDEX erasure_request_open_once ON erasure_request (user_id) WHERE state = 'open'`,
  'CREATE INDEX erasure_request_queue ON erasure_request (state, asked_at)',
  'GRANT SELECT, INSERT, UPDATE ON erasure_request TO laureat_app',
  sqlFunction('accounts/drafts_of_nobody_else'),
  sqlFunction('accounts/erase_person'),
  'REVOKE ALL ON FUNCTION erase_person(uuid, timestamptz) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION erase_person(uuid, timestamptz) TO laureat_app',
];
