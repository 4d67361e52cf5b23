import { exact } from '../kernel/decimal.js';
import type { Band, RankingRule, SecondPhase } from './ranking-rule.js';
import { ruleFrom } from './ranking-rule.js';
import type { FieldProblem } from '../kernel/refusal.js';

/**
 * Rules §10. What is wrong with a ranking rule for these criteria, by JSON pointer: criteria that do not exist, names used
 * twice, weights below zero, bands that end before they begin, and ends that a trimmed mean would leave nothing between.
 */
export function ruleProblems(stored: RankingRule, criteria: readonly { id: string }[]): FieldProblem[] {
  const rule = ruleFrom(stored);
  const known = new Set(criteria.map(({ id }) => id));
  const unknown = (id: string, pointer: string) => (known.has(id) ? [] : [{ pointer, rule: 'not-offered' }]);
  const { across } = rule;
  return [
    ...rule.tieChain.flatMap((tie, index) =>
      tie.kind === 'criterion' ? unknown(tie.id, `/tieChain/${index}/id`) : [],
    ),
    ...Object.keys(rule.kinds).flatMap((id) => unknown(id, `/kinds/${id}`)),
    ...rule.weightSets.flatMap(({ amount, weights }, index) => [
      ...Object.keys(weights).flatMap((id) => unknown(id, `/weightSets/${index}/weights/${id}`)),
      ...Object.entries(weights).flatMap(([id, weight]) =>
        exact(weight).s < 0n
          ? [{ pointer: `/weightSets/${index}/weights/${id}`, rule: 'too-small', values: { min: 0 } }]
          : [],
      ),
      ...bandProblems(amount ? [amount] : [], () => `/weightSets/${index}/amount`),
    ]),
    ...rule.indicators.flatMap((indicator, index) =>
      'bands' in indicator ? bandProblems(indicator.bands, (at) => `/indicators/${index}/bands/${at}`) : [],
    ),
    ...secondPhaseProblems(rule.secondPhase),
    ...twice(rule.indicators, 'indicators'),
    ...twice(rule.bonuses, 'bonuses'),
    ...(across.kind === 'trimmed-mean' && across.from <= 2 * across.drop
      ? [{ pointer: '/across/from', rule: 'too-small', values: { min: 2 * across.drop + 1 } }]
      : []),
  ];
}

function secondPhaseProblems(phase: SecondPhase | null): FieldProblem[] {
  if (phase?.by.kind !== 'marks' || exact(phase.by.min).lt(exact(phase.by.max))) return [];
  return [{ pointer: '/secondPhase/by/max', rule: 'below-min' }];
}

function bandProblems(bands: readonly Band[], pointerOf: (index: number) => string): FieldProblem[] {
  return bands.flatMap(({ from, to, including = false }, index) => {
    if (from === null || to === null) return [];
    const isSound = including ? exact(from).lte(exact(to)) : exact(from).lt(exact(to));
    return isSound ? [] : [{ pointer: `${pointerOf(index)}/to`, rule: 'below-min' }];
  });
}

function twice(items: readonly { id: string }[], key: string): FieldProblem[] {
  const ids = items.map(({ id }) => id);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index ? [] : [{ pointer: `/${key}/${index}/id`, rule: 'duplicate' }],
  );
}
