/** What a nomination asks. An entry keeps the version that it answered. */
export const forms = [
  `CREATE TABLE form_version (
    id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    number integer NOT NULL,
    fields jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT form_version_pkey PRIMARY KEY (id),
    CONSTRAINT form_version_number_once UNIQUE (nomination_id, number),
    CONSTRAINT form_version_nomination_id_fkey
      FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT
  )`,
];
