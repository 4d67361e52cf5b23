/** Nominations, each with the letters of its register numbers and its quota. */
export const nominations = [
  `CREATE TABLE nomination (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    position integer NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    description text NOT NULL DEFAULT '',
    -- empty: every kind of organisation may enter
    allowed_kinds text[] NOT NULL DEFAULT '{}',
    -- null: no limit
    quota_per_region integer,
    -- what an expert of it should know; matched with the spheres of the experts
    spheres text[] NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT nomination_pkey PRIMARY KEY (id),
    CONSTRAINT nomination_code_once UNIQUE (cycle_id, code),
    CONSTRAINT nomination_code_form CHECK (code ~ '^[А-ЯЁA-Z0-9]{1,6}$'),
    CONSTRAINT nomination_quota_positive CHECK (quota_per_region IS NULL OR quota_per_region > 0),
    CONSTRAINT nomination_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,
];
