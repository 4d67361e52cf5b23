import { sqlFunction } from '../schema-part.js';

/** Appeals against published results. */
export const appeals = [
  `CREATE TABLE appeal (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    publication_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'filed',
    grounds text NOT NULL,
    filed_by_id uuid NOT NULL,
    filed_at timestamptz NOT NULL,
    outcome text,
    decision text NOT NULL DEFAULT '',
    decided_by_id uuid,
    decided_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT appeal_pkey PRIMARY KEY (id),
    CONSTRAINT appeal_once UNIQUE (submission_id, publication_id),
    CONSTRAINT appeal_has_grounds CHECK (grounds <> ''),
    CONSTRAINT appeal_state_known CHECK (state IN ('filed', 'withdrawn', 'decided')),
    CONSTRAINT appeal_outcome_known CHECK (outcome IS NULL OR outcome IN ('unchanged', 'raised', 'lowered')),
    CONSTRAINT appeal_decided_has_facts
      CHECK ((state = 'decided')
        = (outcome IS NOT NULL AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL AND decision <> '')),
    CONSTRAINT appeal_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT appeal_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT appeal_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES publication (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX appeal_cycle ON appeal (cycle_id, filed_at)',
  sqlFunction('results/took_part_in_decision'),
  sqlFunction('results/refuse_appeal_by_first_deciders'),
];
