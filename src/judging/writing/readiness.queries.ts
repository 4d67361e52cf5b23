import type { EntityManager } from 'typeorm';
import type { JudgingRules } from '../../domain/cycles/judging-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Expert } from '../experts/expert.entity.js';
import { missingConsents } from '../experts/consents.queries.js';
import { mustHaveTrained } from '../training/training.queries.js';

/** Nothing of an entry opens before the expert has signed what is to be signed, named the conflicts, and trained. */
export async function mustBeReady(
  em: EntityManager,
  expert: Pick<Expert, 'id' | 'cycleId' | 'conflictsDeclaredAt'>,
  rules: JudgingRules,
): Promise<void> {
  const kinds = (await missingConsents(em, expert, rules)).map(({ kind }) => kind);
  if (kinds.length > 0) throw new Refusal({ code: 'consents-needed', expertId: expert.id, kinds });
  if (!expert.conflictsDeclaredAt) throw new Refusal({ code: 'conflicts-undeclared', expertId: expert.id });
  if (rules.sheet.training) await mustHaveTrained(em, expert);
}
