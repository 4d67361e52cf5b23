import { traitsOf, type CriterionKind } from '../../domain/ranking/criterion-kind.js';
import {
  type FullRankingRule,
  type RankingRule,
  type Statistic,
  type TieRule,
  publicVotesFact,
  ruleFrom,
} from '../../domain/ranking/ranking-rule.js';
import type { SelectionRule } from '../../domain/selection/selection.js';
import type { Translator } from '../../platform/web/i18n.js';
import { bandText, shownDecimal } from './rule-lines.js';

/** What ids stand for: criteria, and fields of the form from which facts are taken. */
export type Titles = ReadonlyMap<string, string>;

export function tieRuleWords(rule: TieRule, titles: Titles, t: Translator): string {
  const criterion = rule.kind === 'criterion' ? (titles.get(rule.id) ?? '') : '';
  return t(`results:tie.${rule.kind}`, { criterion, seed: rule.kind === 'lot' ? rule.seed : '' });
}

/** The rule of counting in sentences, in the order in which it is counted; what it does not ask for is not spoken of. */
export function ruleWords(stored: RankingRule, titles: Titles, t: Translator): string[] {
  const rule = ruleFrom(stored);
  return [
    ...orderWords(rule, t),
    ...roundingWords(rule, t),
    t('results:rule.minSheets', { n: rule.minSheets }),
    ...(rule.cannotJudge === 'refuse' ? [] : [t(`results:rule.cannotJudge.${rule.cannotJudge}`)]),
    ...Object.entries(rule.kinds).flatMap(([id, kind]) => kindWords(titles.get(id) ?? id, kind, t)),
    ...weightWords(rule, titles, t),
    ...factWords(rule, titles, t),
    ...divergenceWords(rule, t),
    tieWords(rule, titles, t),
    ...secondWords(rule, t),
  ];
}

/** «среднее», «медиана», «среднее без наибольшего и наименьшего (при 4 и больше)». */
export function statisticWords(across: Statistic, t: Translator): string {
  const ends = across.kind === 'trimmed-mean' ? { drop: across.drop, from: across.from } : { drop: 0, from: 0 };
  return t(`results:statistic.${across.kind}`, ends);
}

function orderWords({ aggregate, across, combine }: FullRankingRule, t: Translator): string[] {
  const statistic = statisticWords(across, t);
  return [
    t(`results:rule.${aggregate}`, { statistic }),
    ...(combine === 'mean' ? [t('results:rule.combineMean')] : []),
  ];
}

function roundingWords(rule: FullRankingRule, t: Translator): string[] {
  const said = (digits: number | null, key: string) =>
    digits === null ? [] : [t(`results:rule.rounded.${key}`, { digits })];
  const steps = [
    ...said(rule.roundCriterionMeanTo, 'criterion'),
    ...said(rule.roundWeightedTo, 'weighted'),
    ...said(rule.roundSheetTo, 'sheet'),
  ];
  return [
    ...(steps.length > 0 ? steps : [t('results:rule.exactMeans')]),
    ...(rule.roundTotalTo === null ? [t('results:rule.exactTotal')] : said(rule.roundTotalTo, 'total')),
  ];
}

function kindWords(criterion: string, kind: CriterionKind, t: Translator): string[] {
  const traits = traitsOf(kind);
  const asked = traits.words(kind);
  if (!asked) return [];
  const levels = (traits.named(kind) ?? [])
    .map(({ label, points }) => `${label} ${shownDecimal(points, t)}`)
    .join(', ');
  return [t(`results:rule.${asked.key}`, { criterion, levels, n: asked.n ?? 0 })];
}

function weightWords({ weightSets }: FullRankingRule, titles: Titles, t: Translator): string[] {
  return weightSets.map(({ nomination, amount, weights }) => {
    const whom = [
      ...(nomination === undefined ? [] : [t('results:rule.ofNomination', { nomination })]),
      ...(amount ? [t('results:rule.ofAmount', { band: bandText(amount, t) })] : []),
    ].join(', ');
    const list = Object.entries(weights)
      .map(([id, weight]) => `«${titles.get(id) ?? id}» ${shownDecimal(weight, t)}`)
      .join(', ');
    return t('results:rule.weights', { whom: whom || t('results:rule.ofAll'), list });
  });
}

/** What a fact is called: the field that gives it, or the votes of the public. */
export function factTitle(fact: string, titles: Titles, t: Translator): string {
  return fact === publicVotesFact ? t('results:rule.publicVotes') : (titles.get(fact) ?? fact);
}

function factWords({ indicators, normalise, bonuses }: FullRankingRule, titles: Titles, t: Translator): string[] {
  return [
    ...indicators.map((indicator) => {
      const fact = factTitle(indicator.fact, titles, t);
      if ('best' in indicator) return t('results:rule.best', { fact, points: shownDecimal(indicator.best, t) });
      if ('bands' in indicator) {
        const bands = indicator.bands
          .map((band) => `${bandText(band, t) || t('results:rule.always')}: ${shownDecimal(band.points, t)}`)
          .join('; ');
        return t('results:rule.bands', { fact, bands });
      }
      const points = shownDecimal(indicator.perUnit, t);
      return indicator.atMost === null
        ? t('results:rule.perUnit', { fact, points })
        : t('results:rule.perUnitAtMost', { fact, points, most: shownDecimal(indicator.atMost, t) });
    }),
    ...(normalise ? [t(`results:rule.normalise.${normalise.by}`, { to: shownDecimal(normalise.to, t) })] : []),
    ...bonuses.map(({ id, points }) => t('results:rule.bonus', { bonus: id, points: shownDecimal(points, t) })),
  ];
}

function divergenceWords({ divergence }: FullRankingRule, t: Translator): string[] {
  if (!divergence) return [];
  const { by, unit, finish } = divergence;
  const above = t(`results:rule.above.${unit}`, { above: shownDecimal(divergence.above, t) });
  return [
    t('results:rule.divergence', {
      by: t(`results:rule.by.${by}`),
      above,
      finish: t(`results:rule.finish.${finish}`),
    }),
  ];
}

function secondWords({ secondPhase }: FullRankingRule, t: Translator): string[] {
  if (!secondPhase) return [];
  const { by, top, equals } = secondPhase;
  const whom = top === null ? t('results:second.all') : t('results:second.top', { n: top });
  const ends = {
    min: by.kind === 'marks' ? shownDecimal(by.min, t) : '',
    max: by.kind === 'marks' ? shownDecimal(by.max, t) : '',
  };
  const facts = {
    points: by.kind === 'rank-points' ? by.points : 0,
    needs: by.kind === 'pass' ? t(`cycles:counting.second.needs.${by.needs}`) : '',
    seats: by.kind === 'stv' ? by.seats : 0,
    seed: by.kind === 'stv' ? by.seed : '',
  };
  const votes = by.kind === 'votes' && by.most !== null ? t('results:second.most', { n: by.most }) : '';
  return [
    [
      t('results:second.lead', { whom }),
      t(`results:second.by.${by.kind}`, { ...ends, ...facts }),
      votes,
      t(`results:second.equals.${equals}`),
    ]
      .filter(Boolean)
      .join(' '),
  ];
}

function tieWords({ tieChain }: FullRankingRule, titles: Titles, t: Translator): string {
  const chain = tieChain.map((each) => tieRuleWords(each, titles, t)).join(', ');
  return chain ? t('results:rule.ties', { chain }) : t('results:rule.share');
}

/** The rule of selection in sentences; `groups` names the fields of quotas that are no regions. */
export function selectionWords(rule: SelectionRule, groups: Titles, t: Translator): string[] {
  const { first, percent, atLeast, bands = [], quotas = [], minEntries } = rule;
  return [
    ...(first == null ? [] : [t('results:select.first', { n: first })]),
    ...(percent
      ? [
          t('results:select.percent', {
            of: shownDecimal(percent.of, t),
            way: t(`results:select.way.${percent.rounding}`),
          }),
        ]
      : []),
    ...(atLeast == null ? [] : [t('results:select.atLeast', { points: shownDecimal(atLeast, t) })]),
    ...(bands.length === 0
      ? []
      : [
          t('results:select.bands', {
            bands: bands.map((band) => `${bandText(band, t)}: ${shownDecimal(band.points, t)}`).join('; '),
          }),
        ]),
    ...quotas.map(({ of, most }) => {
      const whose = of === 'region' ? 'region' : 'group';
      const group = groups.get(of) ?? of;
      if (typeof most === 'number') return t(`results:select.quota.${whose}`, { group, n: most });
      const list = Object.entries(most)
        .map(([name, n]) => `${name}: ${n}`)
        .join(', ');
      return t(`results:select.quotaList.${whose}`, { group, list });
    }),
    ...(rule.proportional
      ? [
          t(`results:select.proportional.${rule.proportional.of === 'region' ? 'region' : 'group'}`, {
            n: rule.proportional.seats,
            group: groups.get(rule.proportional.of) ?? rule.proportional.of,
          }),
        ]
      : []),
    ...(minEntries === undefined || minEntries < 2 ? [] : [t('results:select.minEntries', { n: minEntries })]),
    t(`results:select.border.${rule.atBorder ?? 'widen'}`),
  ];
}
