import type { EntityManager } from 'typeorm';
import type { Expert } from '../experts/expert.entity.js';

/**
 * Rules §9. Whether the training entry still comes before the first real one, where the edition asks for it. Whoever has
 * begun already is not stopped, and where no entry is written there is nothing to train on.
 */
export async function isTrainingDue(
  em: EntityManager,
  { id, cycleId }: Pick<Expert, 'id' | 'cycleId'>,
): Promise<boolean> {
  const rows: unknown[] = await em.query(
    `SELECT true AS due FROM training_entry t
      WHERE t.cycle_id = $2
        AND (SELECT (r.judging_rules->'sheet'->>'training')::boolean FROM regulation_edition r
              WHERE r.cycle_id = $2 ORDER BY r.number DESC LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM training_sheet s WHERE s.training_entry_id = t.id AND s.expert_id = $1)
        AND NOT EXISTS (SELECT 1 FROM evaluation v JOIN assignment a ON a.id = v.assignment_id WHERE a.expert_id = $1)`,
    [id, cycleId],
  );
  return rows.length > 0;
}
