import type { EntityManager } from 'typeorm';
import { masked, secretsOf } from '../../domain/judging/blind.js';
import type { JudgingRules } from '../../domain/cycles/judging-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { peopleOf } from '../reading/blind.queries.js';

/** A place in an expert's queue with what the queue shows of it. */
export interface QueueItem {
  assignmentId: string;
  position: number;
  submissionId: string;
  registerNumber: string;
  title: string;
  nomination: string;
  state: 'open' | 'started' | 'submitted';
  scored: number;
  createdAt: Date | null;
  submittedAt: Date | null;
}

/**
 * The expert's queue in its own order; recused and replaced assignments are gone from it, and so are entries that dropped
 * out of the cross-review by the instant.
 */
export async function listQueue(em: EntityManager, expertId: string, now: Date): Promise<QueueItem[]> {
  interface Row extends Omit<QueueItem, 'state'> {
    state: 'draft' | 'submitted' | 'set-aside' | null;
    organisation: Record<string, string>;
    people: string[] | null;
    blind: JudgingRules['blind'] | null;
  }
  const rows: Row[] = await em.query(
    `WITH rule AS (SELECT r.judging_rules->'blind' AS blind,
                         (r.judging_rules->'crossReview'->>'reviews')::int > 0 AS crossed FROM regulation_edition r JOIN expert x ON x.cycle_id = r.cycle_id
                    WHERE x.id = $1 ORDER BY r.number DESC LIMIT 1)
     SELECT a.id AS "assignmentId", a.position, s.id AS "submissionId", s.register_number AS "registerNumber", r.title,
            n.title AS nomination, e.state, coalesce((SELECT count(*) FROM jsonb_object_keys(e.scores)), 0)::int AS scored,
            e.created_at AS "createdAt", e.submitted_at AS "submittedAt", r.organisation, rule.blind,
            CASE WHEN rule.blind ? 'people' THEN ${peopleOf} END AS people
       FROM assignment a LEFT JOIN rule ON true
       JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
       JOIN submission_revision r ON r.id = s.revision_id
       JOIN nomination n ON n.id = s.nomination_id
       LEFT JOIN evaluation e ON e.assignment_id = a.id
      WHERE a.expert_id = $1 AND a.state = 'active' AND (rule.crossed IS NOT TRUE OR NOT is_dropped_out(s.id, $2))
      ORDER BY a.position, a.id`,
    [expertId, now],
  );
  return rows.map(({ state, organisation, people, blind, ...row }) => ({
    ...row,
    title: masked(row.title, secretsOf(organisation, blind ?? [], { people: people ?? [] })),
    state: state === 'submitted' ? 'submitted' : row.scored > 0 ? 'started' : 'open',
  }));
}

/** The first entry after a place of the queue, and round again from its start, whose sheet is not submitted. */
export async function findNextOpen(
  em: EntityManager,
  { assignmentId, userId, now }: { assignmentId: string; userId: string; now: Date },
): Promise<{ expertId: string; next: string | null }> {
  const rows: { expertId: string; next: string | null }[] = await em.query(
    `SELECT x.id AS "expertId", (
        SELECT a.id FROM assignment a JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
          LEFT JOIN evaluation e ON e.assignment_id = a.id
         WHERE a.expert_id = x.id AND a.state = 'active' AND a.id <> here.id AND e.state IS DISTINCT FROM 'submitted'
           AND NOT is_dropped_out(s.id, $3)
         ORDER BY (a.position, a.id) < (here.position, here.id), a.position, a.id LIMIT 1) AS next
       FROM assignment here JOIN expert x ON x.id = here.expert_id AND x.user_id = $2 AND x.state = 'accepted'
      WHERE here.id = $1 AND here.state = 'active'`,
    [assignmentId, userId, now],
  );
  if (!rows[0]) throw new Refusal({ code: 'not-found' });
  return rows[0];
}
