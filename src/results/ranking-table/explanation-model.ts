import { bandText, shownDecimal } from '../../cycles/counting/rule-lines.js';
import { factTitle, statisticWords, type Titles } from '../../cycles/counting/rule-words.js';
import type { RankingInput, RankingRow } from '../../domain/ranking/rank-entries.js';
import { ruleFrom, type Indicator } from '../../domain/ranking/ranking-rule.js';
import { formatNumber } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import { shownNumber } from '../rankings/ranking-words.js';

interface Facts {
  input: RankingInput;
  titles: Titles;
  locale: Locale;
  t: Translator;
}

/** One number of the derivation, and how it came about. */
interface Step {
  id: string;
  title: string;
  value: string;
  exact: string | null;
  lines: string[];
}

/** The way from the sheets to the total, a step for each number; every step says what it was made of. */
export function derivation({ explanation, totalShown, total, second }: RankingRow, facts: Facts): Step[] {
  const { t, locale, input } = facts;
  const perSheet = explanation.aggregate === 'weighted-sum-per-sheet-then-mean';
  const points = explanation.lines?.find(({ kind }) => kind === 'points')?.points ?? explanation.unrounded;
  return [
    ...explanation.criteria.map((step) => criterionStep(step, facts)),
    sheetsStep(explanation, facts),
    {
      ...numbered('points', t('results:how.points'), points, locale),
      lines: [perSheet ? overSheets(explanation, facts) : overCriteria(explanation, facts)],
    },
    ...(explanation.lines ?? []).flatMap((line, index) => lineStep(line, index, facts)),
    {
      id: 'step-total',
      title: t('results:column.total'),
      value: formatNumber(totalShown, { locale, digits: input.decimals }),
      exact: total.includes('/') ? total : null,
      lines: [totalWords(explanation.unrounded, facts)],
    },
    ...(second
      ? [
          {
            ...numbered('second', t('results:how.second'), second.value ?? '0', locale),
            ...(second.value === null && { value: '—', exact: null }),
            lines: [t('results:how.secondBy', { n: second.voters })],
          },
        ]
      : []),
  ];
}

type Explanation = RankingRow['explanation'];
type Criterion = Explanation['criteria'][number];

function numbered(id: string, title: string, exactValue: string, locale: Locale): Omit<Step, 'lines'> {
  const { text, exact } = shownNumber(exactValue, locale);
  return { id: `step-${id}`, title, value: text, exact };
}

function criterionStep(step: Criterion, { input, titles, locale, t }: Facts): Step {
  const rule = ruleFrom(input.rule);
  const shown = (value: string) => shownNumber(value, locale).text;
  const title = titles.get(step.criterionId) ?? step.criterionId;
  const scores = step.scores.map((score) => (score ? shown(score) : t('results:how.notJudged'))).join(', ');
  const dropped = step.dropped?.map(shown).join(', ');
  const { text: mean, exact } = shownNumber(step.mean, locale);
  return {
    ...numbered(step.criterionId, title, step.weightedRounded ?? step.weighted, locale),
    lines: [
      t('results:how.scores', { scores }),
      ...(dropped ? [t('results:how.dropped', { values: dropped })] : []),
      t('results:how.statistic', {
        statistic: statisticWords(rule.across, t),
        value: exact ? `${mean} (${exact})` : mean,
      }),
      ...(step.rounded === null ? [] : [t('results:how.roundedTo', { value: shown(step.rounded) })]),
      t('results:how.times', { weight: shown(step.weight), value: shown(step.weighted) }),
      ...(step.weightedRounded === undefined
        ? []
        : [t('results:how.roundedTo', { value: shown(step.weightedRounded) })]),
    ],
  };
}

function sheetsStep(explanation: Explanation, { locale, t }: Facts): Step {
  const shown = (value: string) => shownNumber(value, locale).text;
  const { notCounted = [], dropped = [], divergence } = explanation;
  return {
    ...numbered('sheets', t('results:how.medianTitle'), explanation.median, locale),
    lines: [
      ...explanation.sheets.map((sum, index) => t('results:how.sheet', { n: index + 1, value: shown(sum) })),
      ...(dropped.length ? [t('results:how.dropped', { values: dropped.map(shown).join(', ') })] : []),
      ...(notCounted.length ? [t('results:how.notCounted', { n: notCounted.length })] : []),
      ...(divergence
        ? [
            t('results:how.divergence', {
              difference: shown(divergence.difference),
              above: shown(divergence.above),
              finish: t(`results:rule.finish.${divergence.finish}`),
            }),
          ]
        : []),
    ],
  };
}

function overSheets({ sheets }: Explanation, { input, locale, t }: Facts): string {
  const rule = ruleFrom(input.rule);
  const values = sheets.map((sum) => shownNumber(sum, locale).text).join('; ');
  return [
    t('results:how.overSheets', { statistic: statisticWords(rule.across, t), values }),
    ...(rule.combine === 'mean' ? [t('results:rule.combineMean')] : []),
  ].join(' ');
}

function overCriteria({ criteria }: Explanation, { input, locale, t }: Facts): string {
  const sum = criteria.map((step) => shownNumber(step.weightedRounded ?? step.weighted, locale).text).join(' + ');
  return [
    t('results:how.overCriteria', { sum }),
    ...(ruleFrom(input.rule).combine === 'mean' ? [t('results:rule.combineMean')] : []),
  ].join(' ');
}

function lineStep(
  line: NonNullable<Explanation['lines']>[number],
  index: number,
  { input, titles, locale, t }: Facts,
): Step[] {
  const shown = (value: string) => shownNumber(value, locale).text;
  const rule = ruleFrom(input.rule);
  switch (line.kind) {
    case 'points':
      return [];
    case 'indicator': {
      const indicator = rule.indicators.find(({ id }) => id === line.id);
      const how = indicator ? indicatorWords(indicator, shown(line.greatest ?? '0'), t) : '';
      const fact = factTitle(line.fact, titles, t);
      return [
        {
          ...numbered(`line-${index}`, line.id, line.points, locale),
          lines: [t('results:how.fact', { fact, value: shown(line.value) }), how],
        },
      ];
    }
    case 'normalised':
      return [
        {
          ...numbered(`line-${index}`, t('results:how.normalised'), line.points, locale),
          lines: [t('results:how.normalisedBy', { to: shown(line.to), maximum: shown(line.maximum) })],
        },
      ];
    case 'bonus':
      return [{ ...numbered(`line-${index}`, line.id, line.points, locale), lines: [t('results:how.bonus')] }];
    case 'correction':
      return [
        {
          ...numbered(`line-${index}`, t('corrections:line'), line.points, locale),
          lines: [t('corrections:lineGround', { ground: line.ground })],
        },
      ];
  }
}

function totalWords(unrounded: string, { input, locale, t }: Facts): string {
  const { text, exact } = shownNumber(unrounded, locale);
  const digits = ruleFrom(input.rule).roundTotalTo;
  const value = exact ? `${text} (${exact})` : text;
  return digits === null ? t('results:how.totalExact', { value }) : t('results:how.totalRounded', { value, digits });
}

/** What was corrected in the sheets before they were counted. */
export function correctedWords({ corrected }: Explanation, t: Translator): string {
  if (!corrected) return '';
  return t('corrections:explained', { n: corrected.scores.length, sheets: corrected.experts.length });
}

/** Which set of weights held for the entry, where it is not the criteria's own. */
export function weightsWords({ weightsFor }: Explanation, t: Translator): string {
  if (!weightsFor) return '';
  const whom = [
    ...(weightsFor.nomination === undefined
      ? []
      : [t('results:rule.ofNomination', { nomination: weightsFor.nomination })]),
    ...(weightsFor.amount ? [t('results:rule.ofAmount', { band: bandText(weightsFor.amount, t) })] : []),
  ];
  return t('results:how.weightsFor', { whom: whom.join(', ') || t('results:rule.ofAll') });
}

/** How the points of an indicator come about. */
function indicatorWords(indicator: Indicator, greatest: string, t: Translator): string {
  if ('bands' in indicator)
    return indicator.bands.map((band) => `${bandText(band, t)}: ${shownDecimal(band.points, t)}`).join('; ');
  if ('best' in indicator) return t('results:how.best', { greatest, points: shownDecimal(indicator.best, t) });
  return t('results:how.perUnit', {
    points: shownDecimal(indicator.perUnit, t),
    most: indicator.atMost ? shownDecimal(indicator.atMost, t) : '—',
  });
}
