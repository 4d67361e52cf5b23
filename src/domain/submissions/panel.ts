import { mustGiveReason } from '../kernel/reason.js';
import { Refusal } from '../kernel/refusal.js';

export const opinionVerbs = ['admit', 'return', 'reject'] as const;
export type OpinionVerb = (typeof opinionVerbs)[number];

/** What one of those who screen says of a revision. */
export interface Opinion {
  userId: string;
  verb: OpinionVerb;
  reason: string;
}

/** How far a panel is: it waits for so many, says one thing, or is split; alone where one decides. */
export type PanelStanding =
  { kind: 'alone' } | { kind: 'waits'; left: number } | { kind: 'agreed'; verb: OpinionVerb } | { kind: 'split' };

/** Rules §5. Where the edition asks for several, each says a word of the revision before it is decided. */
export function panelStanding(checkers: number, opinions: readonly Opinion[]): PanelStanding {
  if (checkers <= 1) return { kind: 'alone' };
  if (opinions.length < checkers) return { kind: 'waits', left: checkers - opinions.length };
  const [first, ...others] = opinions;
  return others.every(({ verb }) => verb === first!.verb) ? { kind: 'agreed', verb: first!.verb } : { kind: 'split' };
}

/**
 * Rules §5. A word is given once, of the revision in force, while the panel waits, and with a reason where it is not to admit.
 * Refuses: `opinion-given` to who has given it and where the panel is complete, `reason-required`.
 */
export function mustGiveOpinion(
  { checkers, opinions }: { checkers: number; opinions: readonly Opinion[] },
  { userId, verb, reason }: Opinion,
): Opinion {
  const isOwn = opinions.some((one) => one.userId === userId);
  if (isOwn || panelStanding(checkers, opinions).kind !== 'waits') throw new Refusal({ code: 'opinion-given', isOwn });
  return { userId, verb, reason: verb === 'admit' ? reason.trim() : mustGiveReason(reason) };
}

/** Rules §5. What others said is read by who has said the own word, and by all once the panel is complete. */
export const seesOpinions = (checkers: number, opinions: readonly Opinion[], userId: string): boolean =>
  panelStanding(checkers, opinions).kind !== 'waits' || opinions.some((one) => one.userId === userId);

/**
 * Rules §5. An agreed panel is followed with one press, with the reasons that it gave; a split one, or another decision than
 * the panel's, is decided with a reason of its own. What comes back is the reason of the decision, empty where none was given.
 * Refuses: `opinions-missing`, `reason-required`.
 */
export function reasonAfterPanel(
  { checkers, opinions }: { checkers: number; opinions: readonly Opinion[] },
  { verb, reason }: { verb: OpinionVerb; reason: string },
): string {
  const standing = panelStanding(checkers, opinions);
  switch (standing.kind) {
    case 'alone':
      return reason;
    case 'waits':
      throw new Refusal({ code: 'opinions-missing', given: opinions.length, needed: checkers });
    case 'split':
      return mustGiveReason(reason);
    case 'agreed':
      if (standing.verb !== verb) return mustGiveReason(reason);
      return reason.trim() || [...new Set(opinions.map((one) => one.reason).filter(Boolean))].join('\n\n');
  }
}
