import { Refusal } from '../../kernel/refusal.js';
import { mustGiveReason } from '../../kernel/reason.js';

export interface AppealWindow {
  opensAt: Date;
  closesAt: Date;
}

/**
 * Rules §15. An appeal is filed once an entry and publication, with grounds, from the publication's instant until the
 * window closes (half-open). Refuses: `stage-closed`, `reason-required`.
 */
export function fileAppeal(
  grounds: string,
  window: AppealWindow | null,
  facts: { now: Date; timeZone: string },
): string {
  if (!window || facts.now < window.opensAt || facts.now >= window.closesAt)
    throw new Refusal({
      code: 'stage-closed',
      stage: 'appeals',
      opensAt: window?.opensAt ?? null,
      closesAt: window?.closesAt ?? null,
      ...facts,
    });
  return mustGiveReason(grounds);
}

export const appealOutcomes = ['unchanged', 'raised', 'lowered'] as const;

export type AppealOutcome = (typeof appealOutcomes)[number];

/**
 * Rules §15. An appeal is decided by people who took no part in the first decision, with a reason.
 * Refuses: `action-not-allowed` for what is decided or withdrawn, `took-part` for a first decider, `reason-required`.
 */
export function decideAppeal(
  appeal: { state: 'filed' | 'withdrawn' | 'decided' },
  facts: { outcome: AppealOutcome; decision: string; tookPart: boolean; decidedById: string; now: Date },
) {
  if (appeal.state !== 'filed')
    throw new Refusal({ code: 'action-not-allowed', action: 'decide', state: appeal.state });
  if (facts.tookPart) throw new Refusal({ code: 'took-part' });
  return {
    state: 'decided' as const,
    outcome: facts.outcome,
    decision: mustGiveReason(facts.decision),
    decidedById: facts.decidedById,
    decidedAt: facts.now,
  };
}
