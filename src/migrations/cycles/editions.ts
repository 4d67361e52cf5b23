/** The regulation as approved. A later edition replaces an earlier one and says why; it never edits it. */
export const editions = [
  `CREATE TABLE regulation_edition (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    number integer NOT NULL,
    protocol_number text NOT NULL,
    protocol_on date,
    text text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    -- how entries are screened and judged
    revision_working_days integer NOT NULL DEFAULT 5,
    reviews_per_entry integer NOT NULL DEFAULT 3,
    judging_rules jsonb NOT NULL DEFAULT '{}',
    -- how sheets become places, and places proposals; without a selection rule, the first so many as are foreseen
    ranking_rule jsonb NOT NULL,
    selection_rule jsonb,
    entry_facts jsonb NOT NULL DEFAULT '{}',
    finalists_foreseen integer NOT NULL DEFAULT 3,
    winners_foreseen integer NOT NULL DEFAULT 1,
    -- how bodies decide, and what is published
    quorum text NOT NULL DEFAULT 'majority',
    decision_rules jsonb NOT NULL DEFAULT '{}',
    publication_rules jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT regulation_edition_pkey PRIMARY KEY (id),
    CONSTRAINT regulation_edition_number_once UNIQUE (cycle_id, number),
    CONSTRAINT regulation_edition_later_has_reason CHECK (number = 1 OR reason <> ''),
    CONSTRAINT regulation_edition_reviews_positive CHECK (reviews_per_entry BETWEEN 1 AND 20),
    CONSTRAINT regulation_edition_foreseen_positive CHECK (finalists_foreseen > 0 AND winners_foreseen > 0),
    CONSTRAINT regulation_edition_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,
];
