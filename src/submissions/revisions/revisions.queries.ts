import type { EntityManager } from 'typeorm';
import { SubmissionRevision } from './submission-revision.entity.js';
import { Refusal } from '../../domain/kernel/refusal.js';

export function listRevisions(em: EntityManager, submissionId: string): Promise<SubmissionRevision[]> {
  return em.find(SubmissionRevision, { where: { submissionId }, order: { number: 'ASC' } });
}

export async function getRevision(em: EntityManager, id: string): Promise<SubmissionRevision> {
  const revision = await em.findOneBy(SubmissionRevision, { id });
  if (!revision) throw new Refusal({ code: 'not-found' });
  return revision;
}
