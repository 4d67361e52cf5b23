import type { EntityManager } from 'typeorm';
import { ExpertConsent } from './expert-consent.entity.js';
import { Expert } from './expert.entity.js';
import { type JudgingRules, type ConsentText, judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { findRules } from '../../cycles/editions/editions.queries.js';

export function listConsents(em: EntityManager, expertId: string): Promise<ExpertConsent[]> {
  return em.find(ExpertConsent, { where: { expertId }, order: { givenAt: 'ASC' } });
}

/** The texts of the regulation in force that the expert has not signed in their present version. */
export async function missingConsents(
  em: EntityManager,
  { id, cycleId }: Pick<Expert, 'id' | 'cycleId'>,
  rules?: JudgingRules,
): Promise<ConsentText[]> {
  const { consents } = rules ?? judgingRulesFrom((await findRules(em, cycleId))?.judgingRules);
  if (consents.length === 0) return [];
  const signed = await em.findBy(ExpertConsent, { expertId: id });
  return consents.filter(
    ({ kind, version }) => !signed.some((each) => each.kind === kind && each.consentVersion === version),
  );
}
