import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How winners are selected, which answers count, open votes, what rankings are worth, and scenarios. */
export class ResultsInFull1764000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...columns, ...tables, ...guards]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Votes and figures that were kept are not taken back: restore the database instead');
  }
}

const columns = [
  'ALTER TABLE regulation_edition ADD COLUMN selection_rule jsonb',
  `ALTER TABLE regulation_edition ADD COLUMN entry_facts jsonb NOT NULL DEFAULT '{}'`,
];

const tables = [
  `CREATE TABLE open_vote (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    ranking_id uuid NOT NULL,
    votes jsonb NOT NULL,
    chair jsonb NOT NULL,
    ground text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT open_vote_has_ground CHECK (ground <> ''),
    CONSTRAINT open_vote_pkey PRIMARY KEY (id),
    CONSTRAINT open_vote_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination(id) ON DELETE RESTRICT,
    CONSTRAINT open_vote_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES ranking(id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX open_vote_latest ON open_vote (nomination_id, id)',
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
    CONSTRAINT weighing_once UNIQUE (ranking_id, seed),
    CONSTRAINT weighing_hash_form CHECK (inputs_hash ~ '^[0-9a-f]{64}$' AND result_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT weighing_pkey PRIMARY KEY (id),
    CONSTRAINT weighing_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES ranking(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE scenario (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    title text NOT NULL,
    ranking_rule jsonb NOT NULL,
    selection_rule jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id uuid NOT NULL,
    fixed_at timestamptz,
    fixed_by_id uuid,
    fixed_reason text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT scenario_title_once UNIQUE (cycle_id, title),
    CONSTRAINT scenario_fixed_has_reason CHECK ((fixed_at IS NULL) = (fixed_by_id IS NULL) AND (fixed_at IS NULL) = (fixed_reason = '')),
    CONSTRAINT scenario_pkey PRIMARY KEY (id),
    CONSTRAINT scenario_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle(id) ON DELETE RESTRICT
  )`,
  'CREATE UNIQUE INDEX scenario_fixed_once ON scenario (cycle_id) WHERE fixed_at IS NOT NULL',
];

const appendOnly = ['open_vote', 'weighing'];

const guards = [
  `REVOKE UPDATE, DELETE, TRUNCATE ON ${appendOnly.join(', ')} FROM laureat_app`,
  ...appendOnly.flatMap((table) => [
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
       FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ]),
];
