import { plainRankingRule, type RankingRule, type TieRule } from '../ranking/ranking-rule.js';
import type { SelectionRule } from '../selection/selection.js';

export interface PresetCriterion {
  id: string;
  weight: string;
  scaleMin: string;
  scaleMax: string;
  scaleStep: string;
}

/** A rule of a contest that is known to be held this way; titles are `cycles:preset.<id>`. */
export interface RankingPreset {
  id: string;
  /** Where the rule was read. */
  source: string;
  criteria: PresetCriterion[];
  rule: RankingRule;
  selection: SelectionRule | null;
  /** What the source does not say and an organizer must check. */
  assumed: ('criteria' | 'weights' | 'scale' | 'bands' | 'limit' | 'sheets')[];
}

const scale = (scaleMax: string, scaleMin = '0', scaleStep = '1') => ({ scaleMin, scaleMax, scaleStep });

/** Criteria `c1`, `c2` … with the weights, on one scale. */
const criteria = (weights: readonly string[], points: ReturnType<typeof scale>): PresetCriterion[] =>
  weights.map((weight, index) => ({ id: `c${index + 1}`, weight, ...points }));

const ones = (count: number) => Array<string>(count).fill('1');
const rule = (changes: Partial<RankingRule>): RankingRule => ({
  ...plainRankingRule,
  tieChain: [{ kind: 'earlier-submission' }, { kind: 'share' }],
  ...changes,
});
const share: RankingRule['tieChain'] = [{ kind: 'share' }];

const karelianLevels = [
  { label: 'high', points: '100' },
  { label: 'medium', points: '50' },
  { label: 'low', points: '25' },
  { label: 'none', points: '0' },
];

/** Rules §10. Rules of known contests, each complete: to be chosen and then adapted. */
export const rankingPresets: readonly RankingPreset[] = [
  {
    id: 'voronezh-one-decimal',
    source: 'base.garant.ru/406943722; helpiks.su/5-54908.html',
    criteria: criteria(ones(3), scale('10')),
    rule: rule({ roundCriterionMeanTo: 1, minSheets: 2, tieChain: share }),
    selection: null,
    assumed: ['criteria', 'weights', 'scale'],
  },
  {
    id: 'orenburg-coefficients',
    source: 'base.garant.ru/400720477',
    criteria: criteria(['2.5', '1.5', '1'], scale('10')),
    rule: rule({ aggregate: 'weighted-sum-per-sheet-then-mean', tieChain: share }),
    selection: null,
    assumed: ['criteria', 'weights', 'scale'],
  },
  {
    id: 'weights-by-amount',
    source: 'docs.cntd.ru/document/574723886',
    criteria: [
      { id: 'relevance', weight: '2.5', ...scale('10') },
      { id: 'scale', weight: '0', ...scale('10') },
    ],
    rule: rule({
      weightSets: [
        { amount: { from: '500000', to: '3000000' }, weights: { relevance: '1.5', scale: '2' } },
        { amount: { from: '3000000', to: null }, weights: { relevance: '1', scale: '3.5' } },
      ],
      tieChain: share,
    }),
    selection: null,
    assumed: ['criteria', 'scale', 'bands'],
  },
  {
    id: 'karelia-levels',
    source: 'kodeks.karelia.ru/api/table/574789597',
    criteria: criteria(Array<string>(5).fill('0.2'), scale('100', '0', '25')),
    rule: rule({
      kinds: Object.fromEntries(
        criteria(ones(5), scale('100')).map(({ id }) => [id, { kind: 'levels', levels: karelianLevels }]),
      ),
      tieChain: share,
    }),
    selection: null,
    assumed: [],
  },
  {
    id: 'own-funds',
    source: 'base.garant.ru/402624984',
    criteria: criteria(ones(3), scale('10')),
    rule: rule({
      indicators: [
        {
          id: 'own-funds',
          fact: 'ownFundsPercent',
          bands: [
            { from: null, to: '5', points: '0' },
            { from: '5', to: '16', points: '3' },
            { from: '16', to: '31', points: '7' },
            { from: '31', to: '50', including: true, points: '11' },
            { from: '50', to: null, points: '15' },
          ],
        },
      ],
      tieChain: share,
    }),
    selection: null,
    assumed: ['criteria', 'weights', 'scale'],
  },
  {
    id: 'normalised',
    source: 'docs.cntd.ru/document/561776049',
    criteria: criteria(ones(5), scale('10')),
    rule: rule({ normalise: { to: '5', by: 'scale-maximum' }, tieChain: share }),
    selection: null,
    assumed: ['criteria', 'scale'],
  },
  {
    id: 'first-nine',
    source: 'docs.cntd.ru/document/571082653',
    criteria: criteria(ones(5), scale('5')),
    rule: rule({}),
    selection: { first: 9, atLeast: '15', atBorder: 'tie-chain' },
    assumed: ['criteria', 'scale'],
  },
  {
    id: 'not-under-forty',
    source: 'docs.cntd.ru/document/995109882',
    criteria: criteria(ones(6), scale('14')),
    rule: rule({ tieChain: share }),
    selection: { atLeast: '40' },
    assumed: ['criteria'],
  },
  {
    id: 'murmansk-sum-of-means',
    source: 'docs.cntd.ru/document/550191002',
    criteria: criteria(ones(5), scale('10')),
    rule: rule({}),
    selection: { first: 1, atBorder: 'tie-chain', minEntries: 1 },
    assumed: ['criteria', 'scale'],
  },
  {
    id: 'chair-decides',
    source: 'docs.cntd.ru/document/463711142',
    criteria: criteria(ones(5), scale('10')),
    rule: rule({ tieChain: [{ kind: 'open-vote' }, { kind: 'share' }] }),
    selection: { first: 1, atBorder: 'tie-chain' },
    assumed: ['criteria', 'scale', 'limit'],
  },
  {
    id: 'five-finalists',
    source: 'docs.cntd.ru/document/406623029',
    criteria: criteria(ones(5), scale('10')),
    rule: rule({ tieChain: share }),
    selection: { first: 5, atBorder: 'narrow' },
    assumed: ['criteria', 'scale'],
  },
  {
    id: 'five-works-needed',
    source: 'docs.cntd.ru/document/446250443',
    criteria: criteria(ones(5), scale('10')),
    rule: rule({ tieChain: [{ kind: 'open-vote' }, { kind: 'share' }] }),
    selection: { first: 1, atBorder: 'tie-chain', minEntries: 5 },
    assumed: ['criteria', 'scale', 'limit'],
  },
  {
    id: 'tomsk-bonus',
    source: 'томск.гранты.рф/public/faq',
    criteria: criteria(ones(10), scale('10')),
    rule: rule({
      bonuses: [{ id: 'registry', points: '1' }],
      tieChain: [{ kind: 'earlier-day', timeZone: 'Asia/Tomsk' }, { kind: 'earlier-submission' }, { kind: 'share' }],
    }),
    selection: null,
    assumed: ['criteria', 'weights', 'scale'],
  },
  {
    id: 'presidential-grants',
    source: 'sevnovosti.ru, 15 November 2017; chelorg.com, 14 November 2017',
    criteria: criteria(ones(10), scale('10')),
    rule: rule({ minSheets: 2, tieChain: share }),
    selection: {
      bands: [
        { from: null, to: '500000', including: true, points: '60' },
        { from: '500000', to: '3000000', including: true, points: '65' },
        { from: '3000000', to: '10000000', including: true, points: '68' },
        { from: '10000000', to: null, points: '70' },
      ],
    },
    assumed: ['criteria', 'weights', 'scale'],
  },
  {
    id: 'municipal-practice',
    source: 'ar-net.ru/doc/read/22784/3; stodivanov-nn.ru (order 690/пр)',
    criteria: criteria(ones(5), scale('10')),
    rule: rule({
      indicators: [{ id: 'off-budget-share', fact: 'offBudgetPercent', perUnit: '0.1', atMost: '10' }],
      tieChain: share,
      secondPhase: { top: 10, by: { kind: 'marks', min: '1', max: '10' }, equals: 'share' },
    }),
    selection: { first: 5, atBorder: 'tie-chain' },
    assumed: ['criteria', 'weights', 'scale'],
  },
  {
    id: 'third-expert-is-final',
    source: 'yandex.ru/tutor, problem T25586',
    criteria: criteria(['1'], scale('100')),
    rule: rule({
      minSheets: 2,
      divergence: { by: 'total', above: '20', unit: 'percent', finish: 'third-is-final' },
      tieChain: share,
    }),
    selection: null,
    assumed: ['criteria', 'scale', 'limit'],
  },
  {
    id: 'arkhangelsk-sum-of-members',
    source: 'arkh-gov.ru/doc/73351',
    criteria: criteria(ones(5), scale('10')),
    rule: rule({
      aggregate: 'weighted-sum-per-sheet-then-mean',
      across: { kind: 'sum' },
      tieChain: [{ kind: 'open-vote' }, { kind: 'share' }],
    }),
    selection: { first: 1, atBorder: 'tie-chain' },
    assumed: ['criteria', 'scale', 'sheets'],
  },
];

/**
 * Rules §10. A preset's rule for a cycle's own criteria: the first criterion of the contest stands for the first of the
 * cycle, and so on; what is said of criteria that the cycle has no counterpart for falls away. Weights of sets that differ
 * by amount are kept for the criteria that there are.
 */
export function presetFor(preset: RankingPreset, criteria: readonly { id: string }[]): RankingRule {
  const own = new Map(
    preset.criteria.flatMap(({ id }, index) => (criteria[index] ? [[id, criteria[index].id] as const] : [])),
  );
  const renamed = <Value>(by: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(by).flatMap(([id, value]) => (own.has(id) ? [[own.get(id)!, value]] : [])));
  const { kinds, weightSets, tieChain, ...rest } = preset.rule;
  return {
    ...rest,
    tieChain: tieChain.flatMap((tie): TieRule[] =>
      tie.kind !== 'criterion' ? [tie] : own.has(tie.id) ? [{ ...tie, id: own.get(tie.id)! }] : [],
    ),
    ...(kinds && { kinds: renamed(kinds) }),
    ...(weightSets && { weightSets: weightSets.map((set) => ({ ...set, weights: renamed(set.weights) })) }),
  };
}
