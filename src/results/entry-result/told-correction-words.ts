import type { ToldCorrection, ToldChange } from '../../domain/results/entry-result/told-corrections.js';
import type { FastifyRequest } from 'fastify';
import { type Locale, translator } from '../../platform/web/i18n.js';
import { shownNumber } from '../rankings/ranking-words.js';
import { shownDecimal } from '../../cycles/counting/rule-lines.js';

/** What a correction did to the entry, a sentence for each thing, and its ground. */
export function toldWords(
  { changes, ground }: ToldCorrection,
  titles: ReadonlyMap<string, string>,
  { locale }: FastifyRequest,
) {
  return { ground, lines: changes.map((change) => changeLine(change, titles, locale)) };
}

function changeLine(change: ToldChange, titles: ReadonlyMap<string, string>, locale: Locale): string {
  const t = translator(locale);
  switch (change.kind) {
    case 'entry-left-out':
      return t('results:told.leftOut');
    case 'criterion': {
      const criterion = titles.get(change.criterionId) ?? '';
      if (change.before === null || change.after === null) return t('results:told.criterion', { criterion });
      const [before, after] = [change.before, change.after].map((mean) => shownNumber(mean, locale).text);
      return t('results:told.criterionMeans', { criterion, before: before!, after: after! });
    }
    case 'sheets-left-out':
      return t('results:told.sheets', { n: change.count });
    case 'points': {
      if (change.points === null) return t('results:told.points');
      const points = shownDecimal(change.points.replace('-', ''), t);
      return t(change.points.startsWith('-') ? 'results:told.pointsLess' : 'results:told.pointsMore', { points });
    }
  }
}
