import { In, type EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { Appeal } from '../appeals/appeal.entity.js';
import { CorrectionApproval } from './correction-approval.entity.js';
import { Correction } from './correction.entity.js';

/** When each of them was applied, by id. */
export async function listAppliedAt(em: EntityManager, ids: readonly string[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map();
  const applied = await em.findBy(Correction, { id: In([...ids]), state: 'applied' });
  return new Map(applied.map(({ id, appliedAt }) => [id, appliedAt!]));
}

export function listCorrections(em: EntityManager, cycleId: string): Promise<Correction[]> {
  return em.find(Correction, { where: { cycleId }, order: { state: 'DESC', id: 'DESC' } });
}

export function findPreparedCorrection(em: EntityManager, nominationId: string): Promise<Correction | null> {
  return em.findOneBy(Correction, { nominationId, state: 'prepared' });
}

export async function getCorrection(em: EntityManager, id: string): Promise<Correction> {
  const correction = isId(id) ? await em.findOneBy(Correction, { id }) : null;
  if (!correction) throw new Refusal({ code: 'not-found' });
  return correction;
}

/** Whoever approves, applies or drops a correction waits here for the other. */
export async function lockCorrection(tx: EntityManager, id: string): Promise<Correction> {
  const lock = { mode: 'pessimistic_write' } as const;
  const correction = isId(id) ? await tx.findOne(Correction, { where: { id }, lock }) : null;
  if (!correction) throw new Refusal({ code: 'not-found' });
  return correction;
}

export function listCorrectionApprovals(em: EntityManager, correctionId: string): Promise<CorrectionApproval[]> {
  return em.find(CorrectionApproval, { where: { correctionId }, order: { id: 'ASC' } });
}

/** An appeal that has been decided, for what is to follow from it. */
export async function getDecidedAppeal(em: EntityManager, id: string): Promise<Appeal> {
  const appeal = isId(id) ? await em.findOneBy(Appeal, { id, state: 'decided' }) : null;
  if (!appeal) throw new Refusal({ code: 'not-found' });
  return appeal;
}
