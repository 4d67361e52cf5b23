/** Votes of the public: asked for, and counted once the mailbox has confirmed them. */
export const voting = [
  `CREATE TABLE public_vote (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    -- where the letter goes, taken away once the vote counts; then the hash alone knows the mailbox
    email text NOT NULL,
    mailbox_hash text NOT NULL,
    locale text NOT NULL DEFAULT 'ru',
    state text NOT NULL DEFAULT 'asked',
    token_hash text NOT NULL,
    asked_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    CONSTRAINT public_vote_pkey PRIMARY KEY (id),
    CONSTRAINT public_vote_state_known CHECK (state IN ('asked', 'counted')),
    CONSTRAINT public_vote_counted_has_instant CHECK ((state = 'counted') = (confirmed_at IS NOT NULL)),
    CONSTRAINT public_vote_hash_form CHECK (mailbox_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT public_vote_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT public_vote_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX public_vote_person_once ON public_vote (nomination_id, mailbox_hash) WHERE state = 'counted'`,
  'CREATE INDEX public_vote_count ON public_vote (cycle_id, submission_id, state)',
  'CREATE INDEX public_vote_token ON public_vote (token_hash)',
];
