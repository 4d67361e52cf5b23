import pg from 'pg';
import { checkInvariants, invariants } from '../../../src/admin/invariants.js';
import { AuditChain } from '../../../src/platform/audit/audit-chain.js';
import type { Submission } from '../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../support/app.js';
import { given, type GivenCycle } from '../../support/given.js';

let app: TestApp;
let owner: pg.Client;
let made: GivenCycle;
let entry: Submission;
let ids: Record<string, string>;

beforeAll(async () => {
  app = await startApp({ now: '2026-02-15T09:00:00Z' });
  owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
  made = await given.cycle(app.em, { nominations: [{ code: 'СБ', quotaPerRegion: 3 }] });
  entry = await given.submittedEntry(app.em, made, { registerNumber: `СБ-${made.cycle.year}-0001` });
  const expert = await given.expert(app.em, made);
  const sheet = await given.sheet(app.em, made, { expert, entry, points: [7, 8] });
  const user = await given.user(app.em);
  ids = {
    entry: entry.id,
    revision: entry.revisionId!,
    expert: expert.id,
    sheet: sheet.id,
    user: user.id,
    cycle: made.cycle.id,
    nomination: made.nomination.id,
    assignment: sheet.assignmentId,
    edition: made.edition.id,
    region: entry.regionCode,
  };
  await owner.query('INSERT INTO register_counter (nomination_id, last) VALUES ($1, 1)', [made.nomination.id]);
  await app.nest.get(AuditChain).seal();
});
afterAll(async () => {
  await owner.end();
  await app.close();
});

const broken = async () => {
  const report = await checkInvariants(app.em, app.clock.now());
  return report.results.filter(({ ok }) => !ok).map(({ name }) => name);
};

/** A review of no entry, without a duty, in the place of none. */
const crossReview = `INSERT INTO cross_review (id, duty_id, reviewer_id, submission_id, revision_id, position, replaces_id, created_at) VALUES (gen_random_uuid(), gen_random_uuid(), $entry, gen_random_uuid(), $revision, 1, gen_random_uuid(), now())`;

const meeting = `INSERT INTO meeting (id, cycle_id, body, number, held_on, place, members, present, chair_name, secretary_name, created_at) VALUES ($entry, $cycle, 'b', '1', '2026-01-01', 'p', 1, 1, 'c', 's', now());`;

/** A decision on the entry, at the sitting that has the entry's id. */
const award = (part: Partial<Record<'outcome' | 'ranking' | 'place' | 'region' | 'follows' | 'batch', string>>) =>
  `INSERT INTO award (id, cycle_id, nomination_id, submission_id, outcome, reason, ranking_id, place, region_code, reserve_order, follows_id, batch_id, meeting_id, decided_by_id, decided_at)
   VALUES (gen_random_uuid(), $cycle, $nomination, $entry, '${part.outcome}', 'r', ${part.region ? 'NULL' : (part.ranking ?? 'gen_random_uuid()')}, ${part.place ?? 'NULL'}, ${part.region ?? 'NULL'}, ${part.follows ? '1' : 'NULL'}, ${part.follows ?? 'NULL'}, ${part.batch ?? 'NULL'}, $entry, $user, now())`;

/** Of an entry that is still admitted, and that held nothing. */
const withdrawal = `INSERT INTO entry_withdrawal (id, cycle_id, nomination_id, submission_id, reason, held, recorded_by_id, recorded_at) VALUES ($sheet, $cycle, $nomination, $entry, 'r', '[]', $user, now())`;

const batch = `INSERT INTO decision_batch (id, cycle_id, meeting_id, source, items, hash, prepared_by_id, prepared_by_name, prepared_at) VALUES ($sheet, $cycle, $entry, 'table', '[1]', repeat('a', 64), $user, 'n', now());`;

/** One fault for each rule, planted past constraints and triggers; `$name` stands for an id of the scene. */
const faults: Record<string, string> = {
  'submitted-entry-has-its-facts': `UPDATE submission SET revisions = 7 WHERE id = $entry`,
  'every-revision-was-announced': `DELETE FROM outbox_message WHERE type = 'submission.submitted'`,
  'quota-is-kept': `ALTER TABLE nomination DROP CONSTRAINT nomination_quota_positive; UPDATE nomination SET quota_per_region = 0 WHERE id = $nomination`,
  'register-is-unbroken': `UPDATE register_counter SET last = 2`,
  'no-conflicted-pair': `INSERT INTO conflict (id, expert_id, submission_id, source, reason, created_at) VALUES (gen_random_uuid(), $expert, $entry, 'declared', '', now())`,
  'only-accepted-experts-judge': `UPDATE expert SET state = 'declined' WHERE id = $expert`,
  'published-plan-is-in-force': `UPDATE assignment_plan SET state = 'published', published_at = now(), published_by_id = $user, pairs = jsonb_build_array(jsonb_build_array($user::text, $expert::text)) WHERE cycle_id = $cycle`,
  'divergence-has-its-extra-expert': `INSERT INTO divergence (id, submission_id, state, difference, above, found_at, assignment_id) VALUES (gen_random_uuid(), $entry, 'assigned', '9', '5', now(), $assignment)`,
  'divergence-follows-from-its-sheets': `INSERT INTO divergence (id, submission_id, state, difference, above, found_at) VALUES (gen_random_uuid(), $entry, 'waiting', '9', '5', now())`,
  'sheet-belongs-to-its-assignment': `UPDATE evaluation SET revision_id = gen_random_uuid() WHERE id = $sheet`,
  'submitted-sheet-is-complete': `UPDATE evaluation SET scores = '{}' WHERE id = $sheet`,
  'places-and-votes-go-together': `UPDATE regulation_edition SET ranking_rule = ranking_rule || jsonb_build_object('kinds', (SELECT jsonb_object_agg(key, '{"kind": "vote", "most": 0}'::jsonb) FROM evaluation, jsonb_each(scores) WHERE evaluation.id = $sheet)) WHERE id = $edition`,
  'every-version-of-a-sheet-is-kept': `DELETE FROM evaluation_version WHERE evaluation_id = $sheet`,
  'restored-by-two': `INSERT INTO sheet_restoration (id, cycle_id, as_of, reason, requested_by_id, requested_at, applied_at) VALUES (gen_random_uuid(), $cycle, now(), 'x', $user, now(), now())`,
  'award-has-its-decider': `INSERT INTO award (id, cycle_id, nomination_id, submission_id, outcome, reason, ranking_id, meeting_id, decided_by_id, decided_at) VALUES (gen_random_uuid(), $cycle, $nomination, $entry, 'winner', 'x', gen_random_uuid(), gen_random_uuid(), $user, now())`,
  'only-admitted-entries-are-honoured': `INSERT INTO meeting (id, cycle_id, body, number, held_on, place, members, present, chair_name, secretary_name, created_at) VALUES ($entry, $cycle, 'b', '1', '2026-01-01', 'p', 1, 1, 'c', 's', now()); INSERT INTO award (id, cycle_id, nomination_id, submission_id, outcome, reason, ranking_id, meeting_id, decided_by_id, decided_at) VALUES (gen_random_uuid(), $cycle, $nomination, gen_random_uuid(), 'winner', 'x', gen_random_uuid(), $entry, $user, now())`,
  'award-or-nobody': `${award({ outcome: 'winner' })}; INSERT INTO not_awarded (id, cycle_id, nomination_id, outcome, meeting_id, reason, decided_by_id, decided_at) VALUES (gen_random_uuid(), $cycle, $nomination, 'winner', gen_random_uuid(), 'r', $user, now())`,
  'decision-rests-on-its-ballot': `${award({ outcome: 'winner' })}; UPDATE award SET ballot_id = gen_random_uuid()`,
  'award-has-its-place': `INSERT INTO ranking (id, cycle_id, nomination_id, edition_id, inputs, inputs_hash, sheets, computed_at) VALUES ($edition, $cycle, $nomination, $edition, '{}', repeat('a', 64), 0, now()); ${award({ outcome: 'winner', ranking: '$edition', place: '3' })}`,
  'regional-laureate-is-of-the-region': `${meeting} ${award({ outcome: 'regional-laureate', region: "'RU-YAR'" })}`,
  'withdrawn-after-the-choice-holds-nothing': withdrawal,
  'promotion-follows-what-was-held': `${withdrawal}; ${award({ outcome: 'winner', follows: '$sheet' })}`,
  'batch-is-applied-by-another': `${batch} ${award({ outcome: 'winner', batch: '$sheet' })}`,
  'batch-has-its-hash': batch,
  'signatures-are-under-this-protocol': `INSERT INTO approval (id, protocol_id, user_id, user_name, capacity, hash, approved_at) VALUES (gen_random_uuid(), gen_random_uuid(), $user, 'n', 'c', repeat('a', 64), now())`,
  'publication-has-two-signatures': `INSERT INTO publication (id, cycle_id, number, protocol_id, snapshot, hash, publish_at, created_at, created_by_id) VALUES (gen_random_uuid(), $cycle, 1, gen_random_uuid(), '{}', '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', now(), now(), $user)`,
  'correction-has-two-approvals': `INSERT INTO correction (id, cycle_id, nomination_id, ranking_id, state, ground, changes, hash, prepared_by_id, prepared_at, applied_at) VALUES (gen_random_uuid(), $cycle, $nomination, gen_random_uuid(), 'applied', 'x', '[{}]', repeat('a', 64), $user, now(), now())`,
  'practice-is-shown-after-its-publication': `INSERT INTO practice (id, slug, publication_id, title, summary, region_code, region_name, organisation, year, outcome, published_at) VALUES (gen_random_uuid(), 's', gen_random_uuid(), 't', 's', 'RU-BA', 'r', 'o', 2026, 'winner', now())`,
  'delivery-has-one-person-and-event': `INSERT INTO delivery (id, message_id, event, recipient, locale, subject, context, state, created_at) VALUES (gen_random_uuid(), gen_random_uuid(), 'e', 'a@b', 'ru', 's', '{}', 'waiting', now())`,
  'sent-letter-has-its-time': `ALTER TABLE delivery DROP CONSTRAINT delivery_sent_has_instant; INSERT INTO delivery (id, message_id, event, recipient, locale, subject, context, state, created_at) SELECT gen_random_uuid(), id, type, 'a@b', 'ru', 's', '{}', 'sent', now() FROM outbox_message LIMIT 1`,
  'news-travels': `INSERT INTO outbox_message (id, type, payload, created_at) VALUES (gen_random_uuid(), 'x', '{}', '2026-02-15T08:00:00Z')`,
  'register-is-counted': `UPDATE submission_tally SET entries = entries + 1`,
  'regions-are-counted': `UPDATE submission_region_tally SET entries = entries + 1`,
  'submitted-entry-is-found-by-its-words': `DELETE FROM submission_words; DELETE FROM submission_unread`,
  'record-is-sealed-or-waits': `DELETE FROM audit_unsealed; DELETE FROM audit_seal`,
  'attachments-are-stored': `INSERT INTO attachment (id, submission_id, field, file_id, created_at) VALUES (gen_random_uuid(), $entry, 'f', gen_random_uuid(), now())`,
  'stage-is-announced-in-time': `INSERT INTO stage_notice (id, stage_id, kind, due_at, announced_at) VALUES (gen_random_uuid(), gen_random_uuid(), 'opens', '2026-03-01', '2026-02-01')`,
  'revision-has-its-hash': `UPDATE submission_revision SET answers = '{"title": "other"}' WHERE id = $revision`,
  'revision-says-its-content': `UPDATE submission_revision SET title = 'other' WHERE id = $revision`,
  'ranking-has-its-inputs': `INSERT INTO ranking (id, cycle_id, nomination_id, edition_id, inputs, inputs_hash, sheets, computed_at) VALUES (gen_random_uuid(), $cycle, $nomination, $edition, '{}', repeat('a', 64), 0, now())`,
  'ranking-follows-from-its-inputs': `INSERT INTO ranking (id, cycle_id, nomination_id, edition_id, inputs, inputs_hash, sheets, computed_at) SELECT gen_random_uuid(), $cycle, $nomination, $edition, inputs, encode(sha256(convert_to(canonical, 'UTF8')), 'hex'), 0, now() FROM (SELECT '{"criteria":[],"decimals":2,"entries":[{"id":"a","regionCode":"RU-BA","registerNumber":"1","submittedAt":"2026-02-10T09:00:00.000Z"}],"rule":{"aggregate":"mean-per-criterion-then-weighted-sum","minSheets":1,"roundCriterionMeanTo":null,"roundTotalTo":null,"tieChain":[]},"sheets":[]}' AS canonical) c, LATERAL (SELECT canonical::jsonb AS inputs) j`,
  'weighing-has-its-hashes': `INSERT INTO weighing (id, cycle_id, nomination_id, ranking_id, seed, settings, inputs_hash, result, result_hash, computed_at) VALUES (gen_random_uuid(), $cycle, $nomination, gen_random_uuid(), 1, '{}', repeat('a', 64), '{}', repeat('a', 64), now())`,
  'cross-reviewed-elsewhere': crossReview,
  'cross-review-belongs-to-its-duty': crossReview,
  'cross-review-is-replaced-for-its-owner': crossReview,
  'cross-review-excuse-is-on-record': `INSERT INTO cross_review_excuse (id, duty_id, kind, reason, at, by_id) VALUES (gen_random_uuid(), gen_random_uuid(), 'given', 'x', now(), gen_random_uuid())`,
  'cross-review-moderated-when-handed-in': `INSERT INTO cross_review_moderation (id, review_id, state, moderated_at, moderated_by_id) VALUES (gen_random_uuid(), gen_random_uuid(), 'passed', now(), gen_random_uuid())`,
  'open-vote-is-of-its-ranking': `INSERT INTO open_vote (id, cycle_id, nomination_id, ranking_id, votes, chair, ground, recorded_at, recorded_by_id) VALUES (gen_random_uuid(), $cycle, $nomination, gen_random_uuid(), '{}', '[]', 'x', now(), $user)`,
  'protocol-has-its-hash': `INSERT INTO protocol (id, cycle_id, meeting_id, twin, hash, created_at) VALUES (gen_random_uuid(), $cycle, gen_random_uuid(), '{}', repeat('a', 64), now())`,
  'published-heads-stand': `INSERT INTO audit_head (position, chain_hash, published_at, signature, public_key) VALUES (999999, repeat('a', 64), now(), '', '')`,
  'audit-chain-holds': `UPDATE audit_record SET actor_name = 'somebody else' WHERE id = (SELECT record_id FROM audit_seal LIMIT 1)`,
};
/** Rules that need a publication: planted together with one. */
const publication = (publishAt: string, snapshot = '{}') =>
  `INSERT INTO publication (id, cycle_id, number, protocol_id, snapshot, hash, publish_at, created_at, created_by_id)
   VALUES ($entry, $cycle, 1, $entry, '${snapshot}', repeat('b', 64), '${publishAt}', now(), $user);`;
Object.assign(faults, {
  'publication-has-its-hash': publication('2026-02-01'),
  'published-decision-is-on-record': `INSERT INTO publication (id, cycle_id, number, reason, protocol_id, snapshot, hash, publish_at, created_at, created_by_id) VALUES (gen_random_uuid(), $cycle, 9, 'x', $entry, jsonb_build_object('items', jsonb_build_array(jsonb_build_object('submissionId', $entry::text, 'outcome', 'winner'))), repeat('b', 64), now(), now(), $user)`,
  'practice-comes-from-its-snapshot': `${publication('2026-02-01')} INSERT INTO practice (id, slug, submission_id, publication_id, title, summary, region_code, region_name, organisation, year, outcome, published_at) VALUES (gen_random_uuid(), 's', $entry, $entry, 't', 's', 'RU-BA', 'r', 'o', 2026, 'winner', '2026-03-01')`,
  'results-are-told-after-publication': `${publication('2026-05-01')} INSERT INTO outbox_message (id, type, payload, created_at, dispatched_at) VALUES ($user, 'result.announced', jsonb_build_object('publicationId', $entry::text), now(), now()); INSERT INTO delivery (id, message_id, event, recipient, locale, subject, context, state, created_at) VALUES (gen_random_uuid(), $user, 'result.announced', 'a@b', 'ru', 's', '{}', 'waiting', '2026-02-15')`,
});

async function plant(sql: string): Promise<string[]> {
  await owner.query('BEGIN');
  try {
    await owner.query("SET LOCAL session_replication_role = 'replica'");
    const own = (name: string) => `'${ids[name]!}'::uuid`;
    await owner.query(sql.replaceAll(/\$([a-z]+)/g, (_whole, name: string) => own(name)));
    const seen = { query: async (text: string, values: unknown[] = []) => (await owner.query(text, values)).rows };
    return await brokenWithin(seen);
  } finally {
    await owner.query('ROLLBACK');
  }
}

/** The same checks through the owner's open transaction, which is then rolled back. */
async function brokenWithin(seen: { query(text: string, values?: unknown[]): Promise<unknown> }): Promise<string[]> {
  const runner = app.db.source.createQueryRunner();
  const em = app.db.source.createEntityManager(runner);
  Object.defineProperty(runner, 'query', {
    value: async (text: string, values: unknown[] | undefined, structured?: boolean) => {
      const rows = await seen.query(text, values);
      return structured ? { raw: rows, records: rows, affected: (rows as unknown[]).length } : rows;
    },
  });
  const report = await checkInvariants(em, app.clock.now());
  return report.results.filter(({ ok }) => !ok).map(({ name }) => name);
}

test('everything holds where nothing was planted', async () => {
  expect(await broken()).toEqual([]);
});

test('each rule has a fault that trips it', () => {
  expect(Object.keys(faults).sort()).toEqual(invariants.map(({ name }) => name).sort());
});

test.each(Object.keys(faults))('%s is tripped by its fault', async (name) => {
  expect(await plant(faults[name]!)).toContain(name);
});
