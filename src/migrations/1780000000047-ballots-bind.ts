import { SchemaPart, sqlFunction } from './schema-part.js';

/** A ballot on a decision binds: what it did not carry is not recorded. */
export class BallotsBind1780000000047 extends SchemaPart {
  readonly statements = [
    // What it is about, where it is about a decision: { nominationId, outcome, regionCode, entryIds }.
    'ALTER TABLE ballot ADD COLUMN motion jsonb, ADD COLUMN position integer',
    `UPDATE ballot b SET position = n.position FROM (
       SELECT b.id, row_number() OVER (PARTITION BY i.meeting_id ORDER BY b.opened_at, b.id) AS position
         FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id) n WHERE n.id = b.id`,
    'ALTER TABLE ballot ALTER COLUMN position SET NOT NULL',
    'ALTER TABLE ballot ADD CONSTRAINT ballot_position_once UNIQUE (agenda_item_id, position)',
    ...['award', 'not_awarded'].flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN ballot_id uuid`,
      `ALTER TABLE ${table} ADD CONSTRAINT ${table}_ballot_id_fkey FOREIGN KEY (ballot_id) REFERENCES ballot (id) ON DELETE RESTRICT`,
    ]),
    sqlFunction('results/last_ballot_on'),
    sqlFunction('results/is_carried_decision'),
    sqlFunction('results/guard_ballot'),
    sqlFunction('results/refuse_uncarried_award'),
    sqlFunction('results/refuse_uncarried_nobody'),
  ];
}
