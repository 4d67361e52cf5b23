import type { EntityManager } from 'typeorm';
import type { PickedEntry } from '../../domain/judging/picks.js';

/** What stands in another of the own sheets. */
export interface PickedSheet extends PickedEntry {
  assignmentId: string;
  state: 'draft' | 'submitted';
}

/** The expert's other sheets in the nomination of this assignment, in the order of the queue. */
export function listPickedBeside(em: EntityManager, assignmentId: string): Promise<PickedSheet[]> {
  return em.query(
    `SELECT a.id AS "assignmentId", s.register_number AS "registerNumber", v.scores, v.state
       FROM assignment o JOIN submission p ON p.id = o.submission_id
       JOIN assignment a ON a.expert_id = o.expert_id AND a.id <> o.id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND s.nomination_id = p.nomination_id AND s.state = 'admitted'
       JOIN evaluation v ON v.assignment_id = a.id AND v.state IN ('draft', 'submitted')
      WHERE o.id = $1 ORDER BY a.position, a.id`,
    [assignmentId],
  );
}

/** Sheets of an expert with places or votes are handed in one after another until the end of the transaction. */
export async function holdPicks(tx: EntityManager, expertId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('picks ' || $1::text, 0))`, [expertId]);
}
