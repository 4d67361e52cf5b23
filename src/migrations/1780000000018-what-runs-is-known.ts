import { SchemaPart } from './schema-part.js';

/**
 * What is done again and again is known here, so that a queue which forgets takes nothing with it; a revision tells when it
 * was written beside when it arrived; letters for which somebody waits go apart, and why one did not go is known.
 */
export class WhatRunsIsKnown1780000000018 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE schedule_run (
       job text PRIMARY KEY,
       due_at timestamptz NOT NULL,
       asked_at timestamptz,
       ended_at timestamptz,
       failed_at timestamptz,
       error text NOT NULL DEFAULT ''
     )`,
    'GRANT SELECT, INSERT, UPDATE, DELETE ON schedule_run TO laureat_app',
    `CREATE TABLE service_minute (
       minute timestamptz PRIMARY KEY,
       answered integer NOT NULL,
       failed integer NOT NULL,
       CONSTRAINT service_minute_whole CHECK (minute = date_trunc('minute', minute, 'UTC')),
       CONSTRAINT service_minute_counts CHECK (answered >= 0 AND failed >= 0)
     )`,
    'GRANT SELECT, INSERT, UPDATE, DELETE ON service_minute TO laureat_app',
    'GRANT SELECT ON migration TO laureat_app',
    'ALTER TABLE submission_revision ADD COLUMN recorded_at timestamptz',
    'ALTER TABLE submission_revision ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()',
    `ALTER TABLE delivery
       ADD COLUMN is_urgent boolean NOT NULL DEFAULT false,
       ADD COLUMN first_tried_at timestamptz,
       ADD COLUMN cause text NOT NULL DEFAULT '',
       ADD CONSTRAINT delivery_cause_known CHECK (cause IN ('', 'unreachable', 'put-off', 'refused', 'unwritable'))`,
    'DROP INDEX delivery_waiting',
    `CREATE INDEX delivery_due ON delivery (is_urgent, (coalesce(retry_at, '-infinity')), created_at, id)
       WHERE state = 'waiting'`,
    `CREATE INDEX delivery_sending ON delivery (started_at) WHERE state = 'sending'`,
  ];
}
