/** What experts judge. Weights and scales are exact decimals: places hang on them. */
export const criteria = [
  `CREATE TABLE criterion (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    guidance text NOT NULL DEFAULT '',
    weight numeric NOT NULL DEFAULT '1',
    scale_min numeric NOT NULL DEFAULT '0',
    scale_max numeric NOT NULL DEFAULT '10',
    scale_step numeric NOT NULL DEFAULT '1',
    -- what the points mean, in words
    levels jsonb NOT NULL DEFAULT '[]',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT criterion_pkey PRIMARY KEY (id),
    CONSTRAINT criterion_scale_ordered CHECK (scale_min < scale_max AND scale_step > 0),
    CONSTRAINT criterion_weight_not_negative CHECK (weight >= 0),
    CONSTRAINT criterion_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,
];
