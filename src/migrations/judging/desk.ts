import { sqlFunction } from '../schema-part.js';

/** The desk of an expert: the entry to train on first, and places and votes that hold the own sheets together. */
export const desk = [
  `CREATE TABLE training_entry (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    created_by_id uuid,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT training_entry_pkey PRIMARY KEY (id),
    CONSTRAINT training_entry_once UNIQUE (cycle_id),
    CONSTRAINT training_entry_has_words CHECK (title <> '' AND text <> ''),
    CONSTRAINT training_entry_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,

  // Submitted once, counted nowhere.
  `CREATE TABLE training_sheet (
    id uuid NOT NULL,
    training_entry_id uuid NOT NULL,
    expert_id uuid NOT NULL,
    scores jsonb NOT NULL DEFAULT '{}',
    cannot_judge jsonb NOT NULL DEFAULT '[]',
    remarks jsonb NOT NULL DEFAULT '{}',
    submitted_at timestamptz NOT NULL,
    CONSTRAINT training_sheet_pkey PRIMARY KEY (id),
    CONSTRAINT training_sheet_once UNIQUE (training_entry_id, expert_id),
    CONSTRAINT training_sheet_training_entry_id_fkey
      FOREIGN KEY (training_entry_id) REFERENCES training_entry (id) ON DELETE RESTRICT,
    CONSTRAINT training_sheet_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert (id) ON DELETE RESTRICT
  )`,

  sqlFunction('judging/refuse_picks_apart'),
];
