import type { EntityManager } from 'typeorm';
import { StageNotice } from './stage-notice.entity.js';
import { Stage } from './stage.entity.js';
import type { StageKind } from '../../domain/cycles/stage.js';

export function listStages(em: EntityManager, cycleId: string): Promise<Stage[]> {
  return em.find(Stage, { where: { cycleId }, order: { position: 'ASC' } });
}

/** A stage by its kind; a cycle that was called off has none, so that nothing of it is open. */
export function findStage(em: EntityManager, cycleId: string, kind: StageKind): Promise<Stage | null> {
  return em
    .createQueryBuilder(Stage, 's')
    .innerJoin('s.cycle', 'c', `c.state <> 'cancelled'`)
    .where({ cycleId, kind })
    .getOne();
}

/** Announcements of a stage that goes. */
export async function removeNoticesOf(tx: EntityManager, stageId: string): Promise<void> {
  await tx.delete(StageNotice, { stageId });
}
