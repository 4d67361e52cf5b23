/** What is looked up: the production calendar, regions and national projects, each as of its time. */
export const reference = [
  `CREATE TABLE calendar_year (
    year integer NOT NULL,
    -- Monday to Friday days that are not worked, and weekends that are
    holidays jsonb NOT NULL,
    working_weekends jsonb NOT NULL,
    source text NOT NULL,
    status text NOT NULL,
    edited_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT calendar_year_pkey PRIMARY KEY (year)
  )`,

  `CREATE TABLE region (
    code text NOT NULL,
    subject_code text NOT NULL,
    name_ru text NOT NULL,
    name_en text NOT NULL,
    type_ru text NOT NULL,
    capital_ru text,
    district_ru text,
    time_zone text NOT NULL,
    -- null: listed in every cycle
    listed_since date,
    aliases text[] NOT NULL DEFAULT '{}',
    district_history jsonb NOT NULL DEFAULT '[]',
    name_history jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT region_pkey PRIMARY KEY (code)
  )`,

  `CREATE TABLE national_project (
    id text NOT NULL,
    name_ru text NOT NULL,
    period text NOT NULL,
    kind text,
    since integer,
    name_history jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT national_project_pkey PRIMARY KEY (id)
  )`,
];
