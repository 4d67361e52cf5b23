import type { EntityManager } from 'typeorm';
import { StageNotice } from './stage-notice.entity.js';
import { Stage } from './stage.entity.js';
import { type StageKind, isOpen } from '../../domain/cycles/stage.js';
import { Cycle } from '../cycle/cycle.entity.js';

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

/** Cycles whose intake is open at the instant. */
export async function listCyclesInIntake(em: EntityManager, now: Date): Promise<{ cycle: Cycle; intake: Stage }[]> {
  const intakes = await em.find(Stage, {
    where: { kind: 'intake', cycle: { state: 'announced' } },
    relations: { cycle: true },
  });
  return intakes.filter((intake) => isOpen(intake, now)).map((intake) => ({ cycle: intake.cycle, intake }));
}

/** Announcements of a stage that goes. */
export async function removeNoticesOf(tx: EntityManager, stageId: string): Promise<void> {
  await tx.delete(StageNotice, { stageId });
}
