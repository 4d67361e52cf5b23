import { sqlFunction, unchanging } from '../schema-part.js';

/** What bodies decide: awards, that nobody is awarded, lists decided at once; and withdrawals after the choice. */
export const decisions = [
  // As the entrant said it, with what the entry held.
  `CREATE TABLE entry_withdrawal (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    reason text NOT NULL,
    held jsonb NOT NULL,
    -- decisions rest on a ranking that has it: then it keeps its place there, and gets nothing
    keeps_place boolean NOT NULL DEFAULT false,
    recorded_by_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT entry_withdrawal_pkey PRIMARY KEY (id),
    CONSTRAINT entry_withdrawal_once UNIQUE (submission_id),
    CONSTRAINT entry_withdrawal_has_reason CHECK (reason <> ''),
    CONSTRAINT entry_withdrawal_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX entry_withdrawal_nomination ON entry_withdrawal (nomination_id)',
  ...unchanging('entry_withdrawal'),
  sqlFunction('results/is_ranked'),

  // Decisions that wait until a second person applies them whole.
  `CREATE TABLE decision_batch (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    source text NOT NULL,
    name text NOT NULL DEFAULT '',
    ground text NOT NULL DEFAULT '',
    despite text NOT NULL DEFAULT '',
    items jsonb NOT NULL,
    -- decisions that stood when it was prepared and give way to it; nominations for which nobody is proposed
    replaces jsonb NOT NULL DEFAULT '[]',
    skipped jsonb NOT NULL DEFAULT '[]',
    -- of the canonical list
    hash text NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    prepared_by_id uuid NOT NULL,
    prepared_by_name text NOT NULL,
    prepared_at timestamptz NOT NULL,
    applied_by_id uuid,
    applied_by_name text NOT NULL DEFAULT '',
    applied_at timestamptz,
    cancelled_by_id uuid,
    cancelled_at timestamptz,
    reason text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT decision_batch_pkey PRIMARY KEY (id),
    CONSTRAINT decision_batch_source_known CHECK (source IN ('proposals', 'table')),
    CONSTRAINT decision_batch_state_known CHECK (state IN ('pending', 'applied', 'cancelled')),
    CONSTRAINT decision_batch_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT decision_batch_has_items CHECK (jsonb_typeof(items) = 'array' AND jsonb_array_length(items) > 0),
    CONSTRAINT decision_batch_second_person CHECK (applied_by_id IS NULL OR applied_by_id <> prepared_by_id),
    CONSTRAINT decision_batch_applied_has_facts
      CHECK ((state = 'applied') = (applied_by_id IS NOT NULL AND applied_at IS NOT NULL)),
    CONSTRAINT decision_batch_cancelled_has_facts
      CHECK ((state = 'cancelled') = (cancelled_by_id IS NOT NULL AND cancelled_at IS NOT NULL AND reason <> '')),
    CONSTRAINT decision_batch_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT decision_batch_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX decision_batch_cycle ON decision_batch (cycle_id, prepared_at)',
  'REVOKE DELETE, TRUNCATE ON decision_batch FROM laureat_app',
  sqlFunction('results/refuse_other_list'),

  // A decision is taken back, never edited.
  `CREATE TABLE award (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    -- the region whose laureate it is
    region_code text,
    -- the ranking that the body had before it, and the place in it; a region decides without one
    ranking_id uuid,
    place integer,
    -- a better place was passed over, and what the body said of this entry alone
    departure boolean NOT NULL DEFAULT false,
    own_reason text NOT NULL DEFAULT '',
    -- why the body did not wait for the sheets that were missing for a place
    despite text NOT NULL DEFAULT '',
    -- which of the reserve it is, or was before it followed a withdrawal
    reserve_order integer,
    follows_id uuid,
    -- the list with which it was applied
    batch_id uuid,
    meeting_id uuid NOT NULL,
    decided_by_id uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT award_pkey PRIMARY KEY (id),
    CONSTRAINT award_once UNIQUE (submission_id, outcome),
    CONSTRAINT award_outcome_known CHECK (outcome IN ('winner', 'laureate', 'runner-up', 'special-mention', 'finalist',
      'reserve', 'regional-laureate', 'recommended')),
    CONSTRAINT award_has_reason CHECK (reason <> ''),
    CONSTRAINT award_has_basis CHECK (ranking_id IS NOT NULL OR outcome = 'regional-laureate'),
    CONSTRAINT award_region_of_regional CHECK ((outcome = 'regional-laureate') = (region_code IS NOT NULL)),
    CONSTRAINT award_reserve_has_order
      CHECK ((outcome = 'reserve' OR follows_id IS NOT NULL) = (reserve_order IS NOT NULL)
        AND (reserve_order IS NULL OR reserve_order > 0)),
    CONSTRAINT award_departure_has_own_reason CHECK (NOT departure OR own_reason <> ''),
    CONSTRAINT award_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT award_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES ranking (id) ON DELETE RESTRICT,
    CONSTRAINT award_follows_id_fkey FOREIGN KEY (follows_id) REFERENCES entry_withdrawal (id) ON DELETE RESTRICT,
    CONSTRAINT award_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES decision_batch (id) ON DELETE RESTRICT,
    CONSTRAINT award_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX award_nomination ON award (nomination_id)',
  `CREATE UNIQUE INDEX award_regional_once
     ON award (nomination_id, region_code) WHERE outcome = 'regional-laureate'`,
  `CREATE UNIQUE INDEX award_reserve_order_once ON award (nomination_id, reserve_order) WHERE outcome = 'reserve'`,
  `CREATE TRIGGER award_append_only BEFORE UPDATE ON award FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  'REVOKE UPDATE, TRUNCATE ON award FROM laureat_app',

  // A body decides that in a nomination a kind is awarded to nobody.
  `CREATE TABLE not_awarded (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    outcome text NOT NULL,
    region_code text,
    meeting_id uuid NOT NULL,
    reason text NOT NULL,
    despite text NOT NULL DEFAULT '',
    decided_by_id uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT not_awarded_pkey PRIMARY KEY (id),
    CONSTRAINT not_awarded_outcome_known
      CHECK (outcome IN ('winner', 'laureate', 'runner-up', 'special-mention', 'finalist', 'regional-laureate')),
    CONSTRAINT not_awarded_region_of_regional CHECK ((outcome = 'regional-laureate') = (region_code IS NOT NULL)),
    CONSTRAINT not_awarded_has_reason CHECK (reason <> ''),
    CONSTRAINT not_awarded_nomination_id_fkey
      FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
    CONSTRAINT not_awarded_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT
  )`,
  'CREATE UNIQUE INDEX not_awarded_once ON not_awarded (nomination_id, outcome, region_code) NULLS NOT DISTINCT',
  `CREATE TRIGGER not_awarded_append_only BEFORE UPDATE ON not_awarded FOR EACH ROW EXECUTE FUNCTION refuse_change()`,

  sqlFunction('results/stands_beside'),
  sqlFunction('results/refuse_groundless_awards'),
  sqlFunction('results/refuse_groundless_nobody'),
];
