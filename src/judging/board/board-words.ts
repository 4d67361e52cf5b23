import type { KeptSignal } from './signals.service.js';
import type { DivergenceRule } from '../../domain/ranking/ranking-rule.js';
import { formatNumber } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import type { DivergenceRow } from '../divergence/divergence.queries.js';
import type { SheetReading } from './signals.service.js';

interface Names {
  entries: ReadonlyMap<string, { number: string }>;
  experts: ReadonlyMap<string, { name: string }>;
}

export function divergenceRuleWords(
  rule: DivergenceRule | null,
  extraExpert: 'at-once' | 'after-word',
  t: Translator,
): string {
  if (!rule) return t('judging:diverge.noRule');
  const limit = t(`judging:diverge.rule.${rule.by}.${rule.unit}`, { above: rule.above });
  return `${limit} ${t(`judging:diverge.${extraExpert}`)}`;
}

/** Exact points may be a fraction; people read two decimals. */
export function differenceWords(
  { criterion, difference, above }: DivergenceRow,
  t: Translator,
  locale: Locale,
): string {
  const shown = (text: string) => formatNumber(decimalOf(text), { locale });
  const values = { n: shown(difference), above: shown(above) };
  return criterion ? t('judging:diverge.byCriterion', { ...values, criterion }) : t('judging:diverge.byTotal', values);
}

function decimalOf(text: string): string {
  const [above = '0', below = '1'] = text.split('/');
  return String(Math.round((100 * Number(above)) / Number(below)) / 100);
}

/** A question and what it rests on; never a verdict. */
export function signalWords(signal: KeptSignal, names: Names, t: Translator): { question: string; fact: string } {
  const who = (id: string) => names.experts.get(id)?.name ?? '–';
  switch (signal.kind) {
    case 'same-text': {
      const experts = [...new Set(signal.sheets.map(({ expertId }) => who(expertId)))].join(', ');
      const entries = [...new Set(signal.sheets.map(({ entryId }) => names.entries.get(entryId)?.number ?? '–'))].join(
        ', ',
      );
      const { all = signal.sheets.length } = signal;
      const more = all - signal.sheets.length;
      const fact = t('judging:signal.same-text.fact', { text: signal.text, experts, entries });
      return {
        question: t('judging:signal.same-text', { n: all }),
        fact: more > 0 ? `${fact} ${t('judging:signal.same-text.more', { n: more })}` : fact,
      };
    }
    case 'straight-line':
      return {
        question: t('judging:signal.straight-line', { who: who(signal.expertId) }),
        fact: t('judging:signal.straight-line.fact', { n: signal.sheets, score: rounded(signal.score) }),
      };
    case 'own-district':
      return {
        question: t('judging:signal.own-district', { who: who(signal.expertId) }),
        fact: t('judging:signal.own-district.fact', {
          n: rounded(signal.difference),
          own: signal.own,
          others: signal.others,
        }),
      };
    case 'drift':
      return {
        question: t(signal.slope > 0 ? 'judging:signal.drift.up' : 'judging:signal.drift.down', {
          who: who(signal.expertId),
        }),
        fact: t('judging:signal.drift.fact', { n: rounded(Math.abs(signal.slope)), sheets: signal.sheets }),
      };
    case 'bloc':
      return {
        question: t('judging:signal.bloc', { one: who(signal.experts[0]), two: who(signal.experts[1]) }),
        fact: t('judging:signal.bloc.fact', { n: signal.entries, r: rounded(signal.correlation) }),
      };
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
const WIDE = 240;
const EDGE = 6;

/** Every expert's mean and spread beside the panel's, on one scale, the furthest from the panel first. */
export function levelRows(reading: SheetReading, names: Names['experts']) {
  const { panel } = reading;
  const levels = [panel, ...Object.values(reading.experts)];
  const least = levels.reduce((low, { mean, deviation }) => Math.min(low, mean - deviation), Infinity);
  const most = levels.reduce((high, { mean, deviation }) => Math.max(high, mean + deviation), -Infinity);
  const x = (points: number) => Math.round(EDGE + ((points - least) / (most - least || 1)) * (WIDE - 2 * EDGE));
  const panelFrom = x(panel.mean - panel.deviation);
  return Object.entries(reading.experts)
    .map(([id, level]) => ({
      id,
      name: names.get(id)?.name ?? '–',
      sheets: level.sheets,
      mean: rounded(level.mean),
      deviation: rounded(level.deviation),
      plot: {
        panelFrom,
        panelWidth: Math.max(1, x(panel.mean + panel.deviation) - panelFrom),
        panelMean: x(panel.mean),
        low: x(level.mean - level.deviation),
        high: x(level.mean + level.deviation),
        point: x(level.mean),
      },
    }))
    .sort((a, b) => Math.abs(b.mean - panel.mean) - Math.abs(a.mean - panel.mean) || (a.name < b.name ? -1 : 1));
}
