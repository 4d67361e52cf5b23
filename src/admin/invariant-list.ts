import type { EntityManager } from 'typeorm';

/** What must always hold, with its reason; `find` or `sql` names the rows for which it does not. */
export interface Invariant {
  name: string;
  why: string;
  /** Returns a column `id`; `$1` is the present instant where it is asked for. */
  sql?: string;
  usesNow?: true;
  find?(em: EntityManager): Promise<string[]>;
}

export const sqlInvariants: Invariant[] = [
  {
    name: 'submitted-entry-has-its-facts',
    why: 'a submitted entry has a register number and its last revision',
    sql: `SELECT s.id FROM submission s LEFT JOIN submission_revision r ON r.id = s.revision_id
           WHERE s.state IN ('submitted', 'returned', 'admitted', 'rejected')
             AND (s.register_number IS NULL OR r.submission_id IS DISTINCT FROM s.id OR r.number <> s.revisions)`,
  },
  {
    name: 'every-revision-was-announced',
    why: 'each revision submitted here has its `submission.submitted` in the outbox, so that a receipt went out',
    sql: `SELECT r.id FROM submission_revision r JOIN submission s ON s.id = r.submission_id
           WHERE NOT s.generated AND NOT EXISTS (SELECT 1 FROM outbox_message m
             WHERE m.type = 'submission.submitted' AND m.payload->>'submissionId' = r.submission_id::text
               AND (m.payload->>'revision')::int = r.number)
             AND NOT EXISTS (SELECT 1 FROM audit_record a WHERE a.subject_type = 'submission_revision'
               AND a.subject_id = r.id::text AND a.action = 'import')`,
  },
  {
    name: 'quota-is-kept',
    why: 'a region has no more entries in play in a nomination than the quota',
    sql: `SELECT n.id || ' ' || s.region_code AS id FROM submission s JOIN nomination n ON n.id = s.nomination_id
           WHERE n.quota_per_region IS NOT NULL AND s.state IN ('submitted', 'returned', 'admitted')
           GROUP BY n.id, s.region_code HAVING count(*) > n.quota_per_region`,
  },
  {
    name: 'register-is-unbroken',
    why: 'register numbers of a nomination run from one without gaps to the last one given',
    sql: `SELECT c.nomination_id AS id FROM register_counter c
            LEFT JOIN (SELECT nomination_id, count(*) AS given,
                              max(substring(register_number FROM '\\d+$')::int) AS highest
                         FROM submission WHERE register_number IS NOT NULL GROUP BY nomination_id) s
              ON s.nomination_id = c.nomination_id
           WHERE coalesce(s.given, 0) <> c.last OR coalesce(s.highest, 0) <> c.last`,
  },
  {
    name: 'no-conflicted-pair',
    why: 'nobody is assigned to an entry of the own region, organisation or declared conflict',
    sql: `SELECT a.id FROM assignment a WHERE a.state = 'active' AND is_conflicted(a.expert_id, a.submission_id)`,
  },
  {
    name: 'only-accepted-experts-judge',
    why: 'an active assignment belongs to an expert who has accepted, or who left when its sheet was handed in',
    sql: `SELECT a.id FROM assignment a JOIN expert e ON e.id = a.expert_id
           WHERE a.state = 'active' AND e.state <> 'accepted' AND NOT (e.state = 'removed' AND EXISTS (
             SELECT 1 FROM evaluation v WHERE v.assignment_id = a.id AND v.state <> 'draft'))`,
  },
  {
    name: 'published-plan-is-in-force',
    why: 'every pair of a published plan has become an assignment, which may have ended since',
    sql: `SELECT p.id FROM assignment_plan p WHERE p.state = 'published' AND EXISTS (
            SELECT 1 FROM jsonb_array_elements(p.pairs) x LEFT JOIN assignment a
                ON a.submission_id = (x->>0)::uuid AND a.expert_id = (x->>1)::uuid WHERE a.id IS NULL)`,
  },
  {
    name: 'divergence-has-its-extra-expert',
    why: 'an extra expert judges the entry whose sheets differed, and no other',
    sql: `SELECT d.id FROM divergence d LEFT JOIN assignment a ON a.id = d.assignment_id
           WHERE d.state = 'assigned' AND (a.kind IS DISTINCT FROM 'extra' OR a.submission_id <> d.submission_id)`,
  },
  {
    name: 'sheet-belongs-to-its-assignment',
    why: 'a sheet has an assignment, and judges a revision of the assigned entry',
    sql: `SELECT v.id FROM evaluation v LEFT JOIN assignment a ON a.id = v.assignment_id
            LEFT JOIN submission_revision r ON r.id = v.revision_id
           WHERE a.id IS NULL OR r.submission_id IS DISTINCT FROM a.submission_id`,
  },
  {
    name: 'submitted-sheet-is-complete',
    why: 'a sheet that was handed in has a point of the scale for every criterion that it could judge',
    sql: `SELECT DISTINCT v.id FROM evaluation v JOIN assignment a ON a.id = v.assignment_id
            JOIN expert e ON e.id = a.expert_id JOIN criterion c ON c.cycle_id = e.cycle_id
            LEFT JOIN LATERAL (SELECT r.ranking_rule->'kinds'->(c.id::text) AS rule FROM regulation_edition r
                                WHERE r.cycle_id = e.cycle_id ORDER BY r.number DESC LIMIT 1) k ON true
           WHERE v.state = 'submitted' AND coalesce(k.rule->>'kind', 'numeric') <> 'information'
             AND NOT v.cannot_judge ? c.id::text
             AND (NOT v.scores ? c.id::text OR CASE coalesce(k.rule->>'kind', 'numeric')
                WHEN 'pass-fail' THEN (v.scores->>(c.id::text))::numeric NOT IN (0, 1)
                WHEN 'vote' THEN (v.scores->>(c.id::text))::numeric NOT IN (0, 1)
                WHEN 'rank' THEN (v.scores->>(c.id::text))::numeric NOT BETWEEN 0 AND (k.rule->>'top')::numeric
                  OR mod((v.scores->>(c.id::text))::numeric, 1) <> 0
                WHEN 'levels' THEN NOT EXISTS (SELECT 1 FROM jsonb_array_elements(k.rule->'levels') l
                                                WHERE (l->>'points')::numeric = (v.scores->>(c.id::text))::numeric)
                ELSE (v.scores->>(c.id::text))::numeric NOT BETWEEN c.scale_min AND c.scale_max
                  OR mod((v.scores->>(c.id::text))::numeric - c.scale_min, c.scale_step) <> 0 END)`,
  },
  {
    name: 'places-and-votes-go-together',
    why: 'an expert gave each place of a nomination once, and no more votes than there are',
    sql: `SELECT min(v.id::text)::uuid AS id FROM evaluation v
            JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
            JOIN submission s ON s.id = a.submission_id
            JOIN LATERAL (SELECT ranking_rule->'kinds' AS kinds FROM regulation_edition
                           WHERE cycle_id = s.cycle_id ORDER BY number DESC LIMIT 1) r ON true
            CROSS JOIN LATERAL jsonb_each(coalesce(r.kinds, '{}')) k
           WHERE v.state = 'submitted' AND v.scores ? k.key AND (v.scores->>k.key)::numeric > 0
             AND k.value->>'kind' IN ('rank', 'vote')
           GROUP BY a.expert_id, s.nomination_id, k.key, k.value, (v.scores->>k.key)::numeric
          HAVING count(*) > CASE k.value->>'kind' WHEN 'rank' THEN 1 ELSE (k.value->>'most')::integer END`,
  },
  {
    name: 'every-version-of-a-sheet-is-kept',
    why: 'a sheet that was handed in or set aside stands among its versions as it is',
    sql: `SELECT v.id FROM evaluation v WHERE v.state <> 'draft' AND NOT EXISTS (
            SELECT 1 FROM evaluation_version w WHERE w.evaluation_id = v.id AND w.state = v.state AND w.scores = v.scores
               AND w.remarks = v.remarks AND w.cannot_judge = v.cannot_judge)`,
  },
  {
    name: 'restored-by-two',
    why: 'sheets were restored by the word of two different people',
    sql: `SELECT r.id FROM sheet_restoration r WHERE r.applied_at IS NOT NULL AND
           (SELECT count(DISTINCT a.user_id) FROM sheet_restoration_approval a WHERE a.restoration_id = r.id) < 2`,
  },
  {
    name: 'cross-reviewed-elsewhere',
    why: 'entrants review entries of other regions, nominations and organisations, of the same cycle',
    sql: `SELECT v.id FROM cross_review v JOIN submission a ON a.id = v.reviewer_id
            LEFT JOIN submission b ON b.id = v.submission_id LEFT JOIN submission_revision r ON r.id = v.revision_id
           WHERE b.id IS NULL OR r.submission_id IS DISTINCT FROM b.id OR a.cycle_id <> b.cycle_id
              OR a.region_code = b.region_code OR a.nomination_id = b.nomination_id
              OR a.organisation_id = b.organisation_id`,
  },
  {
    name: 'cross-review-belongs-to-its-duty',
    why: 'a cross-review is owed by the entry that writes it, and no entry owes more than it was allotted',
    sql: `SELECT v.id::text FROM cross_review v LEFT JOIN cross_review_duty d ON d.id = v.duty_id
           WHERE d.submission_id IS DISTINCT FROM v.reviewer_id
          UNION
          SELECT d.id::text FROM cross_review_duty d JOIN cross_review_allotment l ON l.id = d.allotment_id
           WHERE (SELECT count(*) FROM cross_review v WHERE v.duty_id = d.id AND v.state <> 'conflicted') > l.reviews`,
  },
  {
    name: 'cross-review-is-replaced-for-its-owner',
    why: 'what came in the place of a review that was given back is owed by the same entry',
    sql: `SELECT v.id FROM cross_review v LEFT JOIN cross_review b ON b.id = v.replaces_id
           WHERE v.replaces_id IS NOT NULL AND (b.state IS DISTINCT FROM 'conflicted' OR b.duty_id <> v.duty_id)`,
  },
  {
    name: 'cross-review-excuse-is-on-record',
    why: 'an entry is excused from its reviews exactly where an excuse was given last and not taken back',
    sql: `SELECT coalesce(x.id, d.id) AS id FROM cross_review_duty d
            FULL JOIN (SELECT DISTINCT ON (duty_id) id, duty_id, kind FROM cross_review_excuse
                        ORDER BY duty_id, at DESC, id DESC) x ON x.duty_id = d.id
           WHERE d.id IS NULL OR (coalesce(x.kind, 'taken-back') = 'given') <> (d.excused_at IS NOT NULL)`,
  },
  {
    name: 'cross-review-moderated-when-handed-in',
    why: 'only comments that were handed in are let through to entrants or held back',
    sql: `SELECT m.id FROM cross_review_moderation m LEFT JOIN cross_review v ON v.id = m.review_id
           WHERE v.state IS DISTINCT FROM 'submitted'`,
  },
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
  {
    name: 'delivery-has-one-person-and-event',
    why: 'a letter tells one event, and nobody gets two letters of it',
    sql: `SELECT d.id FROM delivery d LEFT JOIN outbox_message m ON m.id = d.message_id WHERE m.type IS DISTINCT FROM d.event
          UNION ALL
          SELECT unnest(array_agg(id)) FROM delivery GROUP BY message_id, lower(recipient) HAVING count(*) > 1`,
  },
  {
    name: 'sent-letter-has-its-time',
    why: 'a letter counts as sent from an instant on, and only then',
    sql: `SELECT id FROM delivery WHERE (state = 'sent') <> (sent_at IS NOT NULL)`,
  },
  {
    name: 'results-are-told-after-publication',
    why: 'no letter about results was even written before the publication could be seen',
    sql: `SELECT d.id FROM delivery d JOIN outbox_message m ON m.id = d.message_id
            JOIN publication b ON b.id::text = m.payload->>'publicationId'
           WHERE d.event IN ('result.announced', 'publication.published') AND d.created_at < b.publish_at`,
  },
  {
    name: 'news-travels',
    why: 'no message of the outbox waits longer than ten minutes after it was due',
    usesNow: true,
    sql: `SELECT id FROM outbox_message
           WHERE dispatched_at IS NULL AND coalesce(due_at, created_at) < $1::timestamptz - interval '10 minutes'`,
  },
  {
    name: 'register-is-counted',
    why: 'the kept counts of entries are those that counting gives',
    sql: `SELECT coalesce(k.cycle_id, c.cycle_id) FROM
            (SELECT cycle_id, nomination_id, state, sum(entries) AS n FROM submission_tally GROUP BY 1, 2, 3
              HAVING sum(entries) <> 0) k
            FULL JOIN (SELECT cycle_id, nomination_id, state, count(*) AS n FROM submission
                        WHERE state <> 'draft' AND first_submitted_at IS NOT NULL GROUP BY 1, 2, 3) c
              USING (cycle_id, nomination_id, state)
           WHERE k.n IS DISTINCT FROM c.n`,
  },
  {
    name: 'regions-are-counted',
    why: 'the kept counts of entries by region are those that counting gives',
    sql: `SELECT coalesce(k.cycle_id, c.cycle_id) FROM
            (SELECT cycle_id, nomination_id, region_code, state, received, sum(entries) AS n FROM submission_region_tally
              GROUP BY 1, 2, 3, 4, 5 HAVING sum(entries) <> 0) k
            FULL JOIN (SELECT cycle_id, nomination_id, region_code, state, first_submitted_at IS NOT NULL AS received,
                              count(*) AS n FROM submission GROUP BY 1, 2, 3, 4, 5) c
              USING (cycle_id, nomination_id, region_code, state, received)
           WHERE k.n IS DISTINCT FROM c.n`,
  },
  {
    name: 'submitted-entry-is-found-by-its-words',
    why: 'the words of every entry are read, or have waited for less than an hour to be read',
    // By the database's own clock, as the mark is: that of a demonstration may be moved.
    sql: `SELECT submission_id AS id FROM submission_unread WHERE since < now() - interval '1 hour'
          UNION ALL
          SELECT s.id FROM submission s WHERE s.revision_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM submission_words w WHERE w.submission_id = s.id)
             AND NOT EXISTS (SELECT 1 FROM submission_unread u WHERE u.submission_id = s.id)`,
  },
  {
    name: 'record-is-sealed-or-waits',
    why: 'no audit record is passed over by the chain',
    sql: `SELECT r.id FROM audit_record r WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.record_id = r.id)
             AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.record_id = r.id)`,
  },
  {
    name: 'attachments-are-stored',
    why: 'what is attached, and what a revision names, is a stored file',
    sql: `SELECT a.id::text FROM attachment a LEFT JOIN stored_file f ON f.id = a.file_id WHERE f.id IS NULL
          UNION SELECT r.id::text FROM submission_revision r CROSS JOIN LATERAL jsonb_array_elements(r.files) x
           WHERE NOT EXISTS (SELECT 1 FROM stored_file f WHERE f.sha256 = x->>'sha256')`,
  },
  {
    name: 'stage-is-announced-in-time',
    why: 'nothing about a stage is announced before its instant',
    sql: `SELECT id FROM stage_notice WHERE announced_at < due_at`,
  },
];
