import type { Invariant } from '../invariant.js';

/** Entries, their quotas, numbers, counts, words and files. */
export const submissionsInvariants: Invariant[] = [
  {
    name: 'submitted-entry-has-its-facts',
    why: 'a submitted entry has a register number and its last revision',
    sql: `SELECT s.id FROM submission s LEFT JOIN submission_revision r ON r.id = s.revision_id
           WHERE s.state IN ('submitted', 'returned', 'admitted', 'rejected')
             AND (s.register_number IS NULL OR r.submission_id IS DISTINCT FROM s.id OR r.number <> s.revisions)`,
  },
  {
    name: 'every-revision-was-announced',
    why: 'each revision submitted here in the last year has its `submission.submitted` in the outbox, so that a receipt went out',
    usesNow: true,
    sql: `SELECT r.id FROM submission_revision r JOIN submission s ON s.id = r.submission_id
           WHERE NOT s.generated AND r.submitted_at > $1::timestamptz - interval '1 year' AND NOT EXISTS (SELECT 1 FROM outbox_message m
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
    name: 'attachments-are-stored',
    why: 'what is attached, and what a revision names, is a stored file',
    sql: `SELECT a.id::text FROM attachment a LEFT JOIN stored_file f ON f.id = a.file_id WHERE f.id IS NULL
          UNION SELECT r.id::text FROM submission_revision r CROSS JOIN LATERAL jsonb_array_elements(r.files) x
           WHERE NOT EXISTS (SELECT 1 FROM stored_file f WHERE f.sha256 = x->>'sha256')`,
  },
];
