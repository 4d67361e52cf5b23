import type { EntityManager } from 'typeorm';
import type { JudgingRules } from '../../domain/cycles/judging-rules.js';
import type { ReadinessFacts } from '../../domain/judging/readiness.js';
import { missingConsents } from '../experts/consents.queries.js';
import type { Expert } from '../experts/expert.entity.js';
import { isTrainingDue } from '../training/training.queries.js';

/** What an expert has done and not done before the first entry; training is looked up where the rules ask for it. */
export async function readinessOf(
  em: EntityManager,
  expert: Pick<Expert, 'id' | 'cycleId' | 'conflictsDeclaredAt'>,
  rules: JudgingRules,
): Promise<ReadinessFacts> {
  return {
    expertId: expert.id,
    unsigned: (await missingConsents(em, expert, rules)).map(({ kind }) => kind),
    conflictsDeclaredAt: expert.conflictsDeclaredAt,
    isTrainingDue: rules.sheet.training && (await isTrainingDue(em, expert)),
  };
}
