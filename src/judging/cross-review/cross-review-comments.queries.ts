import type { EntityManager } from 'typeorm';
import { masked, secretsOf } from '../../domain/blind.js';
import type { JudgingRules } from '../../domain/judging-rules.js';
import { peopleOf } from '../queue.queries.js';

/** What entrants wrote about an entry, in an order that tells nothing of them; hidden names of the entry are covered. */
export interface Advice {
  comment: string;
  grades: Record<string, string>;
}

export async function listAdvice(
  em: EntityManager,
  submissionId: string,
  blind: JudgingRules['blind'],
): Promise<Advice[]> {
  interface Row extends Advice {
    organisation: Record<string, string>;
    people: string[];
  }
  const rows: Row[] = await em.query(
    `SELECT v.comment, v.grades, r.organisation, ${peopleOf} AS people
       FROM cross_review v JOIN submission s ON s.id = v.submission_id
       JOIN submission_revision r ON r.id = v.revision_id
      WHERE v.submission_id = $1 AND v.state = 'submitted' ORDER BY md5(v.id::text)`,
    [submissionId],
  );
  return rows.map(({ comment, grades, organisation, people }) => ({
    comment: masked(comment, secretsOf(organisation, blind, { people })),
    grades,
  }));
}
