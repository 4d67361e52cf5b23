import type { Titles } from '../../cycles/counting/rule-words.js';
import { hasPoints } from '../../domain/ranking/criterion-kind.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import type { ScoreTable } from './score-table.reader.js';
import type { ScoredSheet } from './score-table.queries.js';

interface Words {
  titles: Titles;
  timeZone: string;
  locale: Locale;
  t: Translator;
}

/** A row a sheet with a column a criterion; numbers are written as a spreadsheet of the language reads them. */
export async function* scoreLines(table: ScoreTable, { titles, timeZone, t, locale }: Words): AsyncGenerator<string> {
  const criteria = table.criteria.filter(({ id }) => hasPoints(table.rule.kinds[id])).map(({ id }) => id);
  const heads = ['number', 'practice', 'region', 'expert', 'round'].map((column) => t(`results:column.${column}`));
  const ends = [t('results:column.sheetTotal'), t('results:column.submitted', { zone: timeZone })];
  yield csvText([[...heads, ...criteria.map((id) => titles.get(id) ?? id), ...ends]]);
  const rowOf = rows(table, { criteria, t, locale });
  for await (const sheets of table.pages) yield csvText(sheets.map(rowOf), { delimiter: ';', bom: false });
}

/** The row of a sheet; sheets of an entry come one after another, and are counted where their experts are not named. */
function rows(
  { names, totalOf }: ScoreTable,
  { criteria, t, locale }: { criteria: readonly string[] } & Pick<Words, 't' | 'locale'>,
): (sheet: ScoredSheet) => string[] {
  const points = (decimal: string) => (locale === 'ru' ? decimal.replace('.', ',') : decimal);
  const rounds = { planned: t('results:scores.planned'), extra: t('results:scores.extra') };
  const notJudged = t('results:how.notJudged');
  let [entry, count] = ['', 0];
  return (sheet) => {
    count = sheet.entryId === entry ? count + 1 : 1;
    entry = sheet.entryId;
    return [
      sheet.number,
      sheet.title,
      sheet.region,
      names ? (names.get(sheet.expertId) ?? '') : t('results:how.expert', { n: count }),
      rounds[sheet.kind],
      ...criteria.map((id) => (sheet.cannotJudge?.includes(id) ? notJudged : points(sheet.scores[id] ?? ''))),
      points(totalOf(sheet)),
      sheet.submittedAt,
    ];
  };
}
