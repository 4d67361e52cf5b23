import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Kinds of decisions, regional laureates, the reserve, withdrawals after the choice, decisions in bulk, what SQL asks of them. */
export class Decisions1764000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...columns, ...standing, ...quorum, ...grounds, ...emptyPlaces, ...batches])
      await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Decisions are not taken back: restore the database instead');
  }
}

const tables = [
  `CREATE TABLE entry_withdrawal (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    reason text NOT NULL,
    held jsonb NOT NULL,
    keeps_place boolean NOT NULL DEFAULT false,
    recorded_by_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT entry_withdrawal_once UNIQUE (submission_id),
    CONSTRAINT entry_withdrawal_has_reason CHECK (reason <> ''),
    CONSTRAINT entry_withdrawal_pkey PRIMARY KEY (id),
    CONSTRAINT entry_withdrawal_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX entry_withdrawal_nomination ON entry_withdrawal (nomination_id)',
  `CREATE TABLE not_awarded (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    outcome text NOT NULL,
    region_code text,
    meeting_id uuid NOT NULL,
    reason text NOT NULL,
    despite text NOT NULL DEFAULT '',
    decided_by_id uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT not_awarded_outcome_known CHECK (outcome IN ('winner', 'laureate', 'runner-up', 'special-mention', 'finalist', 'regional-laureate')),
    CONSTRAINT not_awarded_region_of_regional CHECK ((outcome = 'regional-laureate') = (region_code IS NOT NULL)),
    CONSTRAINT not_awarded_has_reason CHECK (reason <> ''),
    CONSTRAINT not_awarded_pkey PRIMARY KEY (id),
    CONSTRAINT not_awarded_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination(id) ON DELETE RESTRICT,
    CONSTRAINT not_awarded_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting(id) ON DELETE RESTRICT
  )`,
  'CREATE UNIQUE INDEX not_awarded_once ON not_awarded (nomination_id, outcome, region_code) NULLS NOT DISTINCT',
  `CREATE TABLE decision_batch (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    source text NOT NULL,
    name text NOT NULL DEFAULT '',
    ground text NOT NULL DEFAULT '',
    despite text NOT NULL DEFAULT '',
    items jsonb NOT NULL,
    replaces jsonb NOT NULL DEFAULT '[]',
    skipped jsonb NOT NULL DEFAULT '[]',
    hash text NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    prepared_by_id uuid NOT NULL,
    prepared_by_name text NOT NULL,
    prepared_at timestamptz NOT NULL,
    applied_by_id uuid,
    applied_by_name text NOT NULL DEFAULT '',
    applied_at timestamptz,
    cancelled_by_id uuid,
    cancelled_at timestamptz,
    reason text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT decision_batch_source_known CHECK (source IN ('proposals', 'table')),
    CONSTRAINT decision_batch_state_known CHECK (state IN ('pending', 'applied', 'cancelled')),
    CONSTRAINT decision_batch_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT decision_batch_has_items CHECK (jsonb_typeof(items) = 'array' AND jsonb_array_length(items) > 0),
    CONSTRAINT decision_batch_second_person CHECK (applied_by_id IS NULL OR applied_by_id <> prepared_by_id),
    CONSTRAINT decision_batch_applied_has_facts CHECK ((state = 'applied') = (applied_by_id IS NOT NULL AND applied_at IS NOT NULL)),
    CONSTRAINT decision_batch_cancelled_has_facts CHECK ((state = 'cancelled') = (cancelled_by_id IS NOT NULL AND cancelled_at IS NOT NULL AND reason <> '')),
    CONSTRAINT decision_batch_pkey PRIMARY KEY (id),
    CONSTRAINT decision_batch_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle(id) ON DELETE RESTRICT,
    CONSTRAINT decision_batch_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting(id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX decision_batch_cycle ON decision_batch (cycle_id, prepared_at)',
];

const outcomes = `('winner', 'laureate', 'runner-up', 'special-mention', 'finalist', 'reserve', 'regional-laureate', 'recommended')`;

const columns = [
  `ALTER TABLE regulation_edition ADD COLUMN decision_rules jsonb NOT NULL DEFAULT '{}'`,
  'ALTER TABLE meeting ADD COLUMN region_code text',
  `ALTER TABLE award
     ALTER COLUMN ranking_id DROP NOT NULL,
     ADD COLUMN region_code text,
     ADD COLUMN reserve_order integer,
     ADD COLUMN departure boolean NOT NULL DEFAULT false,
     ADD COLUMN own_reason text NOT NULL DEFAULT '',
     ADD COLUMN despite text NOT NULL DEFAULT '',
     ADD COLUMN follows_id uuid,
     ADD COLUMN batch_id uuid,
     DROP CONSTRAINT award_outcome_known,
     ADD CONSTRAINT award_outcome_known CHECK (outcome IN ${outcomes}),
     ADD CONSTRAINT award_has_basis CHECK (ranking_id IS NOT NULL OR outcome = 'regional-laureate'),
     ADD CONSTRAINT award_region_of_regional CHECK ((outcome = 'regional-laureate') = (region_code IS NOT NULL)),
     ADD CONSTRAINT award_reserve_has_order CHECK (
       (outcome = 'reserve' OR follows_id IS NOT NULL) = (reserve_order IS NOT NULL) AND (reserve_order IS NULL OR reserve_order > 0)),
     ADD CONSTRAINT award_departure_has_own_reason CHECK (NOT departure OR own_reason <> ''),
     ADD CONSTRAINT award_follows_id_fkey FOREIGN KEY (follows_id) REFERENCES entry_withdrawal(id) ON DELETE RESTRICT,
     ADD CONSTRAINT award_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES decision_batch(id) ON DELETE RESTRICT`,
  `CREATE UNIQUE INDEX award_regional_once ON award (nomination_id, region_code) WHERE outcome = 'regional-laureate'`,
  `CREATE UNIQUE INDEX award_reserve_order_once ON award (nomination_id, reserve_order) WHERE outcome = 'reserve'`,
];

/** An entry that was withdrawn after the choice keeps its place in the ranking on which the decisions rest. */
const standing = [
  `CREATE FUNCTION is_ranked(entry uuid, state text) RETURNS boolean LANGUAGE sql STABLE AS $$
     SELECT state = 'admitted' OR EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = entry AND w.keeps_place)
   $$`,
  `CREATE TRIGGER entry_withdrawal_append_only BEFORE UPDATE OR DELETE ON entry_withdrawal
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER award_append_only BEFORE UPDATE ON award FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  'REVOKE UPDATE, DELETE, TRUNCATE ON entry_withdrawal FROM laureat_app',
  'REVOKE UPDATE, TRUNCATE ON award FROM laureat_app',
];

/** The same arithmetic as `quorumOf`, with those who stand aside from the question of the nomination. */
const quorum = [
  `CREATE FUNCTION has_quorum(sitting uuid, question uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
     WITH aside AS (
       SELECT count(DISTINCT m.id)::int AS everyone, count(DISTINCT m.id) FILTER (WHERE m.present)::int AS present
         FROM recusal r JOIN agenda_item i ON i.id = r.agenda_item_id JOIN meeting_member m ON m.id = r.member_id
        WHERE i.meeting_id = sitting AND i.nomination_id = question),
     terms AS (
       SELECT e.quorum, e.publication_rules->'sittings'->>'recusals' = 'reduce-base' AS reduced
         FROM regulation_edition e JOIN meeting m ON m.cycle_id = e.cycle_id
        WHERE m.id = sitting ORDER BY e.number DESC LIMIT 1),
     counted AS (
       SELECT m.present - a.present AS present, t.quorum,
              m.members - CASE WHEN t.reduced THEN m.recused + a.everyone ELSE 0 END AS base
         FROM meeting m CROSS JOIN aside a CROSS JOIN terms t WHERE m.id = sitting)
     SELECT present >= greatest(1, CASE quorum WHEN 'majority' THEN base / 2 + 1 WHEN 'half' THEN (base + 1) / 2
                                               ELSE (base * 2 + 2) / 3 END) FROM counted
   $$`,
];

/** What is not passed over when an outcome is given: entries that have it, or what stands above it. */
const grounds = [
  `CREATE FUNCTION stands_beside(given text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
     SELECT other = ANY (CASE given WHEN 'runner-up' THEN ARRAY['winner', 'laureate', 'runner-up']
                                    WHEN 'reserve' THEN ARRAY['winner', 'laureate', 'runner-up', 'finalist', 'reserve']
                                    ELSE ARRAY[given] END)
   $$`,
  `CREATE FUNCTION refuse_groundless_awards() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF EXISTS (SELECT 1 FROM fresh f LEFT JOIN meeting m ON m.id = f.meeting_id
                  LEFT JOIN submission s ON s.id = f.submission_id LEFT JOIN ranking r ON r.id = f.ranking_id
                  LEFT JOIN user_account u ON u.id = f.decided_by_id
                 WHERE u.id IS NULL OR m.cycle_id IS DISTINCT FROM f.cycle_id OR s.nomination_id IS DISTINCT FROM f.nomination_id
                    OR s.state <> 'admitted' OR (f.region_code IS NOT NULL AND s.region_code <> f.region_code)
                    OR (m.region_code IS NOT NULL AND m.region_code IS DISTINCT FROM f.region_code)
                    OR (f.ranking_id IS NOT NULL AND r.nomination_id <> f.nomination_id)) THEN
       RAISE EXCEPTION 'decider, sitting, entry and basis do not belong together' USING ERRCODE = '23514', CONSTRAINT = 'award_fits';
     END IF;
     IF EXISTS (SELECT 1 FROM (SELECT DISTINCT meeting_id, nomination_id FROM fresh WHERE follows_id IS NULL) f
                 WHERE has_quorum(f.meeting_id, f.nomination_id) IS NOT TRUE) THEN
       RAISE EXCEPTION 'the sitting has no quorum' USING ERRCODE = '23514', CONSTRAINT = 'award_has_quorum';
     END IF;
     IF EXISTS (SELECT 1 FROM fresh f JOIN not_awarded n ON n.nomination_id = f.nomination_id AND n.outcome = f.outcome
                   AND n.region_code IS NOT DISTINCT FROM f.region_code) THEN
       RAISE EXCEPTION 'it is decided that nobody is' USING ERRCODE = '23514', CONSTRAINT = 'award_or_nobody';
     END IF;
     IF EXISTS (
       WITH ranked AS MATERIALIZED (
         SELECT r.id, (x->>'entryId')::uuid AS entry, (x->'place'->>'from')::int AS place
           FROM ranking r CROSS JOIN LATERAL jsonb_array_elements(r.rows) x WHERE r.id IN (SELECT ranking_id FROM fresh))
       SELECT 1 FROM fresh f LEFT JOIN ranked own ON own.id = f.ranking_id AND own.entry = f.submission_id
        WHERE f.ranking_id IS NOT NULL AND (own.entry IS NULL OR own.place IS DISTINCT FROM f.place)) THEN
       RAISE EXCEPTION 'the ranking has another place' USING ERRCODE = '23514', CONSTRAINT = 'award_place_of_ranking';
     END IF;
     IF EXISTS (
       WITH ranked AS MATERIALIZED (
         SELECT r.id, (x->>'entryId')::uuid AS entry, (x->'place'->>'from')::int AS place
           FROM ranking r CROSS JOIN LATERAL jsonb_array_elements(r.rows) x
          WHERE r.id IN (SELECT ranking_id FROM fresh) AND x ? 'place')
       SELECT 1 FROM fresh f JOIN ranked b ON b.id = f.ranking_id AND b.place < coalesce(f.place, 2147483647)
        WHERE NOT f.departure AND f.outcome NOT IN ('recommended', 'special-mention', 'regional-laureate')
          AND NOT EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = b.entry)
          AND NOT EXISTS (SELECT 1 FROM award w WHERE w.submission_id = b.entry AND w.nomination_id = f.nomination_id
                AND stands_beside(f.outcome, w.outcome)
                AND (w.outcome <> 'reserve' OR w.reserve_order <= f.reserve_order))) THEN
       RAISE EXCEPTION 'a better place was passed over without a word' USING ERRCODE = '23514', CONSTRAINT = 'award_departure_is_said';
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER award_has_ground AFTER INSERT ON award REFERENCING NEW TABLE AS fresh
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_groundless_awards()`,
];

const emptyPlaces = [
  `CREATE FUNCTION refuse_groundless_nobody() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF EXISTS (SELECT 1 FROM award w WHERE w.nomination_id = NEW.nomination_id AND w.outcome = NEW.outcome
                   AND w.region_code IS NOT DISTINCT FROM NEW.region_code) THEN
       RAISE EXCEPTION 'somebody is' USING ERRCODE = '23514', CONSTRAINT = 'award_or_nobody';
     END IF;
     IF has_quorum(NEW.meeting_id, NEW.nomination_id) IS NOT TRUE THEN
       RAISE EXCEPTION 'the sitting has no quorum' USING ERRCODE = '23514', CONSTRAINT = 'not_awarded_has_quorum';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER not_awarded_has_ground BEFORE INSERT ON not_awarded
     FOR EACH ROW EXECUTE FUNCTION refuse_groundless_nobody()`,
  `CREATE TRIGGER not_awarded_append_only BEFORE UPDATE ON not_awarded FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
];

/** A list that waits is applied or cancelled as it was shown: nothing of it but its state ever changes. */
const batches = [
  `CREATE FUNCTION refuse_other_list() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF OLD.state <> 'pending' OR NEW.items <> OLD.items OR NEW.replaces <> OLD.replaces OR NEW.hash <> OLD.hash OR NEW.meeting_id <> OLD.meeting_id
        OR NEW.cycle_id <> OLD.cycle_id OR NEW.ground <> OLD.ground OR NEW.despite <> OLD.despite
        OR NEW.prepared_by_id <> OLD.prepared_by_id OR NEW.prepared_at <> OLD.prepared_at THEN
       RAISE EXCEPTION 'the list stands' USING ERRCODE = '23514', CONSTRAINT = 'decision_batch_stands';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER decision_batch_stands BEFORE UPDATE ON decision_batch FOR EACH ROW EXECUTE FUNCTION refuse_other_list()`,
  'REVOKE DELETE, TRUNCATE ON decision_batch FROM laureat_app',
];
