import { sqlFunction } from '../schema-part.js';

/** Plans, seen first and published once, and the assignments that they make. */
export const assignment = [
  `CREATE TABLE assignment_plan (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'proposed',
    -- how it came about, and the plan from which it was made
    origin text NOT NULL DEFAULT 'match',
    base_id uuid,
    seed integer NOT NULL,
    reviews_per_entry integer NOT NULL,
    -- nominations that it distributes; empty: all
    nomination_ids text[] NOT NULL DEFAULT '{}',
    -- all pairs that hold after the publication; those in force that end with it
    pairs jsonb NOT NULL,
    released jsonb NOT NULL DEFAULT '[]',
    -- what the next computation from this plan keeps, and leaves out
    locked jsonb NOT NULL DEFAULT '[]',
    forbidden jsonb NOT NULL DEFAULT '[]',
    note text NOT NULL DEFAULT '',
    -- what proves and explains it; a draw keeps its problem, so that anybody can repeat it
    summary jsonb NOT NULL,
    report jsonb,
    prices jsonb,
    problem jsonb,
    facts_hash text,
    created_by_id uuid,
    created_at timestamptz NOT NULL,
    published_at timestamptz,
    published_by_id uuid,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT assignment_plan_pkey PRIMARY KEY (id),
    CONSTRAINT assignment_plan_state_known CHECK (state IN ('proposed', 'published', 'dropped')),
    CONSTRAINT assignment_plan_origin_known
      CHECK (origin IN ('match', 'draw', 'table', 'replace', 'top-up', 'extra')),
    CONSTRAINT assignment_plan_draw_has_problem CHECK (origin <> 'draw' OR problem IS NOT NULL),
    -- what passes to others by itself has nobody who published it
    CONSTRAINT assignment_plan_published_has_person CHECK (state <> 'published'
      OR (published_at IS NOT NULL AND (published_by_id IS NOT NULL OR origin IN ('extra', 'top-up')))),
    CONSTRAINT assignment_plan_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT assignment_plan_base_id_fkey FOREIGN KEY (base_id) REFERENCES assignment_plan (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX assignment_plan_cycle ON assignment_plan (cycle_id, created_at)',

  `CREATE TABLE assignment (
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    expert_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    -- the place in the expert's own queue: a seeded random order, so that the alphabet favours nobody
    position integer NOT NULL,
    -- extra: asked because the planned experts differed too much
    kind text NOT NULL DEFAULT 'planned',
    state text NOT NULL DEFAULT 'active',
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT assignment_pkey PRIMARY KEY (id),
    CONSTRAINT assignment_once UNIQUE (expert_id, submission_id),
    CONSTRAINT assignment_kind_known CHECK (kind IN ('planned', 'extra')),
    CONSTRAINT assignment_state_known CHECK (state IN ('active', 'recused', 'replaced')),
    CONSTRAINT assignment_ended_has_reason CHECK (state = 'active' OR (reason <> '' AND ended_at IS NOT NULL)),
    CONSTRAINT assignment_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES assignment_plan (id) ON DELETE RESTRICT,
    CONSTRAINT assignment_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert (id) ON DELETE RESTRICT,
    CONSTRAINT assignment_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX assignment_queue ON assignment (expert_id, position)',
  'CREATE INDEX assignment_submission ON assignment (submission_id)',
  `CREATE UNIQUE INDEX assignment_extra_once
     ON assignment (submission_id) WHERE kind = 'extra' AND state = 'active'`,
  sqlFunction('judging/refuse_conflicted_assignment'),
];
