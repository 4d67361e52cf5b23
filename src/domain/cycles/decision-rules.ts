import { outcomes, type Outcome } from './outcome.js';
import { Refusal } from '../kernel/refusal.js';

/** Kinds of which the number foreseen in a nomination is set here; winners and finalists have theirs in the edition. */
export const countedKinds = ['laureate', 'runner-up', 'special-mention', 'reserve'] as const;
export type CountedKind = (typeof countedKinds)[number];

/** What a cycle awards and what of it everybody reads; belongs to the regulation edition. */
export interface DecisionRules {
  kinds: Outcome[];
  /** How many of a nomination are foreseen; `null` sets no number (for laureates: as many as finalists). */
  foreseen: Record<CountedKind, number | null>;
  /** Whether the reserve is published. */
  publishReserve: boolean;
  /** What everybody reads where a kind was awarded to nobody. */
  publishNobody: 'nothing' | 'fact' | 'reason';
  /** Whether only laureates of regions go on to the experts; otherwise every admitted entry does. */
  onlyLaureatesJudged: boolean;
}

export const nobodyDetails = ['nothing', 'fact', 'reason'] as const;

/** Finalists, winners, laureates and recommendations, as many laureates as finalists. */
export const plainDecisionRules: DecisionRules = {
  kinds: ['winner', 'laureate', 'finalist', 'recommended'],
  foreseen: { laureate: null, 'runner-up': 2, 'special-mention': null, reserve: 2 },
  publishReserve: true,
  publishNobody: 'reason',
  onlyLaureatesJudged: false,
};

/** Rules §12. Stored rules with everything that they leave out; kinds in the order of rank. */
export function decisionRulesFrom(stored: Partial<DecisionRules> | null | undefined): DecisionRules {
  const said = stored ?? {};
  const kinds = said.kinds ?? plainDecisionRules.kinds;
  return {
    ...plainDecisionRules,
    ...said,
    kinds: outcomes.filter((outcome) => kinds.includes(outcome)),
    foreseen: { ...plainDecisionRules.foreseen, ...said.foreseen },
  };
}

interface EditionNumbers {
  finalistsForeseen: number;
  winnersForeseen: number;
  decisionRules: Partial<DecisionRules>;
}

/** Rules §12. How many of a kind the edition foresees in a nomination; `null` where it sets no number. */
export function foreseenOf(outcome: Outcome, edition: EditionNumbers): number | null {
  const { foreseen } = decisionRulesFrom(edition.decisionRules);
  switch (outcome) {
    case 'winner':
      return edition.winnersForeseen;
    case 'finalist':
      return edition.finalistsForeseen;
    case 'laureate':
      return foreseen.laureate ?? edition.finalistsForeseen;
    case 'runner-up':
    case 'special-mention':
    case 'reserve':
      return foreseen[outcome];
    case 'regional-laureate':
      return 1;
    case 'recommended':
      return null;
  }
}

/** Rules §12. Refuses with `outcome-not-foreseen` a kind that the cycle does not award. */
export function mustBeForeseen(outcome: Outcome, edition: Pick<EditionNumbers, 'decisionRules'>): void {
  if (!decisionRulesFrom(edition.decisionRules).kinds.includes(outcome))
    throw new Refusal({ code: 'outcome-not-foreseen', outcome });
}

/** Kinds of contests that are known; titles are `cycles:decisionPreset.<id>`, sources as in docs/rules.md. */
export interface DecisionPreset {
  id: 'plain' | 'regional' | 'laureates' | 'places';
  kinds: Outcome[];
  foreseen: Partial<Record<CountedKind, number | null>>;
}

/**
 * Rules §12. What known contests award: finalists and winners with recommendations; the same after a regional stage with
 * a laureate of each region (2019); a winner and the other finalists as laureates, four of five; places with a reserve and
 * special mentions.
 */
export const decisionPresets: readonly DecisionPreset[] = [
  { id: 'plain', kinds: plainDecisionRules.kinds, foreseen: {} },
  { id: 'regional', kinds: ['winner', 'finalist', 'regional-laureate', 'recommended'], foreseen: {} },
  { id: 'laureates', kinds: ['winner', 'laureate', 'finalist'], foreseen: { laureate: 4 } },
  {
    id: 'places',
    kinds: ['winner', 'runner-up', 'special-mention', 'finalist', 'reserve', 'recommended'],
    foreseen: { 'runner-up': 2, 'special-mention': 1, reserve: 2 },
  },
];
