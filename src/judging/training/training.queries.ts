import type { EntityManager } from 'typeorm';
import type { Expert } from '../experts/expert.entity.js';
import { Refusal } from '../../domain/kernel/refusal.js';

/**
 * Rules §9. Where the edition asks for it, the training entry comes before the first real one: refuses with `training-due`.
 * Whoever has begun already is not stopped, and where no entry is written there is nothing to train on.
 */
export async function mustHaveTrained(em: EntityManager, expert: Pick<Expert, 'id' | 'cycleId'>): Promise<void> {
  if (await isTrainingDue(em, expert)) throw new Refusal({ code: 'training-due', expertId: expert.id });
}

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
