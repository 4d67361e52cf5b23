import type { CountingRules } from '../../domain/cycles/entry-facts.js';
import {
  plainRankingRule,
  publicVotesFact,
  ruleFrom,
  type RankingRule,
  type SecondPhase,
  type TieRule,
} from '../../domain/ranking/ranking-rule.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { SelectionRule } from '../../domain/selection/selection.js';
import type { Translator } from '../../platform/web/i18n.js';
import { bandLines, namedLines, shownDecimal } from './rule-lines.js';
import { choiceOf, shownKind } from '../criteria/criterion-kind-form.js';

/** Values of a form by name, as they stand in the rules. */
export function valuesOf(
  { rankingRule, selectionRule, entryFacts }: CountingRules,
  criteria: readonly { id: string }[],
  t: Translator,
): Record<string, string> {
  const rule = ruleFrom(rankingRule);
  const shown = (decimal: string | null | undefined) => (decimal == null ? '' : shownDecimal(decimal, t));
  const whole = (count: number | null | undefined) => (count == null ? '' : String(count));
  const { across, divergence, normalise } = rule;
  const values: Record<string, string> = {
    aggregate: rule.aggregate,
    across: across.kind,
    'across.drop': across.kind === 'trimmed-mean' ? String(across.drop) : '',
    'across.from': across.kind === 'trimmed-mean' ? String(across.from) : '',
    combine: rule.combine,
    roundCriterionMeanTo: whole(rule.roundCriterionMeanTo),
    roundWeightedTo: whole(rule.roundWeightedTo),
    roundSheetTo: whole(rule.roundSheetTo),
    roundTotalTo: whole(rule.roundTotalTo),
    minSheets: String(rule.minSheets),
    cannotJudge: rule.cannotJudge,
    amountField: entryFacts.amount ?? '',
    'normalise.to': shown(normalise?.to),
    'normalise.by': normalise?.by ?? 'scale-maximum',
    'divergence.above': shown(divergence?.above),
    'divergence.by': divergence?.by ?? 'total',
    'divergence.unit': divergence?.unit ?? 'points',
    'divergence.finish': divergence?.finish ?? 'mean-of-all',
    timeZone: '',
    seed: '',
    ...secondValues(rule.secondPhase, t),
    ...selectionValues(selectionRule ?? {}, t),
  };
  for (const { id } of criteria) values[`self.${id}`] = entryFacts.self?.[id] ?? '';
  for (const { id } of criteria) Object.assign(values, kindValues(id, rule.kinds[id] ?? { kind: 'numeric' }, t));
  rule.tieChain.forEach((tie, index) => Object.assign(values, tieValues(tie, index)));
  rule.weightSets.forEach(({ nomination, amount, weights }, index) => {
    const at = `weightSets.${index}`;
    values[`${at}.nomination`] = nomination ?? '';
    values[`${at}.from`] = shown(amount?.from);
    values[`${at}.to`] = shown(amount?.to);
    if (amount?.including) values[`${at}.including`] = 'yes';
    for (const [id, weight] of Object.entries(weights)) values[`${at}.weights.${id}`] = shown(weight);
  });
  rule.indicators.forEach((indicator, index) => {
    const at = `indicators.${index}`;
    values[`${at}.id`] = indicator.id;
    values[`${at}.fact`] = indicator.fact;
    values[`${at}.field`] =
      indicator.fact === publicVotesFact ? publicVotesFact : (entryFacts.facts?.[indicator.fact] ?? '');
    values[`${at}.bands`] = 'bands' in indicator ? bandLines(indicator.bands, t) : '';
    values[`${at}.perUnit`] = 'perUnit' in indicator ? shown(indicator.perUnit) : '';
    values[`${at}.atMost`] = 'perUnit' in indicator ? shown(indicator.atMost) : '';
    values[`${at}.best`] = 'best' in indicator ? shown(indicator.best) : '';
  });
  rule.bonuses.forEach(({ id, points }, index) => {
    values[`bonuses.${index}.id`] = id;
    values[`bonuses.${index}.points`] = shown(points);
    values[`bonuses.${index}.field`] = entryFacts.bonuses?.[id] ?? '';
  });
  (selectionRule?.quotas ?? []).forEach(({ of, most }, index) => {
    values[`quotas.${index}.of`] = of === 'region' ? 'region' : (entryFacts.groups?.[of] ?? of);
    values[`quotas.${index}.most`] = typeof most === 'number' ? String(most) : '';
    values[`quotas.${index}.list`] =
      typeof most === 'number'
        ? ''
        : namedLines(
            Object.entries(most).map(([name, n]) => ({ name, value: String(n) })),
            t,
          );
  });
  return values;
}

function secondValues(phase: SecondPhase | null, t: Translator): Record<string, string> {
  if (!phase) return { 'second.by': '', 'second.min': '1', 'second.max': '10', 'second.equals': 'share' };
  const { by, top, equals } = phase;
  return {
    'second.by': by.kind,
    'second.top': top === null ? '' : String(top),
    'second.equals': equals,
    'second.min': by.kind === 'marks' ? shownDecimal(by.min, t) : '1',
    'second.max': by.kind === 'marks' ? shownDecimal(by.max, t) : '10',
    ...(by.kind === 'rank-points' && { 'second.points': String(by.points) }),
    ...(by.kind === 'votes' && by.most !== null && { 'second.most': String(by.most) }),
    ...(by.kind === 'pass' && { 'second.needs': by.needs }),
    ...(by.kind === 'stv' && { 'second.seats': String(by.seats), 'second.seed': by.seed }),
  };
}

function selectionValues(rule: SelectionRule, t: Translator): Record<string, string> {
  return {
    'selection.first': rule.first == null ? '' : String(rule.first),
    'percent.of': rule.percent ? shownDecimal(rule.percent.of, t) : '',
    'percent.rounding': rule.percent?.rounding ?? 'half-up',
    'selection.atLeast': rule.atLeast == null ? '' : shownDecimal(rule.atLeast, t),
    'selection.bands': bandLines(rule.bands ?? [], t),
    'proportional.of': rule.proportional?.of ?? '',
    'proportional.seats': rule.proportional ? String(rule.proportional.seats) : '',
    'selection.atBorder': rule.atBorder ?? 'widen',
    'selection.minEntries': rule.minEntries === undefined ? '' : String(rule.minEntries),
  };
}

function kindValues(id: string, kind: CriterionKind, t: Translator): Record<string, string> {
  const shown = shownKind(kind);
  const levels = shown.named.map(({ label, points }) => ({ name: label, value: points }));
  return {
    [`kind.${id}`]: choiceOf(shown),
    [`levels.${id}`]: levels.length > 0 ? namedLines(levels, t) : '',
    [`picks.${id}`]: String(shown.picks ?? ''),
  };
}

function tieValues(tie: TieRule, index: number): Record<string, string> {
  return {
    [`tie${index}`]: tie.kind === 'criterion' ? `criterion:${tie.id}` : tie.kind,
    ...(tie.kind === 'lot' && { seed: tie.seed }),
    ...(tie.kind === 'earlier-day' && { timeZone: tie.timeZone }),
  };
}

/** The rules with what they leave at its usual meaning left out, so that an untouched form gives the rule that filled it. */
export function withoutDefaults(rule: RankingRule): RankingRule {
  const usual = ruleFrom(plainRankingRule) as unknown as Record<string, unknown>;
  const said = Object.entries(rule).filter(
    ([key, value]) => Object.hasOwn(plainRankingRule, key) || JSON.stringify(value) !== JSON.stringify(usual[key]),
  );
  return Object.fromEntries(said) as unknown as RankingRule;
}
