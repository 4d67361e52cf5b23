import { SchemaPart, sqlFunction } from './schema-part.js';

/** Repeated answers keep their headers and who might have them; nothing about a secret vote tells when it was given. */
export class Doors1780000000021 extends SchemaPart {
  readonly statements = [
    `ALTER TABLE idempotency_key
       ADD COLUMN request_id text, ADD COLUMN headers jsonb, ADD COLUMN standing text`,
    'ALTER TABLE ballot_vote DISABLE TRIGGER USER',
    `WITH gone AS (DELETE FROM ballot_vote WHERE member_id IS NULL RETURNING ballot_id, choice)
     INSERT INTO ballot_vote (id, ballot_id, member_id, choice)
     SELECT gen_random_uuid(), ballot_id, NULL, choice FROM gone ORDER BY random()`,
    'ALTER TABLE ballot_vote ENABLE TRIGGER USER',
    'DROP TRIGGER ballot_vote_append_only ON ballot_vote',
    `CREATE TRIGGER ballot_vote_append_only BEFORE UPDATE OR DELETE ON ballot_vote FOR EACH ROW
       WHEN (current_setting('laureat.mixes', true) IS DISTINCT FROM OLD.ballot_id::text)
       EXECUTE FUNCTION refuse_change()`,
    sqlFunction('results/mix_secret_votes'),
    'REVOKE ALL ON FUNCTION mix_secret_votes(uuid) FROM PUBLIC',
    'GRANT EXECUTE ON FUNCTION mix_secret_votes(uuid) TO laureat_app',
  ];
}
