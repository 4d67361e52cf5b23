import { divergencesAstray } from '../../judging/divergence/divergences-astray.js';
import type { Invariant } from '../invariant.js';

/** Who judges what, and what was written. */
export const judgingInvariants: Invariant[] = [
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
    name: 'divergence-follows-from-its-sheets',
    why: 'an entry waits for an extra expert exactly where its sheets differ by more than the rule in force allows',
    find: divergencesAstray,
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
];
