import type { EntityManager } from 'typeorm';
import { FormVersion } from './form-version.entity.js';

export function getForm(em: EntityManager, id: string): Promise<FormVersion> {
  return em.findOneByOrFail(FormVersion, { id });
}

export async function findCurrentForm(em: EntityManager, nominationId: string): Promise<FormVersion | null> {
  const [form] = await em.find(FormVersion, { where: { nominationId }, order: { number: 'DESC' }, take: 1 });
  return form ?? null;
}

/** The latest form of each nomination of the cycle. */
export async function listForms(em: EntityManager, cycleId: string): Promise<Map<string, FormVersion>> {
  const forms = await em.find(FormVersion, { where: { nomination: { cycleId } }, order: { number: 'ASC' } });
  return new Map(forms.map((form) => [form.nominationId, form]));
}
