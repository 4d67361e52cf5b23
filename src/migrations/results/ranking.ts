import { appendOnly, sqlFunction } from '../schema-part.js';

/** Rankings of frozen sheets, what they are worth, and the votes that decide between equals and in a second phase. */
export const ranking = [
  // The inputs by hash, every row explained.
  `CREATE TABLE ranking (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    edition_id uuid NOT NULL,
    inputs jsonb NOT NULL,
    inputs_hash text NOT NULL,
    rows jsonb NOT NULL,
    sheets integer NOT NULL,
    computed_at timestamptz NOT NULL,
    computed_by_id uuid,
    CONSTRAINT ranking_pkey PRIMARY KEY (id),
    CONSTRAINT ranking_hash_form CHECK (inputs_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT ranking_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX ranking_latest ON ranking (nomination_id, computed_at)',
  ...appendOnly('ranking'),

  // What a ranking is worth, by its inputs and one seed; it decides no place.
  `CREATE TABLE weighing (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    ranking_id uuid NOT NULL,
    seed integer NOT NULL,
    settings jsonb NOT NULL,
    inputs_hash text NOT NULL,
    result jsonb NOT NULL,
    result_hash text NOT NULL,
    computed_at timestamptz NOT NULL,
    computed_by_id uuid,
    CONSTRAINT weighing_pkey PRIMARY KEY (id),
    CONSTRAINT weighing_once UNIQUE (ranking_id, seed),
    CONSTRAINT weighing_hash_form CHECK (inputs_hash ~ '^[0-9a-f]{64}$' AND result_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT weighing_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES ranking (id) ON DELETE RESTRICT
  )`,
  ...appendOnly('weighing'),

  // An open vote between equals, at the ranking that found them equal; the latest one counts.
  `CREATE TABLE open_vote (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    ranking_id uuid NOT NULL,
    votes jsonb NOT NULL,
    -- the entries that the chair's casting vote chose
    chair jsonb NOT NULL,
    ground text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT open_vote_pkey PRIMARY KEY (id),
    CONSTRAINT open_vote_has_ground CHECK (ground <> ''),
    CONSTRAINT open_vote_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
    CONSTRAINT open_vote_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES ranking (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX open_vote_latest ON open_vote (nomination_id, id)',
  ...appendOnly('open_vote'),

  // What the members of a body gave in the second phase of a nomination; the latest record counts.
  `CREATE TABLE body_ballots (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    ballots jsonb NOT NULL,
    ground text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT body_ballots_pkey PRIMARY KEY (id),
    CONSTRAINT body_ballots_has_ground CHECK (ground <> ''),
    CONSTRAINT body_ballots_has_ballots CHECK (jsonb_array_length(ballots) > 0),
    CONSTRAINT body_ballots_nomination_id_fkey
      FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
    CONSTRAINT body_ballots_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX body_ballots_latest ON body_ballots (nomination_id, id)',
  ...appendOnly('body_ballots'),
  sqlFunction('results/refuse_strange_ballots'),
];
