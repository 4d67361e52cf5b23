import type { Invariant } from '../invariant.js';

/** Rankings, decisions, publications and what the library shows of them. */
export const resultsInvariants: Invariant[] = [
  {
    name: 'open-vote-is-of-its-ranking',
    why: 'an open vote was taken on the ranking of the same nomination, and recorded by a known person',
    sql: `SELECT v.id FROM open_vote v LEFT JOIN ranking r ON r.id = v.ranking_id
            LEFT JOIN user_account u ON u.id = v.recorded_by_id
           WHERE u.id IS NULL OR r.nomination_id IS DISTINCT FROM v.nomination_id`,
  },
  {
    name: 'award-has-its-decider',
    why: 'a decision was taken by a known person at a meeting of the same cycle',
    sql: `SELECT w.id FROM award w LEFT JOIN meeting m ON m.id = w.meeting_id
            LEFT JOIN user_account u ON u.id = w.decided_by_id
           WHERE u.id IS NULL OR m.cycle_id IS DISTINCT FROM w.cycle_id`,
  },
  {
    name: 'only-admitted-entries-are-honoured',
    why: 'a decision honours an entry that was admitted',
    sql: `SELECT w.id FROM award w LEFT JOIN submission s ON s.id = w.submission_id
           WHERE s.state IS DISTINCT FROM 'admitted'`,
  },
  {
    name: 'award-or-nobody',
    why: 'a kind of a nomination is not awarded and withheld at once',
    sql: `SELECT n.id FROM not_awarded n JOIN award w ON w.nomination_id = n.nomination_id AND w.outcome = n.outcome
             AND w.region_code IS NOT DISTINCT FROM n.region_code`,
  },
  {
    name: 'decision-rests-on-its-ballot',
    why: 'a decision names the last ballot that its sitting held on it, and that carried it; where none was held it names none',
    sql: `SELECT w.id FROM award w LEFT JOIN LATERAL
                 last_ballot_on(w.meeting_id, w.nomination_id, w.outcome, w.region_code, w.submission_id) l ON true
           WHERE w.follows_id IS NULL AND (l.said <> 'for' OR l.ballot_id IS DISTINCT FROM w.ballot_id)
          UNION ALL
          SELECT n.id FROM not_awarded n LEFT JOIN LATERAL
                 last_ballot_on(n.meeting_id, n.nomination_id, n.outcome, n.region_code, NULL) l ON true
           WHERE l.said <> 'for' OR l.ballot_id IS DISTINCT FROM n.ballot_id`,
  },
  {
    name: 'award-has-its-place',
    why: 'the place of a decision is the one that its ranking has',
    sql: `SELECT w.id FROM award w JOIN ranking r ON r.id = w.ranking_id
            LEFT JOIN ranking_row own ON own.ranking_id = r.id AND own.entry_id = w.submission_id
           WHERE own.place IS DISTINCT FROM w.place`,
  },
  {
    name: 'regional-laureate-is-of-the-region',
    why: 'the laureate of a region is an entry of the region, named by its commission or by a body of the competition',
    sql: `SELECT w.id FROM award w JOIN submission s ON s.id = w.submission_id JOIN meeting m ON m.id = w.meeting_id
           WHERE w.outcome = 'regional-laureate'
             AND (s.region_code <> w.region_code OR (m.region_code IS NOT NULL AND m.region_code <> w.region_code))`,
  },
  {
    name: 'withdrawn-after-the-choice-holds-nothing',
    why: 'an entry that was withdrawn after it was chosen is withdrawn, and nothing is decided of it',
    sql: `SELECT d.id FROM entry_withdrawal d JOIN submission s ON s.id = d.submission_id
           WHERE s.state <> 'withdrawn' OR EXISTS (SELECT 1 FROM award w WHERE w.submission_id = d.submission_id)`,
  },
  {
    name: 'promotion-follows-what-was-held',
    why: 'who came from the reserve has what the withdrawn entry of the nomination held',
    sql: `SELECT w.id FROM award w LEFT JOIN entry_withdrawal d ON d.id = w.follows_id
           WHERE w.follows_id IS NOT NULL AND (d.nomination_id IS DISTINCT FROM w.nomination_id
              OR NOT d.held @> jsonb_build_array(jsonb_build_object('outcome', w.outcome)))`,
  },
  {
    name: 'batch-is-applied-by-another',
    why: 'a list of decisions was applied by another person than prepared it, and only then are decisions of it',
    sql: `SELECT b.id FROM decision_batch b WHERE b.applied_by_id = b.prepared_by_id
             OR (b.state <> 'applied' AND EXISTS (SELECT 1 FROM award w WHERE w.batch_id = b.id))`,
  },
  {
    name: 'signatures-are-under-this-protocol',
    why: 'whoever signed, signed the hash of the protocol as it is',
    sql: `SELECT a.id FROM approval a LEFT JOIN protocol p ON p.id = a.protocol_id
           WHERE p.hash IS DISTINCT FROM a.hash`,
  },
  {
    name: 'publication-has-two-signatures',
    why: 'two different people signed what is published',
    sql: `SELECT b.id FROM publication b WHERE
           (SELECT count(DISTINCT a.user_id) FROM approval a WHERE a.protocol_id = b.protocol_id) < 2`,
  },
  {
    name: 'published-decision-is-on-record',
    why: 'whoever was published was decided on, and what became of the decision since is a fact of its own',
    sql: `SELECT DISTINCT u.id FROM publication u
            CROSS JOIN jsonb_to_recordset(coalesce(u.snapshot -> 'items', '[]')) AS i("submissionId" uuid, outcome text)
            JOIN submission s ON s.id = i."submissionId"
           WHERE u.number = (SELECT max(b.number) FROM publication b WHERE b.cycle_id = u.cycle_id)
             AND u.snapshot ->> 'withdrawn' IS DISTINCT FROM 'true'
             AND NOT is_decision_kept(s.id, i.outcome,
                   CASE WHEN i.outcome = 'regional-laureate' THEN s.region_code END, u.created_at, NULL)`,
  },
  {
    name: 'correction-has-two-approvals',
    why: 'what was corrected in a ranking was approved by two different people as it is counted',
    sql: `SELECT k.id FROM correction k WHERE k.state = 'applied' AND
           (SELECT count(DISTINCT a.user_id) FROM correction_approval a
             WHERE a.correction_id = k.id AND a.hash = k.hash) < 2`,
  },
  {
    name: 'practice-is-shown-after-its-publication',
    why: 'no practice of a cycle is shown before the publication that it comes from',
    sql: `SELECT p.id FROM practice p LEFT JOIN publication b ON b.id = p.publication_id
           WHERE p.publication_id IS NOT NULL AND (b.id IS NULL OR p.published_at < b.publish_at)`,
  },
  {
    name: 'practice-comes-from-its-snapshot',
    why: 'a practice that names a publication is one of those in its snapshot',
    sql: `SELECT p.id FROM practice p JOIN publication b ON b.id = p.publication_id
           WHERE p.submission_id IS NOT NULL AND NOT b.snapshot @> jsonb_build_object('items',
             jsonb_build_array(jsonb_build_object('submissionId', p.submission_id::text)))`,
  },
];
